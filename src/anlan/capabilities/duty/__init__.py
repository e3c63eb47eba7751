"""The duty room (值班): who may sit where, who sits when, who sat there, and what was handed over."""
