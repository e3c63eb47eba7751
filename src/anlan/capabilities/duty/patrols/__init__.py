"""Video patrol rounds (视频巡查): which cameras are looked at when, what was seen, and what was found."""
