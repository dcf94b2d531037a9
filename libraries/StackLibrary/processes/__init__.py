"""The stack as processes on this machine."""
