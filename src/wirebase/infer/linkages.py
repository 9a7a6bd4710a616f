"""Linkages: the rows with which a new row is linked from the start, though no request lists them.

A new flag of a project stands in each environment that is enabled; a new board has the columns of all
boards. Which rows these are is told by what they have in common that others lack.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from wirebase.blueprint.expressions import (
    Caller,
    Compare,
    Comparison,
    Condition,
    Constant,
    Element,
    Expression,
    Field,
    Rows,
    Source,
)
from wirebase.blueprint.operations import (
    Assignment,
    Delete,
    Effect,
    ForEach,
    Insert,
    SetLinks,
)
from wirebase.exchange import Json
from wirebase.infer.actions import Deed, action
from wirebase.infer.calls import Call, Route
from wirebase.infer.changes import LINKED, ROW
from wirebase.infer.entities import Entity
from wirebase.infer.history import Life, Record
from wirebase.infer.nullability import common
from wirebase.infer.relations import Link, other_side
from wirebase.infer.scope import Knowledge

ALIAS = "linkable"
"""The alias of the rows that a new row is linked with."""


MOST = 12
"""New rows that are looked at: more tell no more."""


class First(NamedTuple):
    """What the first look at a new row shows of its links."""

    key: str
    at: int
    linked: frozenset[str]
    maker: str | None
    """Who made it."""


def linkages(
    known: Knowledge,
    entity: Entity,
    made: Mapping[int, str],
    covered: set[str],
    makers: Mapping[int, str | None],
) -> Iterator[Effect]:
    """The links that every new row of an entity has, by the call that made it."""
    for (owner, field), link in known.found.links.items():
        if owner != entity.name or link.name in covered or link.via or link.left == link.right:
            continue
        looks = list(islice(_looks(known, entity, field, made, makers), MOST))
        if looks and all(look.linked for look in looks):
            other = known.past.entities[other_side(owner, link)]
            condition = _of_maker(known, other, looks) or _condition(known, other, looks)
            if condition is not None:
                yield _linking(known, entity, other, link, field, looks, condition)


def _looks(
    known: Knowledge,
    entity: Entity,
    field: str,
    made: Mapping[int, str],
    makers: Mapping[int, str | None],
) -> Iterator[First]:
    for index, key in made.items():
        life = known.past.rows[entity.name][key]
        at = life.look(field, index, life.deleted or float("inf"))
        listed = life.at(at).get(field) if at is not None else None
        if at is not None and isinstance(listed, list):
            yield First(key, at, frozenset(map(str, listed)), makers.get(index))


def _of_maker(
    known: Knowledge, other: Entity, looks: Sequence[First]
) -> tuple[Condition, ...] | None:
    """Who makes the row is linked with it, and nobody else."""
    if other.name != known.who.entity or any(look.linked != {look.maker} for look in looks):
        return None
    mine = Caller(column=other.key)
    return (Compare(left=Field(row=ALIAS, column=other.key), right=mine),)


def _condition(
    known: Knowledge, other: Entity, looks: Sequence[First]
) -> tuple[Condition, ...] | None:
    """What tells the linked rows from the others; None where nothing does."""
    states = [dict(known.state(other.name, look.at)) for look in looks]
    if all(look.linked == state.keys() for look, state in zip(looks, states, strict=True)):
        return ()
    for column in known.schema.columns(other.name):
        value = _shared(column, looks, states)
        if value is not None and column != other.key:
            own = Field(row=ALIAS, column=column)
            return (Compare(left=own, right=Constant(value=value)),)
    same = looks[0].linked
    if len(looks) > 1 and all(look.linked == same for look in looks):
        keys = [known.past.rows[other.name][key].key for key in sorted(same)]
        own = Field(row=ALIAS, column=other.key)
        return (Compare(left=own, op=Comparison.IN, right=Constant(value=keys)),)
    return None


def _shared(column: str, looks: Sequence[First], states: Sequence[Mapping[str, Record]]) -> Json:
    """The flag or word that just the linked rows have in a column; None where there is none."""
    held = [
        s[k].get(column)
        for look, s in zip(looks, states, strict=True)
        for k in look.linked & s.keys()
    ]
    value = held[0] if held else None
    if not isinstance(value, (bool, str)) or any(v != value for v in held):
        return None
    apart = all(
        {k for k, row in state.items() if row.get(column) == value} == look.linked
        for look, state in zip(looks, states, strict=True)
    )
    return value if apart else None


def _linking(
    known: Knowledge,
    entity: Entity,
    other: Entity,
    link: Link,
    field: str,
    looks: Sequence[First],
    condition: tuple[Condition, ...],
) -> Effect:
    own, far = link.left_column, link.right_column
    if link.left != entity.name:
        own, far = far, own
    lives = known.past.between.get((entity.name, field), {})
    held = [
        lives[look.key, k].at(look.at)
        for look in looks
        for k in look.linked
        if (look.key, k) in lives
    ]
    values = _held(link, held, list(lives.values()))
    values[own], values[far] = Field(row=ROW, column=entity.key), Element()
    insert = Insert(
        table=link.name,
        alias=LINKED,
        values=tuple(Assignment(column=c, value=v) for c, v in values.items()),
        ignore_conflict=True,
    )
    source = Source(table=other.table, alias=ALIAS, where=condition)
    rows = Rows(source=source, item=Field(row=ALIAS, column=other.key))
    return ForEach(values=rows, effects=(insert,))


def _held(link: Link, held: Sequence[Record], lives: Sequence[Life]) -> dict[str, Expression]:
    """What new links hold: as most did at first, or else as all do."""
    out: dict[str, Expression] = {}
    for name in link.attributes:
        told = [row[name] for row in held if row.get(name) is not None]
        value = max(told, key=lambda v: sum(v == other for other in told)) if told else None
        if value is None and not any(name in row for row in held):
            value = common([v for life in lives for v in life.values(name)])
        if value is not None:
            out[name] = Constant(value=value)
    return out


def moved_links(
    known: Knowledge,
    route: Route,
    calls: Sequence[Call],
    links: Sequence[SetLinks],
    key: Callable[[Call], str | None],
) -> list[Effect]:
    """The links that a list in the request sets; a request that is called as adding something to a row, or
    taking it out, leaves the others as they are, unless calls were seen to do otherwise."""
    said = action(route) if route.root else None
    out: list[Effect] = []
    for effect in links:
        if said is None or said.deed not in (Deed.LINK, Deed.UNLINK) or effect.match:
            out.append(effect)
        elif said.deed is Deed.UNLINK:
            theirs = Compare(
                left=Field(row=LINKED, column=effect.target), op=Comparison.IN, right=effect.values
            )
            mine = Compare(
                left=Field(row=LINKED, column=effect.owner.column), right=effect.owner.value
            )
            out.append(
                Delete(source=Source(table=effect.table, alias=LINKED, where=(mine, theirs)))
            )
        elif all(_keeps(known, effect, call, key(call)) for call in calls):
            ends = (
                effect.owner,
                Assignment(column=effect.target, value=Element(pointer=effect.pointer)),
            )
            insert = Insert(table=effect.table, alias=LINKED, values=ends, ignore_conflict=True)
            out.append(ForEach(values=effect.values, effects=(insert,)))
        else:
            out.append(effect)
    return out


def _keeps(known: Knowledge, effect: SetLinks, call: Call, key: str | None) -> bool:
    """Whether a row had after a call all links that it had before."""
    link = next(x for x in known.found.distinct_links() if x.name == effect.table)
    side = 0 if link.left_column == effect.owner.column else 1
    index = call.exchange.index
    before, after = (
        {pair for pair in known.pairs(link, at) if pair[side] == key} for at in (index - 1, index)
    )
    return before <= after
