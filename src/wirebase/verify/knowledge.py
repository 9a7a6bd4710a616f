"""What a backend can know that was generated from certain captures."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl, unquote

from wirebase.exchange import Exchange, Json
from wirebase.verify.leaves import Path, leaves
from wirebase.verify.requests import body_of
from wirebase.verify.settled import Settled
from wirebase.verify.volatile import is_volatile

_GUESSABLE = 1000
"""Numbers below are counts and flags that follow from what is known."""


class Knowledge:
    """The values of some captures and of the requests since; says which leaves count."""

    def __init__(self, exchanges: Sequence[Exchange]) -> None:
        self._values: set[str] = set()
        self.settled = Settled(exchanges)
        """The identifiers that must come back as they are."""
        for x in exchanges:
            if x.answer.is_json:
                self._document(x.answer.json())
            self.sent(x)

    def __call__(self, path: Path, value: Json) -> bool:
        """Whether a backend could know the recorded value."""
        if value is None or isinstance(value, (bool, dict, list)) or is_volatile(path, value):
            return True
        if not isinstance(value, str) and abs(value) < _GUESSABLE:
            return True
        return str(value) in self._values

    def sent(self, x: Exchange) -> None:
        """Takes over what a request says."""
        body = body_of(x)
        self._document(body)
        if isinstance(body, str) and "urlencoded" in x.request.mime:
            self._values.update(value for _, value in parse_qsl(body))
        self._values.update(value for _, value in x.query)
        self._values.update(unquote(segment) for segment in x.path.split("/") if segment)

    def _document(self, document: Json) -> None:
        self._values.update(
            str(value) for _, value in leaves(document) if isinstance(value, (str, int, float))
        )
