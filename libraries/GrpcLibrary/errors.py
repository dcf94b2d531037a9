"""What is said when the test or its surroundings are wrong."""

from .outcome import GrpcError

UsageError = GrpcError

__all__ = ["UsageError"]
