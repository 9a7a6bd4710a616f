"""Walks over the parts of a blueprint."""

from __future__ import annotations

from collections.abc import Iterator

from wirebase.blueprint.expressions import (
    Caller,
    Fresh,
    Freshly,
    Given,
    Granted,
    Join,
    Page,
    Recorded,
    Source,
)
from wirebase.blueprint.operations import (
    CloseSession,
    Delete,
    ForEach,
    Insert,
    Login,
    OpenSession,
    Operation,
    Provision,
    SetCredentials,
    SetLinks,
    Update,
)
from wirebase.model import Model

WRITES = (
    Insert,
    Update,
    Delete,
    SetLinks,
    ForEach,
    Login,
    Provision,
    SetCredentials,
    OpenSession,
    CloseSession,
)
"""The effects that change something."""


def nodes(part: object) -> Iterator[Model]:
    """The part itself and all models inside it, outer ones first, in order."""
    if isinstance(part, Model):
        yield part
        for value in part.__dict__.values():
            if isinstance(value, (Model, tuple)):
                yield from nodes(value)
    elif isinstance(part, tuple):
        for item in part:
            yield from nodes(item)


def given(part: object) -> list[str]:
    """The parameters whose values the part uses, each once, in order."""
    return list(dict.fromkeys(n.parameter for n in nodes(part) if isinstance(n, Given)))


def tables(part: object) -> set[str]:
    """The tables whose rows the part reads."""
    return {n.table for n in nodes(part) if isinstance(n, (Source, Join))}


def pages(part: object) -> list[Page]:
    """The pages that the part shows."""
    return [n for n in nodes(part) if isinstance(n, Page)]


def writes(operation: Operation) -> bool:
    """Whether the operation changes anything."""
    return any(isinstance(n, WRITES) for n in nodes(operation.effects))


def asks_for_caller(operation: Operation) -> bool:
    """Whether the operation looks at who asks."""
    parts = (operation.failures, operation.effects, operation.answers)
    return operation.authenticated or any(isinstance(n, (Caller, Granted)) for n in nodes(parts))


def tells_token(operation: Operation) -> bool:
    """Whether an answer tells who asks the token that they carry."""
    opened = any(isinstance(n, (OpenSession, Login)) for n in nodes(operation.effects))
    told = (n for n in nodes(operation.answers) if isinstance(n, Fresh))
    return not opened and any(n.how is Freshly.SESSION for n in told)


def is_recorded(operation: Operation) -> bool:
    """Whether the operation answers as recorded."""
    parts = (operation.failures, operation.answers)
    return any(isinstance(n, Recorded) for n in nodes(parts))
