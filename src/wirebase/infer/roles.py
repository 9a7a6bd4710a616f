"""Roles: what columns of accounts say of what the accounts may do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from wirebase.blueprint.expressions import Caller, Compare, Comparison, Condition, Constant
from wirebase.exchange import Json
from wirebase.infer.calls import Call
from wirebase.infer.history import Record
from wirebase.infer.naming import words
from wirebase.infer.scope import Knowledge

WORDS = frozenset(
    "role roles admin administrator staff superuser group groups permission permissions scope scopes "
    "level rank privilege privileges type kind moderator editor manager".split()
)
"""Words of columns that say what an account may do."""
FEWEST = 2
"""Other accounts that must have been told less."""


@dataclass(frozen=True, slots=True)
class Role:
    """What a column of an account holds, or has among what it lists."""

    column: str
    value: str | int | bool
    listed: bool

    def holds(self) -> Condition:
        """Whether the caller has the role."""
        op = Comparison.HAS if self.listed else Comparison.EQ
        return Compare(left=Caller(column=self.column), op=op, right=Constant(value=self.value))


def roles_of(known: Knowledge, record: Record) -> Iterator[Role]:
    """The roles of an account: what it holds in columns that are named so, and the flags set in it."""
    columns = known.schema.columns(known.who.entity)
    for column, value in record.items():
        if column not in columns:
            continue
        if value is True:
            yield Role(column, True, False)
        elif WORDS & set(words(column)):
            items = value if isinstance(value, list) else [value]
            yield from (Role(column, x, isinstance(value, list)) for x in items if _is_word(x))


def callers_roles(known: Knowledge, call: Call) -> set[Role]:
    """The roles that a caller had when it asked."""
    life = known.past.rows[known.who.entity].get(known.caller(call) or "")
    return set(roles_of(known, life.at(call.exchange.index - 1))) if life else set()


def telling_role(known: Knowledge, some: Sequence[Call], every: Sequence[Call]) -> Role | None:
    """The role that those have who made some of the calls, and nobody of those who made the others."""
    if not known.who.entity:
        return None
    told = {call.exchange.index for call in some}
    rest = [call for call in every if call.exchange.index not in told]
    having = [callers_roles(known, call) for call in some]
    lacking = {role for call in rest for role in callers_roles(known, call)}
    others = {known.caller(call) for call in rest} - {None}
    roles = set.intersection(*having) - lacking if having and len(others) >= FEWEST else set()
    return min(roles, key=lambda r: (len(r.column), r.column, str(r.value)), default=None)


def _is_word(value: Json) -> TypeGuard[str | int]:
    return isinstance(value, (str, int)) and not isinstance(value, bool)
