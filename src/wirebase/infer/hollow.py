"""Hollow lists: what an answer shows where a row has no others, and lists that one route never fills.

An app may say null rather than [] of a row that nothing is linked with; and a view that does not load the
rows below a row shows an empty list, whatever there is.
"""

from __future__ import annotations

from wirebase.blueprint.expressions import Case, Choice, Constant, Exists, Expression, Rows
from wirebase.infer.entities import Entity
from wirebase.infer.instances import Instance
from wirebase.infer.relations import Children, Link
from wirebase.infer.scope import Knowledge
from wirebase.infer.values import text


def null_for_none(value: Expression, inside: list[Instance]) -> Expression:
    """The list, or null where it holds nothing, if that is what every empty one was shown as."""
    empty = [i.value for i in inside if not i.value]
    if not isinstance(value, Rows) or not empty or any(v is not None for v in empty):
        return value
    source = value.source.model_copy(update={"order": (), "as_stored": False, "page": None})
    case = Case(when=Exists(source=source), then=value)
    return Choice(cases=(case,), otherwise=Constant(value=None))


def never_filled(
    known: Knowledge,
    entity: Entity,
    related: Children | Link,
    column: str,
    rows: list[tuple[str, Instance]],
) -> bool:
    """Whether a route showed nothing in a list, and some of the rows had others then, which it would list.

    `rows` are the keys of the rows, each with its list."""
    if any(instance.value for _, instance in rows):
        return False
    return any(_had(known, entity, related, column, key, i) for key, i in rows if i.call.route.read)


def _had(
    known: Knowledge,
    entity: Entity,
    related: Children | Link,
    column: str,
    key: str,
    instance: Instance,
) -> bool:
    """Whether a row had others when an answer showed it without."""
    if isinstance(related, Children):
        rows = known.state(related.other, instance.at).values()
        return any(text(row.get(related.column)) == key for row in rows)
    life = known.past.rows[entity.name].get(key)
    return life is not None and bool(life.at(instance.at - 1).get(column))
