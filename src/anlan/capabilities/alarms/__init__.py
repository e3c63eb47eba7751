"""Alarms (报警): signals of premises' panels, buttons and cameras, from intake to archive."""
