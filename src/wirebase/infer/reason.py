"""A reason: a state of the rows, or of what is sent, in which the app refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wirebase.blueprint.expressions import Condition
from wirebase.blueprint.operations import FailureKind
from wirebase.infer.calls import Call


@dataclass(frozen=True, slots=True)
class Reason:
    """A state in which the app refuses."""

    kind: FailureKind
    when: Condition
    claim: str
    held: Callable[[Call], bool]
    """Whether it was so when a call was made."""
    about: str = ""
    """The column or table that it is about, if it is about one."""
