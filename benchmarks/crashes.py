"""Shows how sessions fare when an instance breaks, comes back, joins or leaves.

    python benchmarks/crashes.py [--crashes 100] [--by kill] [--busy 0]

`kill` is SIGKILL, `stop` SIGTERM, `pause` SIGSTOP. `return` is SIGKILL and a restart. `join` adds
an instance, `leave` removes one while it serves. `nothing` leaves all alone: each move is a false
alarm. `--busy` is the number of processes that keep the machine busy meanwhile.

Each crash has a stack and sessions of its own, so that it owes nothing to an earlier one:
all sessions log in at once, then each calls over a connection of its own, 10 ms apart or as
fast as the machine can. After the crash the calls go on until health checks have noticed it.
Exits with 1 where a client saw an error, or a session moved that should have stayed.
"""

import argparse
import asyncio
import statistics
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from multiprocessing import Process
from pathlib import Path
from typing import Any, NamedTuple

import grpc

from GrpcLibrary.schema import Schema
from StackLibrary.processes.stack import EmbeddedSettings, EmbeddedStack

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = Schema.from_path(ROOT / "protos" / "my_service.proto")
USER = {"username": "TestUser", "password": "TestPassword"}
SESSIONS = 30
PACE = 0.01  # seconds from one call of a session to its next
DEADLINE = 5.0
SETTLED = 5  # answers that each session has had when the crash comes
SETTLING_LIMIT = 30.0
AFTERWARDS = 1.5  # two health checks, 0.2 s apart, notice a crash
NAMES = ("myservice-1", "myservice-2", "myservice-3")
JOINS = "myservice-4"
OPTIONS = (("grpc.use_local_subchannel_pool", 1), ("grpc.enable_http_proxy", 0))


class Visit(NamedTuple):
    """A session's stay at one instance, from its first answer on."""

    instance: str
    since: float


class Session:
    def __init__(self, gateway: str):
        self.visits: list[Visit] = []
        self.errors: list[str] = []
        self.answers = 0
        self.settled = asyncio.Event()
        self._id = f"crash-{uuid.uuid4().hex}"
        self._channel = grpc.aio.insecure_channel(gateway, OPTIONS)

    async def log_in(self) -> None:
        fields = {**USER, "session_id": self._id}
        answer = await self._rpc("Login")(fields, timeout=SETTLING_LIMIT)
        self._metadata = (("authorization", answer.token), ("session-id", self._id))

    async def call_until(self, end: asyncio.Event) -> None:
        """Call until the end, and wait for the call that is under way then: it counts too."""
        echo = self._rpc("MyServiceEcho")
        now = asyncio.get_running_loop().time
        while not end.is_set():
            next_call = now() + PACE
            try:
                answer = await echo({}, timeout=DEADLINE, metadata=self._metadata)
                self._note(answer.pod_name, now())
            except grpc.aio.AioRpcError as err:
                self.errors.append(f"{err.code().name}: {err.details()}")
            await asyncio.sleep(next_call - now())
        await self._channel.close(None)

    def _rpc(self, name: str) -> Any:
        method = SCHEMA.method(f"MyServiceAPI/{name}")
        return self._channel.unary_unary(
            method.path,
            lambda fields: method.request(**fields).SerializeToString(),
            method.response.FromString,
        )

    def _note(self, instance: str, now: float) -> None:
        self.answers += 1
        if not self.visits or self.visits[-1].instance != instance:
            self.visits.append(Visit(instance, now))
        if self.answers == SETTLED:
            self.settled.set()


