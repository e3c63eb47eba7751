"""Being on duty: sign-in, handover, the log, and what time notices."""
