"""GB/T 28181 gateway: devices and lower platforms below us, upper platforms above us."""
