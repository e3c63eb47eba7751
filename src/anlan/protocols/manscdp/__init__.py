"""MANSCDP: the XML of GB/T 28181 (annex A) between bytes and records."""
