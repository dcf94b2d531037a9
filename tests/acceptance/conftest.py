"""Makes the fixtures of robot_runs.py known to the tests beside it."""

from robot_runs import robot

__all__ = ["robot"]
