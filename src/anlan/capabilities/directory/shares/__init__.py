"""What upper platforms see of us: chosen branches and channels, under the codes agreed with each."""
