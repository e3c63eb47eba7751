"""What an alarm is at two levels: the same case, written by one platform and read by the others (docs/design/feed.md)."""
