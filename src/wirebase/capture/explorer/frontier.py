"""The pages that are still to be visited, the least known kind first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from urllib.parse import urlsplit

_USUAL = 3
_MOST = 5
_QUERIES = 6
"""How many addresses that differ in their query alone are visited."""


class Frontier:
    """Hands out addresses: each once, of each kind of page only as many as teach something."""

    def __init__(self, template: Callable[[str], str]) -> None:
        self._template = template
        self._waiting: dict[str, bool] = {}
        self._seen: set[str] = set()
        self._visits: Counter[str] = Counter()
        self._queries: Counter[str] = Counter()
        self._taught: dict[str, bool] = {}

    def add(self, url: str, *, first: bool = False) -> None:
        """Notes an address; with `first`, it comes before the others, however many of its kind were
        visited.
        """
        url = canonical(url)
        if url not in self._seen and (first or url not in self._waiting):
            self._waiting[url] = first

    def again(self, url: str) -> None:
        """Notes an address that is worth another visit."""
        url = canonical(url)
        self._seen.discard(url)
        self._waiting[url] = True

    def next(self) -> str | None:
        """The address to visit now, or None where no one is left that would teach anything."""
        open_ones = [u for u, first in self._waiting.items() if first or self._is_worth(u)]
        if not open_ones:
            return None
        url = min(open_ones, key=lambda u: (not self._waiting[u], self._visits[self._template(u)]))
        del self._waiting[url]
        return url

    def forget(self, unwanted: Callable[[str], bool]) -> None:
        """Takes away waiting addresses."""
        self._waiting = {url: first for url, first in self._waiting.items() if not unwanted(url)}

    def visited(self, url: str, *, taught: bool, counts: bool = True) -> None:
        """Notes a visit, and whether it taught anything; one that does not count leaves room for
        others of its kind.
        """
        self._seen.add(canonical(url))
        self._waiting.pop(canonical(url), None)
        if not counts:
            return
        key = self._template(url)
        self._visits[key] += 1
        self._queries[key.partition("?")[0]] += "?" in key
        self._taught[key] = taught

    def _is_worth(self, url: str) -> bool:
        key = self._template(url)
        visits = self._visits[key]
        if "?" in key and self._queries[key.partition("?")[0]] >= _QUERIES:
            return False
        return visits < _USUAL or (visits < _MOST and self._taught.get(key, True))

    @property
    def plain(self) -> list[str]:
        """The visited addresses that name no single thing and carry no query."""
        return [u for u in sorted(self._seen) if ":id" not in self._template(u) and "?" not in u]


def canonical(url: str) -> str:
    """The address without a fragment that is no route, and without a slash at the end.

    >>> canonical("http://h/books/#top"), canonical("http://h/#/books")
    ('http://h/books', 'http://h/#/books')
    """
    parts = urlsplit(url)
    route = parts.fragment if parts.fragment.startswith(("/", "!")) else ""
    path = parts.path.rstrip("/") if not route and not parts.query else parts.path
    return parts._replace(fragment=route, path=path or "/").geturl()
