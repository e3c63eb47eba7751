"""Where a simulated channel's pictures come from and how they go out: access units, PS, RTP."""
