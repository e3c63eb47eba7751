"""Composition root: command line, configuration, wiring, demo city. Knows everybody, is known by nobody."""
