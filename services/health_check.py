"""Ends with 0 where a gRPC service of this machine says that it is SERVING, else with 1.

python -m health_check PORT
"""

import sys

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

LIMIT_SECONDS = 2


def is_serving(port: str) -> bool:
    with grpc.insecure_channel(f"127.0.0.1:{port}", [("grpc.enable_http_proxy", 0)]) as channel:
        try:
            answer = health_pb2_grpc.HealthStub(channel).Check(
                health_pb2.HealthCheckRequest(), timeout=LIMIT_SECONDS
            )
        except grpc.RpcError:
            return False
        return answer.status == health_pb2.HealthCheckResponse.SERVING


if __name__ == "__main__":
    sys.exit(0 if is_serving(sys.argv[1]) else 1)
