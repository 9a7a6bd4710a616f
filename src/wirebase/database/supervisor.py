"""Runs Postgres until nobody uses it any more; a program of its own that needs nothing of ours.

It is the parent of the server, so that none is left behind, and none is left a zombie, however the
processes that use it end. Its one argument is a JSON object: the `command` that runs Postgres, the
`identity` to run it as, the `lease` file, and the folder to `remove` in the end, or null.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import threading

STOP_TIME = 15
"""Seconds for a fast shutdown before Postgres is made to stop at once, which loses nothing."""


def main(order: str) -> int:
    """Runs the server to its end; returns its exit code."""
    asked = json.loads(order)
    lease = os.open(asked["lease"], os.O_RDWR)
    server = subprocess.Popen(asked["command"], cwd="/", **asked["identity"])
    unused = threading.Event()

    def stop_when_unused() -> None:
        fcntl.flock(lease, fcntl.LOCK_EX)
        unused.set()
        server.send_signal(signal.SIGINT)
        try:
            server.wait(STOP_TIME)
        except subprocess.TimeoutExpired:
            server.send_signal(signal.SIGQUIT)

    threading.Thread(target=stop_when_unused, daemon=True).start()
    status = server.wait()
    if unused.is_set() and asked["remove"]:
        shutil.rmtree(asked["remove"], ignore_errors=True)
    return status


if __name__ == "__main__":
    os._exit(main(sys.argv[1]) & 0xFF)
