"""Makes the fixtures of service_runs.py known to the tests beside it."""

from service_runs import bad_token, connect, module_services, services

__all__ = ["bad_token", "connect", "module_services", "services"]
