"""Learning: what was not understood is grouped, and an officer makes knowledge of it."""
