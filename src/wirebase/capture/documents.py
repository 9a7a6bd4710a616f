"""Replaces secrets inside JSON documents, and GraphQL inside them, and leaves every other byte."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from wirebase.capture.sensitive import Kind, is_identity, kind_of_name, kind_of_place, names_which

type Hide = Callable[[Kind, str], str | None]
"""Given what a name says and the value under it, what is to stand in its place; None where the
value is no secret."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a body stands, as far as it says something about the fields in it."""

    kind: Kind = Kind.PLAIN
    """What the path says: below `/me/password`, `old` and `new` are passwords."""
    sent: bool = False
    refused: bool = False
    """Whether the answer says what was wrong with a request."""


ANYWHERE = Place()

_NAMES = re.compile(rb'"([^"\\]{1,64})\\*"\s*:')
_TOKENS = re.compile(rb'"((?:[^"\\]|\\.)*)"(\s*:)?|([{\[])|([}\]])|(-?\d[\w.+-]*)', re.S)
_LABELS = frozenset({"name", "key", "field", "header", "attribute", "path", "param", "property"})
_LABELLED = re.compile(
    rb'"(?:name|key|field|header|attribute|path|param|property)\\*"\s*:\s*\\*"'
    rb'[^"]{0,64}(?:pass|pwd|secret|token|key|pin)',
    re.I,
)
_ARGUMENT = re.compile(r'([A-Za-z_]\w*)(\s*:\s*")((?:[^"\\]|\\.)*)(?=")')
_GRAPHQL = re.compile(r"\s*(?:query|mutation|subscription|fragment|\{|#)")


def has_secret_names(data: bytes) -> bool:
    """Whether some name in a text of JSON may have a secret under it."""
    return may_label_secrets(data) or any(
        name == b"value" or kind_of_name(name.decode("utf-8", "replace")) is not Kind.PLAIN
        for name in set(_NAMES.findall(data))
    )


def may_label_secrets(data: bytes) -> bool:
    """Whether a text of JSON may say beside a value, and not by its name, that it is a secret."""
    return bool(_LABELLED.search(data))


def redact_json(data: bytes, hide: Hide, place: Place = ANYWHERE) -> bytes:
    """The JSON text with secrets replaced; works for several documents in a row and for a part of
    one, too.
    """
    if place.sent and kind_of_place(data.decode("utf-8", "replace")) is Kind.PASSWORD:
        place = Place(Kind.PASSWORD, sent=True)
    if place.kind is Kind.PLAIN and not has_secret_names(data):
        return data
    return _Walk(data, hide, place).redacted()


def redact_graphql(text: str, hide: Hide) -> str:
    """A GraphQL document without the secrets that it gives as arguments."""

    def replaced(found: re.Match[str]) -> str:
        hidden = hide(kind_of_name(found[1]), _decoded(found[3].encode()))
        return f"{found[1]}{found[2]}{found[3] if hidden is None else hidden}"

    return _ARGUMENT.sub(replaced, text) if is_graphql(text) else text


def is_graphql(text: str) -> bool:
    """Whether a text begins as a GraphQL document does."""
    return bool(_GRAPHQL.match(text))


@dataclass(slots=True)
class _Scope:
    """An object or array that is open."""

    above: Kind
    """What the name of the object says, where it has one."""
    name: str = ""
    label: str = ""
    unlabelled: tuple[tuple[int, int], bytes] | None = None
    """A `value` that was seen before the label that tells what it is."""


