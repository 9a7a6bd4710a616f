"""Which addresses of an app are the same kind of page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

from wirebase.capture.explorer.view import Element

_IDENTITY = re.compile(
    r"\d+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16,}|(?=[\w-]*\d)[\w-]{10,}|[\w.+-]+@[\w.-]+",
    re.I,
)
ANY = ":id"
_VERBS = frozenset({"new", "create", "add", "edit", "search", "all"})


def segments_of(url: str) -> list[str]:
    """The segments of the path, of the path behind the hash where an app routes by it."""
    parts = urlsplit(url)
    path = parts.path + ("/#" + parts.fragment if parts.fragment.startswith(("/", "!")) else "")
    return [segment.partition("?")[0] for segment in path.split("/") if segment]


def lexical_template(url: str) -> str:
    """The path with everything that looks like an identity replaced.

    >>> lexical_template("http://h/books/17/reviews?page=2")
    '/books/:id/reviews'
    """
    return "/" + "/".join(ANY if _IDENTITY.fullmatch(s) else s for s in segments_of(url))


class Routes:
    """Learns which segments are names of things from the links of lists, and gives each address its
    template.
    """

    def __init__(self) -> None:
        self._variable: set[tuple[str, ...]] = set()

    def learn(self, links: Iterable[Element]) -> None:
        """Links in the rows of one list that differ in one segment lead to pages of one kind."""
        groups: dict[tuple[str, tuple[str, ...]], set[str]] = defaultdict(set)
        for link in links:
            segments = segments_of(link.href)
            if link.region == "main" and link.row and segments:
                for i, segment in enumerate(segments):
                    rest = (*segments[:i], ANY, *segments[i + 1 :])
                    groups[(link.path, rest)].add(segment)
        for (_, rest), seen in groups.items():
            # The first segment tells sections of an app apart more often than things.
            if len(seen) >= (3 if rest.index(ANY) else 6):
                self._variable.add(rest)

    def template(self, url: str) -> str:
        """The kind of page, with the names of its query parameters."""
        segments = [ANY if _IDENTITY.fullmatch(s) else s for s in segments_of(url)]
        for i in range(len(segments)):
            rest = (*segments[:i], ANY, *segments[i + 1 :])
            if segments[i] in _VERBS:
                continue
            if rest in self._variable or (i and rest[: i + 1] in self._variable):
                segments[i] = ANY
        names = sorted({name for name, _ in parse_qsl(urlsplit(url).query, keep_blank_values=True)})
        return "/" + "/".join(segments) + ("?" + "&".join(names) if names else "")
