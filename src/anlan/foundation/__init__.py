"""What every capability stands on: config, database, events, access, audit, clock, telemetry."""
