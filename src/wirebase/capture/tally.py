"""Counts what a recording has shown so far."""

from __future__ import annotations

from collections import defaultdict

from wirebase.capture.explorer.routes import ANY, lexical_template
from wirebase.exchange import Exchange

_FETCHED = frozenset({"xhr", "fetch"})
_MANY = 3


class Tally:
    """Exchanges, endpoints among them, and all that is new to the explorer."""

    def __init__(self) -> None:
        self.exchanges = 0
        self.failed = 0
        self._most = 0
        self._seen: set[tuple[str, ...]] = set()
        self._siblings: dict[tuple[str, str], set[str]] = defaultdict(set)

    def count(self, exchange: Exchange) -> None:
        """Takes an exchange into account."""
        self.exchanges += 1
        self.failed += bool(exchange.failure)
        if not is_api(exchange):
            return
        template = lexical_template(exchange.url)
        parent, _, last = template.rpartition("/")
        names = sorted({name for name, _ in exchange.query})
        self._siblings[
            (f"{exchange.method} {exchange.origin}{parent}", str(exchange.status // 100))
        ].add(last)
        siblings = self._siblings[
            (f"{exchange.method} {exchange.origin}{parent}", str(exchange.status // 100))
        ]
        shown = ANY if parent and len(siblings) > _MANY else last
        self._seen.add(
            (exchange.method, parent, shown, str(exchange.status), *names, _operation(exchange))
        )

    @property
    def learnt(self) -> int:
        """Grows when the traffic shows something new: an endpoint, a status of it, a parameter."""
        return len(self._seen)

    @property
    def endpoints(self) -> int:
        """How many kinds of API request there were."""
        total = 0
        groups: dict[str, set[str]] = defaultdict(set)
        for (name, _), lasts in self._siblings.items():
            groups[name] |= lasts
        for name, lasts in groups.items():
            several = len(lasts) > _MANY and name.count("/") > _MANY
            total += 1 if several else len(lasts)
        self._most = max(self._most, total)
        return self._most


def is_api(exchange: Exchange) -> bool:
    """Whether the exchange is one of a program rather than of a page: by who asked, or by the
    answer.
    """
    if exchange.resource_type in _FETCHED:
        return (
            not exchange.answer.mime.startswith(("text/html", "text/css", "image/", "font/"))
            or exchange.method != "GET"
        )
    return "json" in exchange.answer.mime or "json" in exchange.request.mime


def _operation(exchange: Exchange) -> str:
    """The name of a GraphQL operation, which all share one path."""
    if (
        not exchange.request.content
        or b'"query"' not in exchange.request.content
        or not exchange.request.is_json
    ):
        return ""
    body = exchange.request.json()
    named = body.get("operationName") if isinstance(body, dict) else None
    return str(named or "")
