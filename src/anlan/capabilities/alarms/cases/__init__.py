"""Cases (警情): the state machine, the operators' desk, the rules of time."""
