"""Identifiers: quoted, short enough for Postgres, and unique where they must be."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from wirebase.blueprint.tables import Kind, Table
from wirebase.build.literals import storable
from wirebase.errors import BlueprintError

LONGEST = 63
"""Bytes that Postgres keeps of an identifier; it drops the rest without a word."""

SYSTEM = frozenset({"ctid", "cmin", "cmax", "tableoid", "xmin", "xmax"})
"""Columns that every table has, so that no other can be called the same."""


def short(name: str) -> str:
    """The name as Postgres can hold it; long names that differ stay different."""
    name = storable(name)
    if not name:
        raise BlueprintError("A name is empty", next="Give every table, column and operation one.")
    if name in SYSTEM:
        return name + "_"
    content = name.encode()
    if len(content) <= LONGEST:
        return name
    mark = hashlib.sha256(content).hexdigest()[:8]
    return content[: LONGEST - 9].decode("utf-8", "ignore") + "_" + mark


def identifier(name: str) -> str:
    """The name, quoted.

    >>> identifier('a "b" c')
    '"a ""b"" c"'
    """
    return '"' + short(name).replace('"', '""') + '"'


def relation(table: Table) -> str:
    """The table with its schema, quoted."""
    schema = "wirebase" if table.kind is Kind.DERIVED else "public"
    return f"{schema}.{identifier(table.name)}"


def columns(names: Iterable[str], row: str = "") -> str:
    """The names, quoted and listed, each with its row where one is given."""
    return ", ".join(f"{row}.{identifier(name)}" if row else identifier(name) for name in names)


class Names:
    """Hands out names that nobody else in the same space has."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {short(name) for name in taken}

    def new(self, wish: str) -> str:
        """The wished name, or with a number where it is taken."""
        name, number = short(wish), 1
        while name in self._taken:
            number += 1
            name = short(f"{wish}_{number}")
        self._taken.add(name)
        return name

    def take(self, name: str) -> None:
        """Keeps a name from being given."""
        self._taken.add(short(name))

    def child(self) -> Names:
        """Names of a space inside this one: they differ from all given so far."""
        return Names(self._taken)
