"""From signal to alarm: judged in memory, committed in batches, acknowledged afterwards."""
