"""Own members: what a document of a new row says under the row's own key, or under that of its maker.

`{"u7": {"read": true, "write": true}}` in the row `u7` says what its owner may do. The name is no constant:
the next row has another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from wirebase.blueprint.expressions import Caller, Constant, Expression, Field, Keyed, Merged
from wirebase.blueprint.operations import Assignment
from wirebase.exchange import Json
from wirebase.infer.calls import Call
from wirebase.infer.changes import ROW, Rows
from wirebase.infer.entities import Entity
from wirebase.infer.history import Record
from wirebase.infer.scope import Knowledge
from wirebase.infer.values import text

FEWEST = 2
"""New rows, each with another key, that must hold the same under it."""

type Named = Callable[[Call, Record], str]


def own_members(known: Knowledge, entity: Entity, rows: Rows) -> list[Assignment]:
    """What sets such a member in each column that has it in all new rows."""
    out = []
    for column in known.schema.columns(entity.name):
        for key, named in _names(known, entity):
            value = _told(column, named, rows)
            if value is not None:
                member = Keyed(key=key, value=Constant(value=value))
                made = Merged(base=member, over=Field(row=ROW, column=column))
                out.append(Assignment(column=column, value=made))
                break
    return out


def _names(known: Knowledge, entity: Entity) -> Iterable[tuple[Expression, Named]]:
    yield Field(row=ROW, column=entity.key), lambda _, row: text(row.get(entity.key))
    if known.who.entity:
        mine = Caller(column=known.key(known.who.entity))
        yield mine, lambda call, _: known.caller(call) or ""


def _told(column: str, named: Named, rows: Rows) -> Json:
    """What stands under the name in all rows, none of whose requests gave it; None where nothing does."""
    held: list[Json] = []
    for call, row in rows:
        document, name = row.get(column), named(call, row)
        if not isinstance(document, dict) or name not in document or _gave(call, name):
            return None
        held.append(document[name])
    keys = {named(call, row) for call, row in rows}
    same = all(value == held[0] for value in held)
    return held[0] if same and len(keys) >= FEWEST else None


def _gave(call: Call, name: str) -> bool:
    """Whether a field of the request holds something of that name."""
    body = call.body() if call.has_body else None
    fields = body if isinstance(body, dict) else {}
    return any(isinstance(v, dict) and name in v for v in fields.values())


def without_own(known: Knowledge, entity: Entity, rows: Rows, made: Sequence[Assignment]) -> Rows:
    """The new rows without these members, as the request and what fills the rest made them."""
    columns = {assignment.column for assignment in made}
    return [(call, _without(known, entity, call, row, columns)) for call, row in rows]


def _without(
    known: Knowledge, entity: Entity, call: Call, row: Record, columns: set[str]
) -> Record:
    out = dict(row)
    names = {text(row.get(entity.key)), known.caller(call)}
    for column in columns:
        document = row.get(column)
        if isinstance(document, dict):
            rest = {name: value for name, value in document.items() if name not in names}
            out[column] = rest or None
    return out
