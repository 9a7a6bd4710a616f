"""The three questions asked of an expression; the answers stand in the modules for each kind.

stored    its SQL value, to compare with a column or to assign to one
shown     its value as it stands in an answer
holds     of a condition: the SQL condition
"""

from __future__ import annotations

from functools import singledispatch

from wirebase.build.casts import Value
from wirebase.build.scope import Scope


@singledispatch
def stored(expression: object, scope: Scope) -> Value:
    """The SQL value of an expression."""
    value = shown(expression, scope)
    return value


@singledispatch
def shown(expression: object, scope: Scope) -> Value:
    """The value of an expression as an answer shows it."""
    raise scope.error(f"{type(expression).__name__} yields no value")


@singledispatch
def holds(condition: object, scope: Scope) -> str:
    """The SQL of a condition; where it is null the condition does not hold."""
    raise scope.error(f"{type(condition).__name__} is no condition")
