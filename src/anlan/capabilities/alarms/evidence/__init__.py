"""Evidence: the pictures that belong to a case, kept with their hash, or the reason why there are none."""
