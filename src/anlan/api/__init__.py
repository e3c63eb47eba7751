"""HTTP and WebSocket faces, one module per capability, and the console's files."""
