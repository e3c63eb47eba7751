"""Directory (目录): divisions, platforms, devices and channels; one camera, one record (一机一档)."""
