"""Bookshelf: a small web app with its own JSON API and its own SQLite database.

python examples/bookshelf/app.py [--host 127.0.0.1] [--port 0] [--database FILE] [--reset] [--api URL]
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import NoReturn

from backend import accounts, authors, books, covers, favourites, reviews, shelf, tags
from backend.database import Database, DatabaseRefused
from backend.pages import Pages
from backend.relay import Relay
from backend.routing import Routes
from backend.seed import sow
from backend.transport import Server

HERE = Path(__file__).resolve().parent


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0 when told to stop, 2 when it could not start."""
    options = _options(arguments)
    signal.signal(signal.SIGTERM, _stop)
    try:
        with ExitStack() as closing:
            database = _database(options, closing)
            server = Server((options.host, options.port), _routes(options.api), database)
            closing.callback(server.server_close)
            print(f"ready {server.address}", flush=True)
            server.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        return 0
    except (DatabaseRefused, OSError, OverflowError) as refusal:
        print(f"bookshelf: {refusal}", file=sys.stderr)
        return 2
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bookshelf", description="A demo app: books, reviews and favourites."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=0, help="0 takes any free port (%(default)s)")
    parser.add_argument(
        "--database",
        type=Path,
        metavar="FILE",
        help="SQLite file to keep; without it the data ends with the app",
    )
    parser.add_argument("--reset", action="store_true", help="begin again from the sample data")
    parser.add_argument(
        "--api", metavar="URL", help="pass what is asked of the API on to this server"
    )
    return parser.parse_args(arguments)


def _database(options: argparse.Namespace, closing: ExitStack) -> Database:
    path = options.database
    if path is None:
        path = Path(closing.enter_context(tempfile.TemporaryDirectory())) / "bookshelf.sqlite"
    database = Database(path, reset=options.reset)
    closing.callback(database.close)
    if database.empty:
        with database.transaction() as connection:
            sow(connection)
    return database


def _routes(api: str | None) -> Routes:
    routes = Relay(api) if api else Routes()
    for part in (accounts, authors, books, favourites, reviews, tags, shelf, covers):
        routes.include(part.routes)
    routes.otherwise(Pages(HERE / "frontend"))
    return routes


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
