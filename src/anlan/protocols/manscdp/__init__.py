"""MANSCDP, the XML control and description protocol of GB/T 28181."""
