"""Makes the fixtures of descriptions.py known to the tests beside it."""

from descriptions import odd_schema, read, refusal

__all__ = ["odd_schema", "read", "refusal"]
