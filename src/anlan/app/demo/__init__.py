"""The demo city: three levels of real platforms with simulated cameras under them, started by one command."""
