"""What an operation repeats from the capture because nothing explained it."""

from __future__ import annotations

from collections.abc import Iterator

from wirebase.blueprint.expressions import (
    Choice,
    Constant,
    Expression,
    Items,
    Mapping,
    Object,
    Parts,
    Recorded,
    Row,
    Rows,
)
from wirebase.blueprint.operations import Assignment, Insert, Operation, Update, Verb
from wirebase.build.nodes import nodes
from wirebase.verify.leaves import ITEM, Path, pointer


def is_unexplained(operation: Operation) -> bool:
    """Whether the operation repeats whole recorded answers."""
    shown = [answer.body for answer in operation.answers]
    return operation.verb is Verb.RECORDED or any(isinstance(body, Recorded) for body in shown)


def repeated(operation: Operation) -> tuple[str, ...]:
    """Pointers to what an answer repeats, and `table.column` for what a write sets so."""
    shown = (
        pointer(path)
        for answer in operation.answers
        if answer.body is not None
        for path in _guesses(answer.body, ())
    )
    written = (
        f"{effect.table}.{assignment.column}"
        for effect in nodes(operation.effects)
        if isinstance(effect, (Insert, Update))
        for assignment in effect.values
        if _is_guess(assignment)
    )
    return tuple(dict.fromkeys((*shown, *written)))


def _is_guess(assignment: Assignment) -> bool:
    return isinstance(assignment.value, Constant) and not assignment.value.explained


def _guesses(expression: Expression, path: Path) -> Iterator[Path]:
    match expression:
        case Constant(explained=False):
            yield path
        case Object():
            for member in expression.members:
                yield from _guesses(member.value, (*path, member.name))
        case Items():
            for item in expression.items:
                yield from _guesses(item, (*path, ITEM))
        case Rows() | Mapping() | Parts():
            yield from _guesses(expression.item, (*path, ITEM))
        case Row():
            yield from _guesses(expression.value, path)
        case Choice():
            for value in (*(case.then for case in expression.cases), expression.otherwise):
                yield from _guesses(value, path)
