"""Merging: two tables that hold one kind of thing become one.

The table that goes is renamed into the one that stays, its columns with it; wherever something is said
of both, the one that stays counts.
"""

from __future__ import annotations

from wirebase.blueprint.additions import finding
from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.edits import MergeTables
from wirebase.blueprint.references import Renamed
from wirebase.blueprint.renaming import following, renamed
from wirebase.blueprint.tables import Column, Default, ForeignKey, Readers, Role, Table
from wirebase.blueprint.vocabulary import Term, Vocabulary


def resolved(edit: MergeTables, blueprint: Blueprint) -> MergeTables:
    """The edit with a name for each column, and the key by which rows are the same."""
    gone, stays = blueprint.table(edit.table), blueprint.table(edit.into)
    return edit.model_copy(update={"columns": mapping(edit, gone, stays), "key": stays.primary_key})


def mapping(edit: MergeTables, gone: Table, stays: Table) -> dict[str, str]:
    """What each column of the table that goes is called in the one that stays."""
    keys = dict(zip(gone.primary_key, stays.primary_key, strict=False))
    return {column.name: column.name for column in gone.columns} | keys | edit.columns


def merged(blueprint: Blueprint, edit: MergeTables) -> Blueprint:
    """The blueprint with one table in place of two; the edit is a resolved one."""
    columns = {(edit.table, old): new for old, new in edit.columns.items()}
    names = Renamed(tables={edit.table: edit.into}, columns=columns)
    gone = following(blueprint.table(edit.table), names)
    after = renamed(blueprint, names)
    tables = [
        joined(following(table, names), gone)
        if table.name == edit.into
        else following(table, names)
        for table in blueprint.tables
        if table.name != edit.table
    ]
    return after.model_copy(
        update={
            "tables": tuple(tables),
            "operations": tuple(finding(one, edit.into, edit.key) for one in after.operations),
            "vocabularies": _vocabularies(blueprint, after, edit),
            "questions": tuple(dict.fromkeys(after.questions)),
        }
    )


def _vocabularies(before: Blueprint, after: Blueprint, edit: MergeTables) -> tuple[Vocabulary, ...]:
    """One vocabulary of two, in which a name of both means what it does of the table that stays."""
    known = {
        was.table: now for was, now in zip(before.vocabularies, after.vocabularies, strict=True)
    }
    stays, gone = known.get(edit.into), known.pop(edit.table, None)
    if stays and gone:
        names = {name for term in stays.terms for name in term.names}
        more = tuple(
            _without(term, names) for term in gone.terms if not names.issuperset(term.names)
        )
        known[edit.into] = stays.model_copy(update={"terms": (*stays.terms, *more)})
    elif gone:
        known[edit.into] = gone
    return tuple(known.values())


def _without(term: Term, names: set[str]) -> Term:
    kept = tuple(name for name in term.names if name not in names)
    return term.model_copy(update={"names": kept})


def joined(stays: Table, gone: Table) -> Table:
    """One table of two that are called the same, by now."""
    shown = {computed.field: computed for computed in (*gone.computed, *stays.computed)}
    return stays.model_copy(
        update={
            "columns": _columns(stays, gone),
            "unique": tuple(
                key
                for key in dict.fromkeys((*stays.unique, *gone.unique))
                if all(_keeps_apart(key, one, other) for one, other in _ways(stays, gone))
            ),
            "foreign_keys": _foreign_keys(stays, gone),
            "owner": stays.owner or gone.owner,
            "readers": min(stays.read_by, gone.read_by, key=_STRICTEST.index),
            "through": stays.through or gone.through,
            "computed": tuple(shown.values()),
            "description": stays.description or gone.description,
        }
    )


_STRICTEST = (Readers.NOBODY, Readers.OWNER, Readers.ALL)


def _ways(stays: Table, gone: Table) -> tuple[tuple[Table, Table], tuple[Table, Table]]:
    return (stays, gone), (gone, stays)


def _keeps_apart(key: tuple[str, ...], one: Table, other: Table) -> bool:
    """Whether the key, where it is one of the one table, may be one of both."""
    return key not in one.unique or key in other.unique or not all(map(other.has, key))


def _columns(stays: Table, gone: Table) -> tuple[Column, ...]:
    kept = [
        _united(column, gone.column(column.name)) if gone.has(column.name) else _alone(column)
        for column in stays.columns
    ]
    return (*kept, *(_alone(column) for column in gone.columns if not stays.has(column.name)))


def _alone(column: Column) -> Column:
    """A column of one of the tables, in which rows of the other one have no value."""
    fills = column.default != Default.NONE
    return column if fills else column.model_copy(update={"nullable": True})


def _united(column: Column, other: Column) -> Column:
    closed = column.values and other.values
    by_default = column if column.default != Default.NONE else other
    stored = Role.STORED in (column.role, other.role)
    return column.model_copy(
        update={
            "nullable": column.nullable or other.nullable,
            "unique": column.unique and other.unique,
            "default": by_default.default,
            "default_value": by_default.default_value,
            "values": tuple(dict.fromkeys((*column.values, *other.values))) if closed else (),
            "role": Role.STORED if stored else column.role,
            "touched": column.touched or other.touched,
            "fields": tuple(dict.fromkeys((*column.fields, *other.fields))),
            "description": column.description or other.description,
        }
    )


def _foreign_keys(stays: Table, gone: Table) -> tuple[ForeignKey, ...]:
    found: dict[tuple[tuple[str, ...], str], ForeignKey] = {}
    for table, other in _ways(stays, gone):
        there = {(key.columns, key.table): key for key in other.foreign_keys}
        for key in table.foreign_keys:
            if key.table == stays.name and key.columns == key.references:
                continue  # It tied the row of one table to the same row of the other.
            twin = there.get((key.columns, key.table))
            holds = twin.enforced if twin else not all(map(other.has, key.columns))
            declared = key.model_copy(update={"enforced": key.enforced and holds})
            found.setdefault((key.columns, key.table), declared)
    return tuple(found.values())
