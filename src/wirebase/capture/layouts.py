"""Layouts: the names that an object has and the JSON types of what stands under them.

A capture has many objects and few layouts; what is to be known of a layout is worked out once.
"""

from __future__ import annotations

from typing import NamedTuple
from zlib import crc32

from wirebase.capture.sensitive import Kind, kind_of_name
from wirebase.exchange import Json

MOST = 50_000
"""Layouts that are told apart; objects whose keys are data would have them without end."""
NONE = 0
"""What stands for all further ones."""
NO_LOT = 2**32

type Layout = tuple[object, ...]
"""The names, then the types of the values."""


IDENTITIES = ("id", "_id", "uuid", "guid", "pk", "uid", "key", "slug")
"""Names under which an object says which one it is, the best first."""


class _Known(NamedTuple):
    """What is known of the objects of one layout."""

    number: int
    identity: str
    """The member that says which one an object is; "" where none does."""
    inner: tuple[str, ...]
    """The members that hold objects or lists."""


class Layouts:
    """Numbers layouts, and knows which have a name that a secret may stand under."""

    def __init__(self) -> None:
        self._known: dict[Layout, _Known] = {}
        self._secret: set[int] = set()
        self.found: set[int] = set()
        """The layouts of all objects in the last document."""
        self.lots: dict[str, int] = {}
        """Name of a member -> the lowest lot of the objects in it; an object's lot goes by its
        identity, and is the same wherever it is shown."""

    def look(self, document: Json) -> None:
        """Finds the layouts of a document."""
        self.found = set()
        self.lots = {}
        self._look(document, "")

    @property
    def is_secret(self) -> bool:
        """Whether some name in the last document may have a secret under it."""
        return not self._secret.isdisjoint(self.found)

    def _look(self, value: Json, name: str) -> None:
        if isinstance(value, dict):
            layout = (*value, *map(type, value.values()))
            number, identity, inner = self._known.get(layout) or self._noted(layout, value)
            self.found.add(number)
            if identity:
                lot = crc32(str(value[identity]).encode("utf-8", "replace"))
                if lot < self.lots.get(name, NO_LOT):
                    self.lots[name] = lot
            for member in inner:
                self._look(value[member], member)
        elif isinstance(value, list):
            for item in value:
                if type(item) is dict or type(item) is list:
                    self._look(item, name)

    def _noted(self, layout: Layout, value: dict[str, Json]) -> _Known:
        identity = next((name for name in IDENTITIES if name in value), "")
        secret = any(name == "value" or kind_of_name(name) is not Kind.PLAIN for name in value)
        number = NONE if len(self._known) >= MOST else len(self._known) + 1
        inner = tuple(name for name, item in value.items() if isinstance(item, dict | list))
        known = _Known(number, identity, inner)
        if number != NONE:
            self._known[layout] = known
        if secret:
            self._secret.add(number)
        return known
