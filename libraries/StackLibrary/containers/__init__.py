"""Stacks in containers, as a Compose file says."""
