"""Runs the suites on one gateway: run.py CONFIGURATION FOLDER. What they found is in the folder.

The suites that are left out say nothing about a gateway (`login_errors`), or need what no stack of
commands has: more instances, a second gateway, tokens that expire soon.
"""

import subprocess
import sys
from pathlib import Path

from fronted import Served

ROOT = Path(__file__).parents[2]
SUITES = (
    *("auth_outage", "balance", "basic_workflow", "crash_transfer", "gateway_outage"),
    *("gateway_unavailable", "instance_returns", "isolation", "no_instances_available"),
    *("quiet_stream", "rolling_restart", "session_transfer", "shutdown_errors", "slow_instance"),
    *("sticky_session", "stream_subscription", "stream_transfer", "system_overload"),
    *("token_renewal", "unrouted_method"),
)
INTERVAL_SECONDS = 0.5
# Neither gateway asks the next instance when one is busy, so each holds any number of sessions.
VARIABLES = {
    "CAPACITY": "0",
    "SUBSCRIBE_INTERVAL": f"{INTERVAL_SECONDS}s",
    "QUIET_TIME": f"{INTERVAL_SECONDS}s",
    "TRANSFER_TIMEOUT": "4s",
    "TRANSFER_ERRORS": "200",
}
# How long they take to change their minds: HAProxy's checks, two of them, each 2 s; nginx's
# fail_timeout of 10 s, in which it asks no instance that has failed.
VARIABLES_OF = {
    "haproxy": {"WATCH_TIME": "5s", "KILLED_STREAM_CODE": "UNKNOWN"},
    "nginx": {"WATCH_TIME": "12s"},
}


def main(configuration: Path, folder: Path) -> int:
    served = Served(configuration, folder, capacity=0, subscribe_interval=INTERVAL_SECONDS)
    program = configuration.name.partition("_")[0]
    variables = {"GATEWAY": str(served.file), **VARIABLES, **VARIABLES_OF[program]}
    options = [f"--variable={name}:{value}" for name, value in variables.items()]
    suites = [str(ROOT / "suites" / f"{name}.robot") for name in SUITES]
    try:
        command = [sys.executable, "-m", "robot", "--outputdir", str(folder), *options, *suites]
        return subprocess.run(command, cwd=ROOT).returncode
    finally:
        served.close()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
