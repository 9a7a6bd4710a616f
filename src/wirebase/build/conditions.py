"""Conditions, as SQL that is true where they hold; false and null alike mean that they do not."""

from __future__ import annotations

from wirebase.blueprint.expressions import (
    AllOf,
    AnyOf,
    Compare,
    Comparison,
    Constant,
    Contains,
    Exists,
    Expression,
    Given,
    Granted,
    IsGiven,
    Matches,
    Negation,
    OfKind,
)
from wirebase.blueprint.tables import Type
from wirebase.build.casts import JSON, NULL, Value, as_text, as_texts, atom, cast, or_null
from wirebase.build.expressions import holds, shown, stored
from wirebase.build.literals import quoted
from wirebase.build.scope import Scope
from wirebase.build.sources import grouped, query
from wirebase.build.vocabulary import matches

OPERATORS = {
    Comparison.EQ: "=",
    Comparison.LT: "<",
    Comparison.LE: "<=",
    Comparison.GT: ">",
    Comparison.GE: ">=",
}


@shown.register(Compare)
@shown.register(Exists)
@shown.register(IsGiven)
def _boolean(node: Compare | Exists | IsGiven, scope: Scope) -> Value:
    sql = holds(node, scope)
    return Value(f"({sql}) is true" if isinstance(node, Compare) else sql, Type.BOOLEAN)


@holds.register
def _all_of(node: AllOf, scope: Scope) -> str:
    return " and ".join(grouped(holds(part, scope)) for part in node.conditions) or "true"


@holds.register
def _any_of(node: AnyOf, scope: Scope) -> str:
    return " or ".join(grouped(holds(part, scope)) for part in node.conditions) or "false"


@holds.register
def _negation(node: Negation, scope: Scope) -> str:
    sql = f"({holds(node.condition, scope)})"
    certain = isinstance(node.condition, (Exists, IsGiven))
    return f"not {sql}" if certain else f"{sql} is not true"


@holds.register
def _exists(node: Exists, scope: Scope) -> str:
    return f"exists (select{query(node.source, scope).tables})"


@holds.register
def _is_given(node: IsGiven, scope: Scope) -> str:
    return scope.arguments.is_given(node.parameter)


@holds.register
def _of_kind(node: OfKind, scope: Scope) -> str:
    part = scope.arguments.raw(node.parameter).sql
    kinds = ", ".join(quoted(kind) for kind in (*node.kinds, "null"))
    return f"coalesce(jsonb_typeof({part}), 'null') in ({kinds})"


@holds.register
def _matches(node: Matches, scope: Scope) -> str:
    row, given = scope.row(node.row), scope.arguments.value(node.parameter)
    return f"{given.sql} is null or {matches(row.table.name)}({row.sql}.*, {given.sql})"


@holds.register
def _granted(node: Granted, scope: Scope) -> str:
    document = scope.column(node.row, node.column).sql
    known = scope.blueprint.authentication
    who = as_text(scope.caller.column(known.key)) if scope.caller and known else "null"
    return f"wirebase.grants({document}, {who}, {quoted(node.right)}, {quoted(node.everybody)})"


@holds.register
def _contains(node: Contains, scope: Scope) -> str:
    text = as_text(stored(node.text, scope))
    found = [_includes(as_text(stored(column, scope)), text) for column in node.columns]
    return " or ".join([f"coalesce({text}, '') = ''", *found])


@holds.register
def _compare(node: Compare, scope: Scope) -> str:
    sql = _comparison(node, scope)
    return f"{_is_missing(node.right, scope)} or {sql}" if node.optional else sql


def _is_missing(right: Expression, scope: Scope) -> str:
    if isinstance(right, Given):
        return scope.arguments.is_missing(right.parameter)
    return f"{atom(or_null(stored(right, scope)))} is null"


def _comparison(node: Compare, scope: Scope) -> str:
    left = stored(node.left, scope)
    match node.op:
        case Comparison.IS_NULL:
            return _is_null(left, node.right, scope)
        case Comparison.LIKE:
            return _includes(as_text(left), _as(node.right, Type.TEXT, scope))
        case Comparison.PREFIX:
            return f"starts_with({as_text(left)}, {_as(node.right, Type.TEXT, scope)})"
        case Comparison.REGEX:
            return f"wirebase.fits({as_text(left)}, {_as(node.right, Type.TEXT, scope)})"
        case Comparison.HAS:
            return _has(left, node.right, scope)
        case Comparison.HAS_ANY | Comparison.HAS_ALL:
            return _shares(left, node, scope)
        case Comparison.IN:
            return _in(left, node.right, scope)
        case _:
            return _binary(left, node, scope)


def _is_null(left: Value, right: Expression, scope: Scope) -> str:
    tested = atom(or_null(left))
    if isinstance(right, Constant):
        return f"{tested} is {'null' if right.value else 'not null'}"
    return f"({tested} is null) = {_as(right, Type.BOOLEAN, scope)}"


def _binary(left: Value, node: Compare, scope: Scope) -> str:
    if isinstance(node.right, Constant) and node.right.value is None:
        return f"{atom(or_null(left))} is {'not ' if node.op == Comparison.NE else ''}null"
    type, array = _meeting_type(left, stored(node.right, scope))
    one = cast(left, type, array=array)
    other = _as(node.right, type, scope, array=array)
    operator = OPERATORS.get(node.op, "is distinct from")
    return f"{atom(one)} {operator} {atom(other)}"


def _meeting_type(left: Value, right: Value) -> tuple[str, bool]:
    """The type in which two values are compared: the left one's, and text for documents."""
    if left.type == NULL:
        left = right
    if left.array:
        return left.type, True
    if left.type in (Type.JSONB, JSON):
        whole = right.type in (Type.JSONB, JSON)
        return (Type.JSONB if whole else Type.TEXT), False
    return (Type.TEXT if left.type == NULL else left.type), False


def _in(left: Value, right: Expression, scope: Scope) -> str:
    type = Type.TEXT if left.type in (Type.JSONB, JSON, NULL) else left.type
    return f"{atom(cast(left, type))} = any({_as(right, type, scope, array=True)})"


def _has(left: Value, right: Expression, scope: Scope) -> str:
    type = left.type if left.array else Type.TEXT
    items = left.sql if left.array else as_texts(left)
    return f"{atom(_as(right, type, scope))} = any({items})"


def _shares(left: Value, node: Compare, scope: Scope) -> str:
    """Whether two lists have an element in common, or the left one has all of the right one's."""
    type = left.type if left.array else Type.TEXT
    items = left.sql if left.array else as_texts(left)
    operator = "&&" if node.op is Comparison.HAS_ANY else "@>"
    return f"{atom(items)} {operator} {atom(_as(node.right, type, scope, array=True))}"


def _includes(text: str, part: str) -> str:
    return f"strpos(lower({text}), lower({part})) > 0"


def _as(node: Expression, type: str, scope: Scope, *, array: bool = False) -> str:
    """The value of an expression in a given type."""
    if isinstance(node, Given):
        return scope.arguments.cast(node.parameter, type, array=array, strict=False)
    return cast(stored(node, scope), type, array=array)
