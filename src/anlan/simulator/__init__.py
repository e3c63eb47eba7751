"""Simulated cameras, recorders and platforms that speak GB/T 28181 and stream real video."""
