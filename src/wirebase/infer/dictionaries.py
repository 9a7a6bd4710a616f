"""Data dictionaries: what an app that describes its own tables and columns says of them in its answers.

Tools with which people make tables of their own tell their front end about every column. A description is
taken to be about a table that the rows show where it is named so and describes most of the fields there;
what rows contradict in it is not believed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from wirebase.exchange import Json
from wirebase.infer.calls import Call
from wirebase.infer.history import History
from wirebase.infer.naming import singular, snake

TABLE = ("table", "table_name", "collection", "collection_name", "model", "entity", "class_name")
"""Members that say whose column it is, in a list of columns."""
COLUMN = ("column", "column_name", "field", "field_name", "attribute")
"""Members that say which column it is."""
OWN = (*TABLE, "name", "key", "slug", "title")
"""Members that say which table it is, in a document that holds its columns."""
COLUMNS = frozenset("fields columns attributes properties".split())
"""Members that hold the columns of a table, as a list or by name."""
EMPTY = frozenset("is_nullable nullable allow_null allows_null".split())
FILLED = frozenset("is_not_null not_null".split())
UNIQUE = frozenset("is_unique unique".split())
BOUND = frozenset("foreign_key_table foreign_table references_table referenced_table".split())
"""Members that name the table to which a foreign key leads; null where there is none."""
REFERS = BOUND | frozenset(
    "related_collection related_table related_model target_table target_collection target_class".split()
)
"""Members that name the table which a column refers to, by a foreign key or without one."""
KNOWN = 0.5
"""The share of a table's fields that a description must have for it to be about this table."""
FEWEST = 2
"""Columns of one table from which there is a description."""
WRONG = 0.1
"""The share of what can be checked that rows may contradict; what says more of that is no dictionary."""


@dataclass(frozen=True, slots=True)
class Described:
    """What a dictionary says of a column, None where it says nothing."""

    nullable: bool | None = None
    unique: bool | None = None
    bound: bool | None = None
    """Whether it has a foreign key."""
    refers: str = ""
    """The entity that it refers to, by a foreign key or without one."""

    def __or__(self, other: Described) -> Described:
        return Described(
            self.nullable if other.nullable is None else other.nullable,
            self.unique if other.unique is None else other.unique,
            self.bound if other.bound is None else other.bound,
            other.refers or self.refers,
        )


@dataclass(frozen=True, slots=True)
class Dictionary:
    """What the app says of its columns."""

    columns: Mapping[tuple[str, str], Described] = field(default_factory=dict)
    """(entity, column) -> what is said of it."""

    def of(self, entity: str, column: str) -> Described:
        """What is said of a column; one that holds a key may be called after the row."""
        told = self.columns.get((entity, column))
        return told or self.columns.get((entity, column.removesuffix("_id")), Described())


type _Tables = Mapping[str, Mapping[str, Described]]
"""Table -> column -> what is said of it; `refers` is the name of a table yet."""


def dictionary(past: History, calls: Iterable[Call]) -> Dictionary:
    """What the answers say of the columns that rows show, as far as no row contradicts it."""
    tables: dict[str, dict[str, Described]] = defaultdict(dict)
    for call in calls:
        if call.route.read and call.has_answer and call.exchange.succeeded:
            for table, column, told in _descriptions(call.answer()):
                known = tables[table].get(column, Described())
                tables[table][column] = known | told
    entities = dict(_entities(past, tables))
    return Dictionary(dict(_believed(past, tables, entities)))


def _descriptions(value: Json) -> Iterator[tuple[str, str, Described]]:
    if isinstance(value, list):
        for item in value:
            yield from _descriptions(item)
    elif isinstance(value, dict) and not _may_describe(tuple(value)):
        for member in value.values():
            yield from _descriptions(member)
    elif isinstance(value, dict):
        held = {snake(name): member for name, member in value.items()}
        table, column = _first(held, TABLE), _first(held, COLUMN)
        told = _told(held)
        if table and column and told != Described():
            yield snake(table), snake(column), told
            return
        yield from _of_document(held)
        for member in value.values():
            yield from _descriptions(member)


