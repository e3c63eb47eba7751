"""How long a test waits for what must happen. Reached only when it does not happen: never a measure of speed."""

PATIENCE_S = 90
