"""Questions: what the capture leaves open about the endpoints, and what would settle it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from wirebase.blueprint.document import Question
from wirebase.blueprint.expressions import Constant, PageInfo, Recorded, Rows, Source
from wirebase.blueprint.operations import FailureKind, Operation, Place, Verb
from wirebase.infer.calls import Call
from wirebase.infer.naming import snake
from wirebase.infer.paging import LIMITS, NUMBERS, OFFSETS
from wirebase.model import Model

FEW = 2
"""Uses of an endpoint that tell next to nothing of what varies."""
CHANGES = frozenset({Verb.CREATE, Verb.UPDATE, Verb.REPLACE})


def questions(operations: Iterable[Operation], calls: Sequence[Call]) -> Iterator[Question]:
    """The open questions, those about one endpoint after the other."""
    seen: dict[str, list[Call]] = {}
    for call in calls:
        seen.setdefault(call.route.name, []).append(call)
    for operation in operations:
        for text, settle in _about(operation, seen.get(operation.name, [])):
            yield Question(about=operation.name, text=text, settle=settle)


def _about(operation: Operation, calls: list[Call]) -> Iterator[tuple[str, str]]:
    named = f"{operation.method} {operation.path}"
    parts = list(_parts(tuple(answer.body for answer in operation.answers)))
    if any(isinstance(part, Recorded) for part in parts):
        yield (
            "What its answers are made of was not found out.",
            f"Use {named} again after something that it may depend on was changed.",
        )
        return
    if any(isinstance(part, Constant) and not part.explained for part in parts):
        yield (
            "A part of its answers varies, and it was not found out with what.",
            f"Use {named} several times, with one thing changed in between.",
        )
    yield from _list(operation, named, parts, calls)
    yield from _parameters(operation, calls)
    kinds = {failure.kind for failure in operation.failures}
    if operation.verb in CHANGES and FailureKind.INVALID not in kinds:
        yield (
            "What it refuses was never seen.",
            f"Send {named} with a required field left blank.",
        )
    if len(calls) < FEW and operation.verb in CHANGES:
        yield "It was seen once only.", f"Send {named} again, with other values."


def _list(
    operation: Operation, named: str, parts: list[Model], calls: list[Call]
) -> Iterator[tuple[str, str]]:
    lists = [part for part in parts if isinstance(part, Rows)]
    source = lists[0].source if lists else None
    if operation.verb is not Verb.LIST or source is None:
        return
    page = source.page
    if page is not None and _cut(source) and not _turned(operation, calls):
        yield (
            "Only the first page of the list was seen.",
            f"Open page 2 of the list {named}.",
        )
    if any(isinstance(part, PageInfo) and part.unseen for part in parts):
        yield (
            "The list counts more rows than were shown.",
            f"Open all pages of the list {named}.",
        )
    if not source.order:
        yield (
            "In which order the list stands was not found out.",
            f"Show the list {named} with more rows, or sort it.",
        )


def _cut(source: Source) -> bool:
    page = source.page
    return page is not None and bool(page.number or page.offset or page.default_limit)


def _turned(operation: Operation, calls: list[Call]) -> bool:
    """Whether some call asked for other than the first page."""
    for call in calls:
        for name, value in call.query.items():
            turns = snake(name.strip("_")) in NUMBERS | OFFSETS
            if turns and str(value) not in ("", "0", "1"):
                return True
    return False


def _parameters(operation: Operation, calls: list[Call]) -> Iterator[tuple[str, str]]:
    for parameter in operation.parameters:
        if parameter.place is not Place.QUERY or parameter.meaning:
            continue
        name = snake(parameter.key.strip("_"))
        if name in LIMITS | NUMBERS | OFFSETS:
            continue
        values = {str(call.query.get(parameter.key)) for call in calls} - {"None"}
        what = "had one value only" if len(values) < FEW else "changed nothing that was seen"
        yield (
            f"What {parameter.key} does was not found out: it {what}.",
            f"Use {operation.method} {operation.path} with other values of {parameter.key}.",
        )


def _parts(part: object) -> Iterator[Model]:
    """All parts of an answer."""
    if isinstance(part, Model):
        yield part
        for name in type(part).model_fields:
            yield from _parts(getattr(part, name))
    elif isinstance(part, tuple):
        for item in part:
            yield from _parts(item)
