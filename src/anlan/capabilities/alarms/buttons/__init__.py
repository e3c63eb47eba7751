"""The household's emergency button on a phone: enrolled by a one-time code, pressed, cancelled, and told what happens."""
