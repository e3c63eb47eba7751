"""Rooms, positions, shift patterns and the people of the team."""
