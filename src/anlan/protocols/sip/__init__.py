"""SIP (RFC 3261) as GB/T 28181 uses it, as a pure state machine fed with bytes and time."""
