"""Live viewing (实时点播): one stream per channel, shared by all who look, opened only through the gate."""
