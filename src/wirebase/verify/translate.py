"""Recorded identifiers and tokens, and those that the backend under test issued in their place.

A small number identifies only among its kind, so numbers are kept by the kind of thing that they
stand for (`task`, 11) and replaced only where a name says that one of that kind is meant.
"""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import quote, unquote

from wirebase.exchange import Json
from wirebase.infer.naming import noun
from wirebase.verify.identity import entity_of, is_identifier, is_number
from wirebase.verify.leaves import ITEM, Path

LEAST_TOKEN = 12
"""Characters from which on a text is looked for inside other texts."""

_SAFE_IN_PATH = "@:!$&'()*+,;=-._~"


class Translation:
    """What stands for what. Unknown values stand for themselves."""

    def __init__(self, recorded_origin: str = "", origin: str = "") -> None:
        self._texts: dict[str, str] = {}
        self._numbers: dict[tuple[str, str], str] = {}
        self._any_number: dict[str, str] = {}
        self._moments: dict[str, str] = {}
        self._origins = (recorded_origin, origin)
        self._tokens: re.Pattern[str] | None = None

    def issue(self, entity: str, recorded: str | int, actual: str | int) -> None:
        """From now on the recorded identifier stands for the actual one."""
        old, new = str(recorded), str(actual)
        if is_number(recorded):
            self._numbers[entity, old] = new
            self._any_number[old] = new
        else:
            self._texts[old] = new
            self._tokens = None

    def keep(self, entity: str, value: str | int) -> None:
        """The identifier stands for itself, unless something else was said."""
        if is_number(value):
            self._numbers.setdefault((entity, str(value)), str(value))

    def moment(self, recorded: str, actual: str) -> None:
        """A request that hands back the recorded time is to hand back this one."""
        self._moments[recorded] = actual

    def forget(self, entity: str, recorded: str) -> None:
        """What it stood for is gone, and its number may be issued again."""
        self._numbers.pop((entity, recorded), None)

    def knows(self, entity: str, recorded: str | int) -> bool:
        """Whether it was said what the identifier stands for."""
        old = str(recorded)
        return (entity, old) in self._numbers if is_number(recorded) else old in self._texts

    def scalar(self, value: str | int, entity: str, *, any_kind: bool) -> str | int:
        """The value to use instead; a number of a kind that is not known only with `any_kind`."""
        if is_number(value):
            return self._number(value, entity, any_kind)
        if not isinstance(value, str):
            return value
        known = self._texts.get(value)
        return self.text(value) if known is None else known

    def _number(self, value: str | int, entity: str, any_kind: bool) -> str | int:
        new = self._numbers.get((entity, str(value)))
        if new is None and any_kind:
            new = self._any_number.get(str(value))
        if new is None:
            return value
        return int(new) if isinstance(value, int) and is_number(new) else new

    def text(self, value: str) -> str:
        """The text with every long token in it replaced, such as in an Authorization header."""
        if len(value) < LEAST_TOKEN:
            return value
        if self._tokens is None:
            longest = sorted(
                (k for k in self._texts if len(k) >= LEAST_TOKEN), key=len, reverse=True
            )
            self._tokens = re.compile("|".join(map(re.escape, longest)) or r"(?!)")
        made = self._tokens.sub(lambda found: self._texts[found[0]], value)
        return self._inside(value) if made == value else made

    def _inside(self, value: str) -> str:
        """The text with every long token replaced in what it says in base64, as cursors do."""
        letters = b"-_" if {"-", "_"} & set(value) else b"+/"
        padding = "=" * (-len(value) % 4)
        try:
            told = base64.b64decode(value + padding, letters, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError, ValueError):
            return value
        if self._tokens is None or not self._tokens.search(told):
            return value
        moved = self._tokens.sub(lambda found: self._texts[found[0]], told)
        made = base64.b64encode(moved.encode(), letters).decode()
        return made.rstrip("=") if padding else made

    def located(self, value: str) -> str:
        """The text with the recorded origin replaced by the one of this backend."""
        old, new = self._origins
        return value.replace(old, new) if old else value

    def answer(self, document: Json, root: str, path: Path = ()) -> Json:
        """A recorded body as this backend would write it."""
        if isinstance(document, dict):
            return self._members(
                document, {k: self.answer(v, root, (*path, k)) for k, v in document.items()}
            )
        if isinstance(document, list):
            return [self.answer(item, root, (*path, ITEM)) for item in document]
        if isinstance(document, str):
            return self._leaf(self.located(document), root, path)
        return self._leaf(document, root, path)

    def request(self, document: Json, root: str, path: Path = ()) -> Json:
        """A recorded body as it is to be sent to this backend."""
        if isinstance(document, dict):
            return self._members(
                document, {k: self.request(v, root, (*path, k)) for k, v in document.items()}
            )
        if isinstance(document, list):
            return [self.request(item, root, (*path, ITEM)) for item in document]
        if isinstance(document, str) and document in self._moments:
            return self._moments[document]
        return self._leaf(document, root, path)

    def _leaf(self, value: Json, root: str, path: Path) -> Json:
        if isinstance(value, (str, int)) and not isinstance(value, bool):
            return self.scalar(value, entity_of(path, root), any_kind=is_identifier(path))
        return value

    def _members(self, recorded: dict[str, Json], translated: dict[str, Json]) -> dict[str, Json]:
        """The members under translated names, where none of these fall together."""
        names = [self._texts.get(name, name) for name in recorded]
        if len(set(names)) < len(names):
            return translated
        return dict(zip(names, translated.values(), strict=True))

    def path(self, path: str) -> str:
        """The path of a request, identifiers replaced; a number is of the kind named before it."""
        segments: list[str] = []
        kind = ""
        for segment in path.split("/"):
            plain = unquote(segment)
            new = str(self.scalar(plain, noun(kind), any_kind=True))
            segments.append(segment if new == plain else quote(new, safe=_SAFE_IN_PATH))
            kind = kind if is_number(plain) else plain
        return "/".join(segments)

    def query(self, query: str, root: str) -> str:
        """A query string or form, its identifiers replaced, all else as it stands."""
        return "&".join(self._pair(pair, root) for pair in query.split("&")) if query else ""

    def _pair(self, pair: str, root: str) -> str:
        name, equals, value = pair.partition("=")
        at, plain = (unquote(name.replace("+", " ")),), unquote(value.replace("+", " "))
        words = plain.split(",")
        any_kind = is_identifier(at) or len(words) > 1
        kind = entity_of(at, root)
        new = self._moments.get(plain) or ",".join(
            str(self.scalar(word, kind, any_kind=any_kind)) for word in words
        )
        return f"{name}={quote(new, safe='')}" if equals and new != plain else pair
