"""Anlan (安澜): the platform of a city's technical public-safety protection (社会治安技术防控).

The floors of the house, from top to bottom, each importing only what lies below it:
``app`` · ``api`` · ``gateways`` · ``capabilities`` · ``foundation`` · ``protocols`` · ``media``.
"""
