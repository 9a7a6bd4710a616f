"""Where operations refer to tables and columns, and how those references follow a change.

What cannot be without a column that goes, goes as well: the member that shows it, the assignment
that sets it. A condition that narrows rows is never merely left out, since the operation would
then show or change more rows than the app did; the part that holds it goes instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.expressions import (
    Caller,
    Compare,
    Contains,
    Field,
    Fresh,
    Join,
    Object,
    Source,
    Total,
)
from wirebase.blueprint.operations import (
    CloseSession,
    Copied,
    Failure,
    Find,
    Insert,
    Login,
    OpenSession,
    Operation,
    Provision,
    SetCredentials,
    SetLinks,
    Update,
)
from wirebase.blueprint.vocabulary import ROW, Vocabulary
from wirebase.model import Model


class Gone(Exception):
    """What was referred to is no longer there."""


class Names(Protocol):
    """What tables and columns are called after a change; raises Gone where they are no more."""

    def table(self, name: str) -> str: ...

    def column(self, table: str, name: str) -> str: ...


@dataclass(frozen=True)
class Renamed:
    """Other names for tables, and for columns by the old name of their table."""

    tables: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def table(self, name: str) -> str:
        return self.tables.get(name, name)

    def column(self, table: str, name: str) -> str:
        return self.columns.get((table, name), name)


@dataclass(frozen=True)
class Dropped:
    """A table, or one of its columns, that goes."""

    name: str
    gone: str = ""
    """The column; "" where the whole table goes."""

    def table(self, name: str) -> str:
        if name == self.name and not self.gone:
            raise Gone
        return name

    def column(self, table: str, name: str) -> str:
        if table == self.name and (not self.gone or name == self.gone):
            raise Gone
        return name


def followed(blueprint: Blueprint, names: Names) -> tuple[Operation, ...]:
    """The operations after a change of names; those that cannot be without what went are left out."""
    known = blueprint.authentication
    account = known.table if known else ""
    kept = []
    for operation in blueprint.operations:
        try:
            scope = _operation_scope(operation, account)
            kept.append(_Follower(names, account, blueprint).model(operation, scope))
        except Gone:
            continue
    return tuple(kept)


def spoken(blueprint: Blueprint, names: Names) -> tuple[Vocabulary, ...]:
    """The vocabularies after a change of names, without the terms of what went."""
    known = blueprint.authentication
    follower = _Follower(names, known.table if known else "", blueprint)
    kept = []
    for vocabulary in blueprint.vocabularies:
        try:
            kept.append(follower.model(vocabulary, {ROW: vocabulary.table}))
        except Gone:
            continue
    return tuple(kept)


def users(blueprint: Blueprint, table: str, column: str = "") -> list[Operation]:
    """The operations that refer to a table, or to one of its columns."""
    after = {o.name: o for o in followed(blueprint, Dropped(table, column))}
    return [o for o in blueprint.operations if after.get(o.name) != o]


type _Scope = dict[str, str]
"""The table of each row in scope, by alias."""


def _operation_scope(operation: Operation, account: str) -> _Scope:
    scope: _Scope = {}
    for effect in _effects(operation.effects):
        match effect:
            case Find():
                scope |= _source_scope(effect.source)
            case Insert() | Update():
                scope[effect.alias] = effect.table
            case Login() | Provision():
                scope[effect.alias] = account
    return scope


def _effects(effects: tuple[Any, ...]) -> list[Any]:
    flat = []
    for effect in effects:
        flat += [effect, *_effects(getattr(effect, "effects", ()))]
    return flat


def _source_scope(source: Source) -> _Scope:
    return {source.alias: source.table} | {join.alias: join.table for join in source.joins}


def _is_dispensable(parent: Model, name: str, item: object) -> bool:
    """Whether the item of a list may merely be left out."""
    match parent, name:
        case (Object(), "members") | (Contains(), "columns"):
            return True
        case (Source(), "order") | (Insert() | Update(), "values"):
            return True
        case (Vocabulary(), "terms"):
            return True
        case (Operation(), "answers" | "failures") | (Provision(), "tables"):
            return True
        case Source(), "where":
            return isinstance(item, Compare) and item.optional
    return False


class _Follower:
    """Rebuilds the parts of an operation with other names."""

    def __init__(self, names: Names, account: str, blueprint: Blueprint) -> None:
        self._names = names
        self._account = account
        self._blueprint = blueprint

    def model[M: Model](self, part: M, scope: _Scope) -> M:
        source = part if isinstance(part, Source) else getattr(part, "source", None)
        if isinstance(source, Source):
            scope = scope | _source_scope(source)
        changes: dict[str, Any] = {}
        for name in type(part).model_fields:
            value = getattr(part, name)
            if isinstance(value, (Model, tuple)):
                changed = self._field(part, name, value, scope)
                if changed is not value:
                    changes[name] = changed
        moved = part.model_copy(update=changes) if changes else part
        names = {k: v for k, v in self._named(moved, scope).items() if v != getattr(moved, k)}
        return moved.model_copy(update=names) if names else moved

    def _field(self, parent: Model, name: str, value: Any, scope: _Scope) -> Any:
        if isinstance(value, tuple):
            return self._items(parent, name, value, scope)
        try:
            return self.model(value, scope)
        except Gone:
            if isinstance(parent, Failure) and name == "body":
                return None
            raise

    def _items(
        self, parent: Model, name: str, items: tuple[Any, ...], scope: _Scope
    ) -> tuple[Any, ...]:
        kept = []
        for item in items:
            try:
                kept.append(self._item(parent, item, scope))
            except Gone:
                if not _is_dispensable(parent, name, item):
                    raise
        if items and not kept and name in ("answers", "columns", "values"):
            raise Gone
        same = len(kept) == len(items) and all(a is b for a, b in zip(kept, items, strict=True))
        return items if same else tuple(kept)

    def _item(self, parent: Model, item: Any, scope: _Scope) -> Any:
        changed = self.model(item, scope) if isinstance(item, Model) else item
        if isinstance(parent, (Insert, Update)) and hasattr(item, "column"):
            column = self._names.column(parent.table, item.column)
            if column != item.column:
                changed = changed.model_copy(update={"column": column})
        return changed

    def _named(self, part: Model, scope: _Scope) -> dict[str, Any]:
        """The names that the part itself holds, after the change."""
        names = self._names
        match part:
            case Field():
                table = scope.get(part.row, "")
                return {"column": names.column(table, part.column)}
            case Caller():
                return {"column": names.column(self._account, part.column)}
            case Total() if part.column:
                return {"column": names.column(part.source.table, part.column)}
            case Fresh() if part.table:
                return {
                    "table": names.table(part.table),
                    "column": names.column(part.table, part.column),
                }
            case SetLinks():
                return self._links(part)
            case Copied():
                moments = (m for m in part.moments if not self._is_gone(part.table, m))
                return {
                    "table": names.table(part.table),
                    "moments": tuple(names.column(part.table, m) for m in moments),
                }
            case Source() | Join() | Insert() | Update():
                return {"table": names.table(part.table)}
            case Login() | Provision() | SetCredentials() | OpenSession() | CloseSession():
                names.table(self._account)
            case Vocabulary():
                return {"table": names.table(part.table)}
            case Operation() if part.table:
                return {"table": names.table(part.table)}
        return {}

    def _is_gone(self, table: str, column: str) -> bool:
        try:
            self._names.column(table, column)
        except Gone:
            return True
        return False

    def _links(self, part: SetLinks) -> dict[str, Any]:
        names = self._names
        owner = part.owner.model_copy(
            update={"column": names.column(part.table, part.owner.column)}
        )
        new: dict[str, Any] = {
            "table": names.table(part.table),
            "owner": owner,
            "target": names.column(part.table, part.target),
        }
        if part.target_table:
            new["target_table"] = names.table(part.target_table)
            if part.match:
                new["match"] = names.column(part.target_table, part.match)
        return new
