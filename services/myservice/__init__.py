"""MyService: one instance, which holds a client's session."""
