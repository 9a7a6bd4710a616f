"""Which identifiers must come back as they were recorded, because no answer can issue them."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote

from wirebase.exchange import Exchange, Json
from wirebase.infer.naming import noun
from wirebase.verify.identity import (
    entity_of,
    entity_of_url,
    is_identifier,
    is_number,
)
from wirebase.verify.leaves import leaves

_LONGEST = 200
"""Characters; longer texts identify nothing."""


class Settled:
    """The identifiers that stood in the captures that a backend was generated from.

    Where these are not given, the identifiers that stood in the replayed session so far: then one
    is issued by the answer in which it first appears. Texts that the client made up are settled,
    too. Numbers are kept by what they identify.
    """

    def __init__(self, known: Iterable[Exchange] | None = None) -> None:
        self._texts: set[str] = set()
        self._numbers: set[tuple[str, str]] = set()
        self._answered: set[str] = set()
        self._open = True
        for x in known or ():
            self._exchange(x)
        self._open = known is None

    def __call__(self, value: str | int, entity: str) -> bool:
        """Whether the identifier must come back as it is."""
        return (entity, str(value)) in self._numbers if is_number(value) else value in self._texts

    def sent(self, path: str, query: Iterable[tuple[str, str]], body: Json) -> None:
        """Takes note of a recorded request."""
        root, kind = entity_of_url(path), ""
        for segment in path.split("/"):
            plain = unquote(segment)
            self._note(plain, noun(kind), identifies=True, given=False)
            kind = kind if is_number(plain) else plain
        for name, value in query:
            at = (name,)
            self._note(value, entity_of(at, root), identifies=is_identifier(at), given=False)
        self._document(body, root, given=False)

    def answered(self, document: Json, root: str) -> None:
        """Takes note of a recorded answer."""
        self._document(document, root, given=True)

    def deleted(self, path: str) -> tuple[str, str]:
        """Drops what a DELETE of this path deleted, for the number may come again; says what."""
        entity, key = entity_of_url(path), unquote(path.rstrip("/").rsplit("/", 1)[-1])
        self._numbers.discard((entity, key))
        return entity, key

    def _exchange(self, x: Exchange) -> None:
        self.sent(x.path, x.query, None)
        if x.answer.is_json:
            self.answered(x.answer.json(), entity_of_url(x.path))
        if x.method == "DELETE" and x.succeeded:
            self.deleted(x.path)

    def _document(self, document: Json, root: str, *, given: bool) -> None:
        for path, value in leaves(document):
            identifies = is_identifier(path)
            self._note(value, entity_of(path, root), identifies=identifies, given=given)

    def _note(self, value: Json, entity: str, *, identifies: bool, given: bool) -> None:
        """`given`: by the server, else by the client."""
        if is_number(value):
            if self._open and identifies:
                self._numbers.add((entity, str(value)))
        elif isinstance(value, str) and len(value) <= _LONGEST:
            if given:
                self._answered.add(value)
            if self._open or (not given and value not in self._answered):
                self._texts.add(value)
