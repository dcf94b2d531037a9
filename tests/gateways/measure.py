"""Writes docs/gateways.md: what a client of generated stubs sees through each gateway.

It uses no keyword library: what it sees is what the suites' verdicts are held against.
"""

import argparse
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from front import configurations, find_program, program_of
from fronted import Served
from plain_client import PlainClient, grpc, status_of

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "gateways.md"
TEMPLATE = Path(__file__).with_name("gateways.md")
TIMEOUT_SECONDS = 30.0
# A session that has not moved by then does not move.
LIMIT_SECONDS = 11.0
# Longer than nginx leaves out an instance that has failed (fail_timeout).
RETURN_SECONDS = 14.0
SESSIONS = 6


class Transfer(NamedTuple):
    seconds: float | None
    errors: Counter[str]
    others: int  # sessions of living instances that moved


def shut_down(served: Served, client: PlainClient) -> None:
    client.shut_down()


def terminate(served: Served, client: PlainClient) -> None:
    """Ask the instance to end; the calls go on while it drains."""
    part = served.stack.instance(client.instance)
    threading.Thread(target=part.stop, args=(TIMEOUT_SECONDS,), daemon=True).start()


def kill(served: Served, client: PlainClient) -> None:
    served.stack.instance(client.instance).kill(TIMEOUT_SECONDS)


def pause(served: Served, client: PlainClient) -> None:
    served.stack.instance(client.instance).pause(TIMEOUT_SECONDS)


MEANS: dict[str, Callable[[Served, PlainClient], None]] = {
    "Shutdown": shut_down,
    "SIGTERM": terminate,
    "SIGKILL": kill,
    "SIGSTOP": pause,
}


def clients(served: Served, count: int = SESSIONS) -> list[PlainClient]:
    address = served.stack.gateway_address
    return [PlainClient(address, f"integration-test-session-{n}") for n in range(count)]


def transfer(served: Served, means: Callable[[Served, PlainClient], None]) -> Transfer:
    first, *others = clients(served)
    gone = first.instance
    means(served, first)
    seconds, errors = first.wait_until_moved(LIMIT_SECONDS)
    living = [client for client in others if client.instance != gone]
    moved = sum(client.instances_for(0.2) != [client.instance] for client in living)
    return Transfer(seconds, errors, moved)


def told(transfers: Sequence[Transfer]) -> str:
    """Say how long they took at least and at most, and the errors of the worst one."""
    times = [one.seconds for one in transfers if one.seconds is not None]
    worst = max((one.errors for one in transfers), key=lambda errors: errors.total())
    errors = ", ".join(f"{count} {code}" for code, count in worst.items()) or "no error"
    if len(times) < len(transfers):
        return f"not within {LIMIT_SECONDS:g} s; {errors}"
    return f"{min(times):.2f} to {max(times):.2f} s; {errors}"


def stickiness(served: Served) -> str:
    for client in clients(served):
        homes = {client.echo() for _ in range(20)}
        stream = client.subscribe()
        homes.add(next(stream).pod_name)
        stream.cancel()
        if homes != {client.instance}:
            return "no"
    return "yes"


def killed_stream(served: Served) -> str:
    client = clients(served, 1)[0]
    stream = client.subscribe()
    next(stream)
    kill(served, client)
    return status_of(stream)[0]


def comes_back(served: Served) -> str:
    """What the session of a killed instance does when that is up again."""
    client = clients(served, 1)[0]
    home = client.instance
    kill(served, client)
    if client.wait_until_moved(LIMIT_SECONDS)[0] is None:
        return "had not moved"
    served.stack.instance(home).start(TIMEOUT_SECONDS)
    seen = client.instances_for(RETURN_SECONDS)
    return "stays where it is" if seen == [client.instance] else "goes back"


def none_left(served: Served) -> str:
    client = clients(served, 1)[0]
    for one in served.stack.instances():
        served.stack.instance(one.name).kill(TIMEOUT_SECONDS)
    return refusal(client)


def refusal(client: PlainClient) -> str:
    try:
        return client.echo()
    except grpc.RpcError as err:
        return f"{err.code().name} `{err.details()}`"


def unrouted(served: Served) -> str:
    client = clients(served, 1)[0]
    health = client.channel.unary_unary("/grpc.health.v1.Health/Check")
    try:
        health(b"", timeout=TIMEOUT_SECONDS)
    except grpc.RpcError as err:
        return str(err.code().name)
    return "OK: an instance answers"


def refused_subscribe(served: Served) -> str:
    """A Subscribe without a token, 400 times."""
    client = clients(served, 1)[0]
    codes = Counter(status_of(client.subscribe(client.metadata[1:]))[0] for _ in range(400))
    return ", ".join(f"{count} {code}" for code, count in codes.items())


def refused_with_places_free(configuration: Path, folder: Path) -> str:
    """Of sessions that begin while one of three places is free, how many are refused.

    Each instance holds one session; up to 12 sessions begin at each of three systems.
    """
    begun = refused = 0
    for attempt in range(3):
        served = Served(configuration, folder, capacity=1)
        try:
            places = 3
            for number in range(12):
                begun += places > 0
                try:
                    PlainClient(served.stack.gateway_address, f"session-{attempt}-{number}")
                    places -= 1
                except grpc.RpcError:
                    refused += places > 0
        finally:
            served.close()
    return f"{refused} of {begun}"


def measure(configuration: Path, repetitions: int) -> dict[str, str]:
    """Return what was seen, by what the page says about it."""
    with tempfile.TemporaryDirectory() as folder:
        served = Served(configuration, Path(folder), capacity=0, subscribe_interval=0.5)

        def fresh(look: Callable[[Served], str]) -> str:
            served.make_fresh()
            return look(served)

        try:
            rows = {"A session's calls and streams stay on one instance": stickiness(served)}
            for name, means in MEANS.items():
                transfers = []
                for _ in range(repetitions):
                    served.make_fresh()
                    transfers.append(transfer(served, means))
                rows[f"{name}: moved after; errors"] = told(transfers)
                others = sum(one.others for one in transfers)
                rows[f"{name}: other sessions that moved"] = str(others)
            rows["SIGKILL: the open stream ends with"] = fresh(killed_stream)
            rows["The killed instance comes back: its session"] = fresh(comes_back)
            rows["No instance is left"] = fresh(none_left)
            rows["A method that is not routed"] = fresh(unrouted)
            rows["A Subscribe without a token, 400 times"] = fresh(refused_subscribe)
        finally:
            served.close()
        rows["Sessions refused while an instance is free"] = refused_with_places_free(
            configuration, Path(folder)
        )
    return rows


def page(columns: dict[str, dict[str, str]]) -> str:
    names = [*columns]
    rows = [*columns[names[0]]]
    lines = [("", *(f"`{name}`" for name in names)), ("---",) * (len(names) + 1)]
    lines += [(row, *(columns[name][row] for name in names)) for row in rows]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return TEMPLATE.read_text(encoding="utf-8").replace("TABLE", table)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--repetitions", type=int, default=3)
    given = options.parse_args()
    chosen = configurations()
    missing = {program_of(one) for one in chosen if find_program(program_of(one)) is None}
    if missing:
        raise SystemExit(f"Not installed: {', '.join(sorted(missing))}.")
    with ThreadPoolExecutor(2) as pool:
        columns = pool.map(lambda one: measure(one, given.repetitions), chosen)
        seen = dict(zip((one.stem for one in chosen), columns, strict=True))
    PAGE.write_text(page(seen), encoding="utf-8")


if __name__ == "__main__":
    main()
