"""Configuration: one TOML file plus ANLAN_… variables, validated, with errors that name key, value and range."""
