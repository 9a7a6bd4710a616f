"""Usual orders: lists too short to show an order have the one that other lists of these rows have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from wirebase.blueprint.expressions import Expression, Field, Member, Object, Order, Rows
from wirebase.blueprint.operations import Answer, Operation

type Terms = tuple[tuple[str, bool, bool | None], ...]
"""The columns of an order, whether each descends, and where nulls come."""


def with_usual_orders(operations: Sequence[Operation]) -> list[Operation]:
    """The operations, lists without an order in the one that most lists of the same table have."""
    votes: dict[str, Counter[Terms]] = {}
    for operation in operations:
        for rows in _lists(operation):
            if (terms := _terms(rows)) is not None:
                votes.setdefault(rows.source.table, Counter())[terms] += 1
    usual = {table: counted.most_common(1)[0][0] for table, counted in votes.items()}
    return [_ordered(operation, usual) for operation in operations]


def _lists(operation: Operation) -> Iterator[Rows]:
    """The lists of an operation that stand in no row."""
    for answer in operation.answers:
        match answer.body:
            case Rows() as rows:
                yield rows
            case Object() as envelope:
                yield from (m.value for m in envelope.members if isinstance(m.value, Rows))


def _terms(rows: Rows) -> Terms | None:
    """The order that a list has whatever is asked; None where it has none, or depends on the request."""
    order = rows.source.order
    own = [o for o in order if isinstance(o.by, Field) and o.by.row == rows.source.alias]
    if not order or len(own) < len(order) or any(o.when is not None for o in order):
        return None
    return tuple((o.by.column, o.descending, o.nulls_first) for o in own if isinstance(o.by, Field))


def _ordered(operation: Operation, usual: dict[str, Terms]) -> Operation:
    answers = tuple(_answer(answer, usual) for answer in operation.answers)
    return operation.model_copy(update={"answers": answers})


def _answer(answer: Answer, usual: dict[str, Terms]) -> Answer:
    body = answer.body
    if isinstance(body, Object):
        members = tuple(_member(member, usual) for member in body.members)
        body = body.model_copy(update={"members": members})
    elif isinstance(body, Rows):
        body = _in_order(body, usual)
    return answer.model_copy(update={"body": body})


def _member(member: Member, usual: dict[str, Terms]) -> Member:
    if not isinstance(member.value, Rows):
        return member
    return member.model_copy(update={"value": _in_order(member.value, usual)})


def _in_order(rows: Rows, usual: dict[str, Terms]) -> Expression:
    source = rows.source
    terms = usual.get(source.table)
    if terms is None or source.order or source.as_stored:
        return rows
    order = tuple(
        Order(by=Field(row=source.alias, column=column), descending=descends, nulls_first=nulls)
        for column, descends, nulls in terms
    )
    return rows.model_copy(update={"source": source.model_copy(update={"order": order})})
