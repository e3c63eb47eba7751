"""Alarm subscribers (报警用户): who is protected, by which devices, and what an operator needs to know of them."""
