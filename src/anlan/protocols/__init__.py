"""Codecs without I/O: bytes in, objects out. No sockets, no clock, no database."""
