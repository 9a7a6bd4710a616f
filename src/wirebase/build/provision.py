"""New accounts with starting data of their own: copies of the rows of a template.

The keys of all copies are made first, so that copies can refer to one another in whatever order
they are inserted: `new_users` holds the new key of a user by the one in the template.
"""

from __future__ import annotations

from wirebase.blueprint.operations import Copied, Provision
from wirebase.blueprint.operations import FailureKind as Kind
from wirebase.blueprint.tables import Column, Default, Table, Type
from wirebase.build.assignments import default_of
from wirebase.build.casts import Value, as_text, cast
from wirebase.build.effects import perform, row_variable
from wirebase.build.literals import quoted
from wirebase.build.names import columns, identifier
from wirebase.build.order import declared, in_order
from wirebase.build.scope import Scope
from wirebase.build.sessions import account_query, authentication
from wirebase.build.steps import Steps

ANEW = frozenset({Default.IDENTITY, Default.UUID, Default.TOKEN, Default.RANDOM})
"""Defaults that differ from row to row: a copy gets its own."""


@perform.register
def _provision(effect: Provision, scope: Scope, steps: Steps) -> Scope:
    copies = _Copies(effect, scope)
    for table in copies.numbered:
        steps.add(copies.numbering(table))
    if copies.circular:
        steps.add("set constraints all deferred;")
    steps.add(*(copies.insertion(table) for table in copies.tables))
    if copies.circular:
        steps.add("set constraints all immediate;")
    steps.changed = True
    known = authentication(scope)
    account = row_variable(effect.alias, scope.table(known.table), scope)
    steps.add(account_query(copies.account(known.table, effect.account), account.sql, scope))
    with steps.when("not found"):
        steps.fail(Kind.UNAUTHORIZED, scope)
    return scope.holding(effect.alias, account)


class _Copies:
    """The statements that copy the rows of a template."""

    def __init__(self, effect: Provision, scope: Scope) -> None:
        self._effect = effect
        self._scope = scope
        self._copied = {copied.table: copied for copied in effect.tables}
        for name in self._copied:
            scope.table(name)
        self.tables = [t for t in in_order(scope.blueprint) if t.name in self._copied]
        self._new: dict[str, str] = {}
        self.numbered = [table for table in self.tables if self._is_numbered(table)]
        for table in self.numbered:
            self._new[table.name] = scope.frame.variable(f"new_{table.name}", "jsonb")

    @property
    def circular(self) -> bool:
        """Whether a table refers to one that is filled after it."""
        filled: set[str] = set()
        for table in self.tables:
            filled.add(table.name)
            needed = {key.table for key in declared(table, self._scope.blueprint)}
            if needed & self._copied.keys() - filled:
                return True
        return False

    def _is_numbered(self, table: Table) -> bool:
        """Whether the copies have keys of their own, not made of the keys of others."""
        if any(self._target(table, name) for name in table.primary_key):
            return False
        if len(table.primary_key) == 1:
            return True
        raise self._scope.error(
            f"The rows of {table.name!r} cannot be copied: nothing tells copies apart"
        )

    def _target(self, table: Table, column: str) -> str:
        """The copied table whose key the column holds; "" where there is none."""
        for key in table.foreign_keys:
            itself = key.table == table.name and column in table.primary_key
            if key.columns != (column,) or key.table not in self._copied or itself:
                continue
            if key.references == self._scope.table(key.table).primary_key:
                return key.table
        return ""

    def _keys_of(self, name: str) -> str:
        """The variable that holds the new keys of a table, or of the one whose keys it shares."""
        shared = [name]
        while shared[-1] not in self._new:
            table = self._scope.table(shared[-1])
            shared.append(self._target(table, table.primary_key[0]))
            if shared[-1] in shared[:-1]:
                raise self._scope.error(f"The keys of {name!r} are those of {name!r}")
        return f"{self._scope.frame.label}.{self._new[shared[-1]]}"

    def numbering(self, table: Table) -> str:
        """Makes the new keys, in the order of the template."""
        (name,) = table.primary_key
        old = as_text(_copied(table.column(name)))
        made = f"select {old} as old_key, {self._new_key(table)} as new_key{self._rows(table)}"
        into = f"jsonb_object_agg(numbered.old_key, numbered.new_key) into {self._new[table.name]}"
        return f"select {into} from ({made}) as numbered;"

    def _new_key(self, table: Table) -> str:
        column = table.column(table.primary_key[0])
        if column.default in ANEW:
            return default_of(column, table)
        if column.type in (Type.TEXT, Type.UUID):
            return cast(Value("gen_random_uuid()", Type.UUID), column.type)
        raise self._scope.error(f"Nothing makes new keys for copies of {table.name!r}")

    def insertion(self, table: Table) -> str:
        """Inserts the copies."""
        copied = self._copied[table.name]
        values = ", ".join(self._value(column, table, copied) for column in table.columns)
        names = columns(column.name for column in table.columns)
        into = f"insert into public.{identifier(table.name)} ({names})"
        return f"{into} select {values}{self._rows(table)};"

    def _rows(self, table: Table) -> str:
        """The rows of the template as `copied`, in order."""
        row = (
            f"jsonb_populate_record(null::public.{identifier(table.name)}, template.row) as copied"
        )
        which = f"template.name = {quoted(self._effect.template)}"
        return (
            f" from wirebase.templates as template, {row} where {which}"
            f" and template.table_name = {quoted(table.name)} order by template.place"
        )

    def _value(self, column: Column, table: Table, copied: Copied) -> str:
        value = _copied(column)
        target = self._target(table, column.name)
        if target:
            return f"coalesce({self._renewed(value, target)}, {value.sql})"
        if table in self.numbered and column.name in table.primary_key:
            return self._renewed(value, table.name)
        if column.default in ANEW:
            return default_of(column, table)
        moved = self._moved(value, column, table) if column.name in copied.moments else value.sql
        default = default_of(column, table)
        if column.nullable or not default:
            return moved
        return f"coalesce({moved}, {default})"

    def _renewed(self, value: Value, target: str) -> str:
        text = Value(f"{self._keys_of(target)} ->> {as_text(value)}", Type.TEXT)
        return cast(text, value.type, strict=True)

    def _moved(self, value: Value, column: Column, table: Table) -> str:
        """A time as far before the call as it was before the making of the template."""
        if column.type != Type.TIMESTAMPTZ or not self._effect.moment:
            raise self._scope.error(
                f"{table.name}.{column.name} cannot be moved to the time of the call"
            )
        since = f"now() - timestamptz {quoted(self._effect.moment)}"
        return f"{value.sql} + {self._scope.once('passed', 'interval', since)}"

    def account(self, table: str, key: str) -> str:
        """The key of the new account, as text."""
        if table not in self._copied:
            raise self._scope.error(f"The template {self._effect.template!r} has no account")
        return f"{self._keys_of(table)} ->> {quoted(key)}"


def _copied(column: Column) -> Value:
    return Value(f"copied.{identifier(column.name)}", column.type, column.array)
