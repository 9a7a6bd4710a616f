"""The tree of errors, each of which says what was wrong, where, and what to do next.

WirebaseError
├── UsageError            what was asked for makes no sense            exit 2
├── CaptureError          the app could not be opened or recorded      exit 3
│   ├── Unreachable       no connection, no name, TLS refused
│   └── NoBrowser         no Chromium to drive
├── ArchiveError          a capture file that cannot be read           exit 4
├── NoTraffic             a capture without API traffic                exit 5
├── BlueprintError        a blueprint that contradicts itself          exit 6
├── DatabaseError         Postgres did not start or refused the SQL    exit 7
└── ServeError            the server could not start                   exit 8
"""

from __future__ import annotations


class WirebaseError(Exception):
    """Something that the user can act on.

    `what` happened, `where` (a file, exchange number, JSON pointer, column), and what to do `next`.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", next: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.next = next

    def __str__(self) -> str:
        where = f" ({self.where})" if self.where else ""
        then = f"\n{self.next}" if self.next else ""
        return f"{self.what}{where}{then}"


class UsageError(WirebaseError):
    """What was asked for makes no sense."""

    exit_code = 2


class CaptureError(WirebaseError):
    """The app could not be opened or recorded."""

    exit_code = 3


class Unreachable(CaptureError):
    """The app's address gives no answer."""


class NoBrowser(CaptureError):
    """There is no Chromium to drive."""


class ArchiveError(WirebaseError):
    """A capture file cannot be read."""

    exit_code = 4


class NoTraffic(WirebaseError):
    """A capture holds no API traffic."""

    exit_code = 5


class BlueprintError(WirebaseError):
    """A blueprint contradicts itself."""

    exit_code = 6


class DatabaseError(WirebaseError):
    """Postgres did not start, or refused the SQL."""

    exit_code = 7


class ServeError(WirebaseError):
    """The server could not start."""

    exit_code = 8
