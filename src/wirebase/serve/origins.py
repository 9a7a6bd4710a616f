"""Which pages may read the answers: those of this machine, and those of the captured app."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

type RawHeaders = list[tuple[bytes, bytes]]
"""Header lines as ASGI has them: names in lower case."""

_PERMISSION = b"access-control-"
_ALWAYS_READABLE = frozenset(
    {"cache-control", "content-language", "content-length", "content-type", "expires"}
    | {"last-modified", "pragma", "set-cookie", "date", "server", "allow", "vary"}
)


class Origins:
    """The origins that may read answers from another page than the server's own."""

    def __init__(self, recorded: Iterable[str] = ()) -> None:
        self._allowed = {origin.rstrip("/").lower(): True for origin in recorded if origin}

    def allow(self, origin: str) -> bool:
        """Whether that origin may read answers.

        >>> Origins().allow("http://localhost:3000"), Origins().allow("https://example.com")
        (True, False)
        """
        origin = origin.lower()
        if (known := self._allowed.get(origin)) is not None:
            return known
        return _is_loopback(origin)

    def headers(self, origin: str, answered: RawHeaders) -> RawHeaders:
        """What lets a page of that origin read an answer and all its headers."""
        vary = (b"vary", b"origin")
        if not self.allow(origin):
            return [vary]
        shown = {n.decode("latin-1") for n, _ in answered if not n.startswith(_PERMISSION)}
        exposed = ", ".join(sorted(shown - _ALWAYS_READABLE)).encode("latin-1")
        return [
            (_PERMISSION + b"allow-origin", origin.encode("latin-1", "replace")),
            (_PERMISSION + b"allow-credentials", b"true"),
            *([(_PERMISSION + b"expose-headers", exposed)] if exposed else []),
            vary,
        ]


def preflight(asked: str, methods: Iterable[str]) -> RawHeaders:
    """What a path with those methods allows another page; `asked` names its headers."""
    return [
        (_PERMISSION + b"allow-methods", ", ".join(sorted(methods)).encode("latin-1")),
        *([(_PERMISSION + b"allow-headers", asked.encode("latin-1", "replace"))] if asked else []),
        (_PERMISSION + b"max-age", b"600"),
    ]


def _is_loopback(origin: str) -> bool:
    try:
        host = urlsplit(origin).hostname or ""
    except ValueError:
        return False
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
