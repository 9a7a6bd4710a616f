"""Dependents: rows that refer to a row, or are linked with it, and so stand in the way of its deletion."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from wirebase.blueprint.expressions import Compare, Exists, Field, Source
from wirebase.blueprint.operations import FailureKind
from wirebase.infer.calls import Call, Route
from wirebase.infer.changes import ROW
from wirebase.infer.faults import refusal
from wirebase.infer.paths import PathRow, path_rows
from wirebase.infer.reason import Reason
from wirebase.infer.relations import Link, Reference
from wirebase.infer.scope import Knowledge
from wirebase.infer.values import text

KINDS = (FailureKind.CONFLICT, FailureKind.INVALID)


def in_the_way(
    known: Knowledge, route: Route, good: Sequence[Call], bad: Sequence[Call]
) -> list[Reason]:
    """The rows that were there whenever a deletion was refused, and never when one was served."""
    refused = [c for c in bad if refusal(c, known.caller(c)) in KINDS]
    return [
        reason
        for reason in _in_use(known, route)
        if refused and all(map(reason.held, refused)) and not any(map(reason.held, good))
    ]


def _in_use(known: Knowledge, route: Route) -> Iterator[Reason]:
    """Rows of another table refer to the row that a deletion names, or are linked with it."""
    row = next((r for r in path_rows(known.past, route, ROW).rows if r.alias == ROW), None)
    if row is None:
        return
    for reference in known.found.references.values():
        if reference.other == row.entity.name:
            table = known.schema.table_name(reference.entity)
            held = partial(_is_referred, known, row, reference)
            yield _use(row, table, reference.field, reference.entity, held)
    seen: set[str] = set()
    for link in known.found.links.values():
        for side, name in enumerate((link.left, link.right)):
            if name == row.entity.name and link.name not in seen and not link.via:
                seen.add(link.name)
                column = (link.left_column, link.right_column)[side]
                other = known.schema.table_name((link.right, link.left)[side])
                held = partial(_is_linked, known, row, link, side)
                yield _use(row, link.name, column, link.name, held, about=other)


def _use(
    row: PathRow,
    table: str,
    column: str,
    name: str,
    held: Callable[[Call], bool],
    about: str = "",
) -> Reason:
    """Rows of the table have the key of the row in a column."""
    alias = f"{name}_in_the_way"
    refers = Compare(left=Field(row=alias, column=column), right=row.key)
    there = Exists(source=Source(table=table, alias=alias, where=(refers,)))
    source = row.find().source
    when = Exists(source=source.model_copy(update={"where": (*source.where, there)}))
    claim = f"rows of {about or table} refer to it"
    return Reason(FailureKind.CONFLICT, when, claim, held, about or table)


def _is_referred(known: Knowledge, row: PathRow, reference: Reference, call: Call) -> bool:
    key, at = row.named.key(known.past, call), call.exchange.index - 1
    rows = known.state(reference.entity, at).values()
    return key is not None and any(text(r.get(reference.field)) == key for r in rows)


def _is_linked(known: Knowledge, row: PathRow, link: Link, side: int, call: Call) -> bool:
    key, at = row.named.key(known.past, call), call.exchange.index - 1
    return any(pair[side] == key for pair in known.pairs(link, at))
