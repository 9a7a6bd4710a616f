"""Which pages may read the answers: those of this machine, and those of the captured app."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

type RawHeaders = list[tuple[bytes, bytes]]
"""Header lines as ASGI has them: names in lower case."""

_ALWAYS_READABLE = frozenset(
    {"cache-control", "content-language", "content-length", "content-type", "expires"}
    | {"last-modified", "pragma", "set-cookie", "date", "server"}
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
        """What to add to an answer so that a page of that origin can read it, and all its headers."""
        vary = (b"vary", b"origin")
        if not self.allow(origin):
            return [vary]
        shown = {name.decode("latin-1") for name, _ in answered} - _ALWAYS_READABLE
        exposed = ", ".join(sorted(shown)).encode("latin-1")
        return [
            (b"access-control-allow-origin", origin.encode("latin-1", "replace")),
            (b"access-control-allow-credentials", b"true"),
            *([(b"access-control-expose-headers", exposed)] if exposed else []),
            vary,
        ]

    def preflight(self, origin: str, asked: str, methods: Iterable[str]) -> RawHeaders:
        """The answer to a preflight for a path that knows those methods; `asked` names the request's headers."""
        return [
            *self.headers(origin, []),
            (b"access-control-allow-methods", ", ".join(sorted(methods)).encode("latin-1")),
            (b"access-control-allow-headers", asked.encode("latin-1", "replace")),
            (b"access-control-max-age", b"600"),
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