class Tally:
    """What was seen, over all crashes."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.gaps: list[float] = []

    def add(self, sessions: list[Session], victims: list[Session], broken_at: float) -> None:
        others = [session for session in sessions if session not in victims]
        errors = [error for session in sessions for error in session.errors]
        self.seen["answers"] += sum(session.answers for session in sessions)
        self.seen["victims: sessions of that instance"] += len(victims)
        self.faults["victims served no more"] += sum(len(s.visits) == 1 for s in victims)
        self.faults["strays: victims that moved again"] += sum(len(s.visits) > 2 for s in victims)
        self.faults["others that moved"] += sum(len(s.visits) > 1 for s in others)
        self.faults["errors that clients saw"] += len(errors)
        self.errors.update(f"- {error}" for error in errors)
        self.gaps += [1000 * (visit.since - broken_at) for s in victims for visit in s.visits[1:2]]

    def print(self) -> None:
        times = {
            "longest time from crash to next answer, ms": round(max(self.gaps, default=0)),
            "median time": round(statistics.median(self.gaps or [0])),
        }
        for name, value in {**self.seen, **self.faults, **self.errors, **times}.items():
            print(f"{name:44}{value:>8}")


class Means(NamedTuple):
    """What is done to an instance, whether its sessions should move, and how long to watch."""

    act: Callable[[EmbeddedStack, str], object]
    has_victims: bool = True
    afterwards: float = AFTERWARDS


def kill_and_start(stack: EmbeddedStack, name: str) -> None:
    stack.instance(name).kill(SETTLING_LIMIT)
    time.sleep(AFTERWARDS)  # until all its sessions have moved
    stack.instance(name).start(SETTLING_LIMIT)


def route_to(stack: EmbeddedStack, names: Iterable[str]) -> None:
    """Change the gateway's instances, and wait until it uses them."""
    addresses = {instance.name: instance.address for instance in stack.instances()}
    command = (
        *(sys.executable, "-m", "mygateway.instances"),
        *("--run-directory", str(stack._guard.directory)),
        *("--instances", ",".join(addresses[name] for name in names)),
        *("--timeout", str(SETTLING_LIMIT)),
    )
    subprocess.run(command, cwd=ROOT / "services", check=True)


MEANS = {
    "kill": Means(lambda stack, name: stack.instance(name).kill(SETTLING_LIMIT)),
    "stop": Means(lambda stack, name: stack.instance(name).stop(SETTLING_LIMIT)),
    "pause": Means(
        lambda stack, name: stack.instance(name).pause(SETTLING_LIMIT), afterwards=DEADLINE
    ),
    "return": Means(kill_and_start),
    "join": Means(lambda stack, name: route_to(stack, (*NAMES, JOINS)), has_victims=False),
    "leave": Means(lambda stack, name: route_to(stack, set(NAMES) - {name})),
    "nothing": Means(lambda stack, name: None, has_victims=False, afterwards=DEADLINE),
}


def measure(settings: EmbeddedSettings, crashes: int, sessions: int, means: Means) -> Tally:
    tally = Tally()
    for turn in range(crashes):
        stack = EmbeddedStack(settings)
        try:
            route_to(stack, NAMES)
            asyncio.run(crash(stack, turn, sessions, means, tally))
        finally:
            stack.stop()
    return tally


async def crash(stack: EmbeddedStack, turn: int, count: int, means: Means, tally: Tally) -> None:
    """Break the instance whose turn it is, under the calls of `count` sessions."""
    sessions = [Session(stack.gateway_address) for _ in range(count)]
    await asyncio.gather(*(session.log_in() for session in sessions))
    end = asyncio.Event()
    calls = [asyncio.create_task(session.call_until(end)) for session in sessions]
    settled = asyncio.gather(*(session.settled.wait() for session in sessions))
    await asyncio.wait_for(settled, SETTLING_LIMIT)
    serving = {session.visits[-1].instance for session in sessions}
    names = [name for name in NAMES if name in serving]
    name = names[turn % len(names)]
    own = [session for session in sessions if [v.instance for v in session.visits] == [name]]
    victims = own if means.has_victims else []
    broken_at = asyncio.get_running_loop().time()
    await asyncio.to_thread(means.act, stack, name)
    await asyncio.sleep(means.afterwards)  # what strays or fails later comes unannounced
    end.set()
    await asyncio.gather(*calls)
    tally.add(sessions, victims, broken_at)


@contextmanager
def busy_machine(processes: int) -> Iterator[None]:
    hogs = [Process(target=spin, daemon=True) for _ in range(processes)]
    for hog in hogs:
        hog.start()
    try:
        yield
    finally:
        for hog in hogs:
            hog.kill()
            hog.join()


def spin() -> None:
    while True:
        """Use a core."""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--crashes", type=int, default=100, metavar="NUMBER")
    parser.add_argument("--by", choices=MEANS, default="kill")
    parser.add_argument("--busy", type=int, default=0, metavar="PROCESSES")
    given = parser.parse_args()
    # The fourth instance is for `join`: the gateway does not know it before.
    settings = EmbeddedSettings(ROOT / "services", instances=len(NAMES) + 1, capacity=0)
    print(f"{given.crashes} times {given.by}, 1 of 3 instances, under {SESSIONS} sessions each:")
    with busy_machine(given.busy):
        tally = measure(settings, given.crashes, SESSIONS, MEANS[given.by])
    tally.print()
    return 1 if any(tally.faults.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main())
