"""Signed messages of cheap devices: proved, judged by their time, handed to the intake. The same for every transport."""
