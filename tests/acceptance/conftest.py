"""Makes the fixtures of browsers.py and robot_runs.py known to the tests beside them."""

from browsers import chromium
from robot_runs import robot

__all__ = ["chromium", "robot"]