class _Walk:
    """One walk along the tokens of a JSON text, which knows the name each value stands under."""

    def __init__(self, data: bytes, hide: Hide, place: Place) -> None:
        self._data = data
        self._hide = hide
        self._place = place
        self._scopes = [_Scope(place.kind)]
        self._found: dict[tuple[int, int], bytes] = {}

    def redacted(self) -> bytes:
        for token in _TOKENS.finditer(self._data):
            self._see(token)
        parts: list[bytes] = []
        done = 0
        for (start, end), value in sorted(self._found.items()):
            parts += (self._data[done:start], value)
            done = end
        return b"".join((*parts, self._data[done:])) if done else self._data

    @property
    def _scope(self) -> _Scope:
        return self._scopes[-1]

    def _see(self, token: re.Match[bytes]) -> None:
        text, colon, opened, closed, number = token.groups()
        if colon is not None:
            self._scope.name = _decoded(text)
        elif opened:
            self._open(opened == b"{")
        elif closed:
            if len(self._scopes) > 1:
                self._scopes.pop()
        elif number is not None:
            if self._kind() in (Kind.PASSWORD, Kind.DIGITS):
                self._put(token.span(), self._hide(Kind.DIGITS, number.decode()))
        else:
            self._string(token.span(), text)

    def _open(self, is_object: bool) -> None:
        outer = self._scope
        named = kind_of_name(outer.name)
        above = named if named is not Kind.PLAIN else outer.above
        self._scopes.append(_Scope(above, "" if is_object else outer.name))

    def _string(self, span: tuple[int, int], text: bytes) -> None:
        kind = self._kind()
        if kind is Kind.PASSWORD and self._place.refused and b" " in text:
            kind = Kind.DOUBTFUL  # "is too short": what was sent is known, and found by itself.
        if kind is not Kind.PLAIN:
            self._put(span, self._hide(kind, _decoded(text)))
        elif self._scope.name in ("query", "mutation") and self._place.sent:
            self._document(span, _decoded(text))
        elif b'\\"' in text:
            self._nested(span, _decoded(text))
        self._note_label(span, text)

    def _note_label(self, span: tuple[int, int], text: bytes) -> None:
        scope = self._scope
        if scope.name == "value":
            scope.unlabelled = (span, text)
        elif scope.name in _LABELS and not scope.label:
            scope.label = _decoded(text).rpartition("/")[2]
            if scope.unlabelled and span not in self._found:
                before, value = scope.unlabelled
                self._put(before, self._hide(self._labelled("value"), _decoded(value)))

    def _kind(self) -> Kind:
        scope = self._scope
        kind = kind_of_name(scope.name)
        if kind is not Kind.PLAIN:
            return kind
        kind = self._labelled(scope.name)
        if kind is not Kind.PLAIN:
            return kind
        if scope.above is Kind.PASSWORD:
            return Kind.PASSWORD if names_which(scope.name) else Kind.PLAIN
        if scope.above in (Kind.TOKEN, Kind.DOUBTFUL) and not is_identity(scope.name):
            return Kind.DOUBTFUL
        return Kind.PLAIN

    def _labelled(self, name: str) -> Kind:
        """What a label beside it says: `{"name": "password", "value": "…"}`."""
        said = kind_of_name(self._scope.label) if self._scope.label else Kind.PLAIN
        if said is Kind.PLAIN or not (name == "value" or names_which(name)):
            return Kind.PLAIN
        certain = said is Kind.PASSWORD and (self._place.sent or name != "value")
        return Kind.PASSWORD if certain else Kind.DOUBTFUL

    def _document(self, span: tuple[int, int], text: str) -> None:
        after = redact_graphql(text, self._hide)
        self._put(span, after if after != text else None)

    def _nested(self, span: tuple[int, int], text: str) -> None:
        before = text.encode("utf-8", "surrogatepass")
        after = redact_json(before, self._hide, self._place)
        if after is not before:
            self._put(span, after.decode("utf-8", "surrogatepass"))

    def _put(self, span: tuple[int, int], value: str | None) -> None:
        if value is not None:
            self._found[span] = json.dumps(value).encode()


def _decoded(text: bytes) -> str:
    if b"\\" not in text:
        return text.decode("utf-8", "replace")
    try:
        return str(json.loads(b'"' + text + b'"', strict=False))
    except ValueError:
        return text.decode("utf-8", "replace")
