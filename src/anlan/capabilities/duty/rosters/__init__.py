"""Rosters: what the rules are, how one is made, published, and changed by swaps."""