@lru_cache(maxsize=4096)
def _may_describe(names: tuple[str, ...]) -> bool:
    """Whether an object with such members may say something of a table or a column."""
    held = set(map(snake, names))
    named = not held.isdisjoint(TABLE) and not held.isdisjoint(COLUMN)
    return named or (not held.isdisjoint(OWN) and not held.isdisjoint(COLUMNS))


def _of_document(held: Mapping[str, Json]) -> Iterator[tuple[str, str, Described]]:
    """The columns that a document of a table holds."""
    table = _first(held, OWN)
    for name in COLUMNS & held.keys() if table else ():
        for column, item in _items(held[name]):
            told = _told({snake(n): v for n, v in item.items()})
            if column and told != Described():
                yield snake(table), snake(column), told


def _items(columns: Json) -> Iterator[tuple[str, dict[str, Json]]]:
    named = columns.items() if isinstance(columns, dict) else ()
    yield from ((name, item) for name, item in named if isinstance(item, dict))
    for item in columns if isinstance(columns, list) else ():
        if isinstance(item, dict):
            yield _first({snake(n): v for n, v in item.items()}, (*COLUMN, "name", "key")), item


def _first(held: Mapping[str, Json], names: Sequence[str]) -> str:
    return next((v for n in names if isinstance(v := held.get(n), str) and v), "")


def _told(held: Mapping[str, Json]) -> Described:
    """What the members say, those of an object inside it with them."""
    told = Described()
    for member in held.values():
        if isinstance(member, dict):
            told = told | _said({snake(n): v for n, v in member.items()})
    return told | _said(held)


def _said(held: Mapping[str, Json]) -> Described:
    empty = [v for n in EMPTY & held.keys() if isinstance(v := held[n], bool)]
    empty += [not v for n in FILLED & held.keys() if isinstance(v := held[n], bool)]
    unique = [v for n in UNIQUE & held.keys() if isinstance(v := held[n], bool)]
    bound = [held[n] for n in BOUND & held.keys()]
    refers = [snake(v) for n in sorted(REFERS & held.keys()) if isinstance(v := held[n], str)]
    return Described(
        any(empty) if empty else None,
        any(unique) if unique else None,
        any(bound) if bound else None,
        next(iter(refers), ""),
    )


def _entities(past: History, tables: _Tables) -> Iterator[tuple[str, str]]:
    """Table -> the entity that it is, by its name and its columns; a prefix may tell whose tables they are."""
    for entity in past.entities:
        fields = {*past.fields(entity), past.entities[entity].key}
        found = []
        for table, columns in tables.items():
            exact = singular(table) == entity
            shared = fields & (columns.keys() | {f"{c}_id" for c in columns})
            named = exact or singular(table).endswith(f"_{entity}")
            if named and len(shared) >= max(FEWEST, KNOWN * len(fields)):
                found.append((exact, len(shared), table))
        if found:
            yield max(found)[-1], entity


def _believed(
    past: History, tables: _Tables, entities: Mapping[str, str]
) -> Iterator[tuple[tuple[str, str], Described]]:
    """What is said of the columns of each entity, without what its rows contradict."""
    for table, entity in entities.items():
        said, wrong = {}, 0
        for column, told in tables[table].items():
            lives = [life for life in past.rows[entity].values() if not life.unseen]
            rows = [life.values(column) for life in lives]
            against = told.nullable is False and any(None in row for row in rows)
            last = [str(row[-1]) for row in rows if row and row[-1] is not None]
            twice = told.unique is True and len(set(last)) < len(last)
            wrong += against or twice
            said[entity, column] = replace(
                told,
                nullable=None if against else told.nullable,
                unique=None if twice else told.unique,
                refers=entities.get(told.refers, ""),
            )
        if wrong <= WRONG * len(said):
            yield from said.items()


__all__ = ["Described", "Dictionary", "dictionary"]
