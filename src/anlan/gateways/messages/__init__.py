"""Short messages to telephones, handed to a gateway outside."""
