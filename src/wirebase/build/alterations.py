"""Changes of the tables of a database that holds rows, from one blueprint to the next.

First goes what stands in the way, under its old name; then names change; then the new comes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from wirebase.blueprint.difference import Difference
from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.renaming import following
from wirebase.blueprint.tables import Column, Default, Table
from wirebase.build.assignments import (
    INTEGERS,
    default_of,
    needs_value,
    neutral,
    sequence_of,
    sql_type,
)
from wirebase.build.casts import Value, cast
from wirebase.build.comments import Place, comment, comments
from wirebase.build.constraints import Constraint, Kind, constraints
from wirebase.build.derived_tables import derived_changes, derived_table
from wirebase.build.literals import quoted
from wirebase.build.moves import beside_again, beside_aside, moved_in, put_aside
from wirebase.build.names import identifier, relation
from wirebase.build.order import in_order
from wirebase.build.policies import anonymous, table_policies, without_policies
from wirebase.build.tables import added, column_line, created, trigger


def alterations(change: Difference) -> list[str]:
    """The statements that make the tables of `before` into those of `after`, rows kept."""
    return [*_Alterations(change).statements()]


def moved(change: Difference) -> Blueprint:
    """The tables as they were before, under the names of after."""
    names = change.names
    tables = tuple(following(table, names) for table in change.before.tables)
    return change.before.model_copy(update={"tables": tables, "operations": ()})


class _Alterations:
    def __init__(self, change: Difference) -> None:
        self._change = change
        self._moved = moved(change)
        self._was = {table.name: table for table in self._moved.tables}
        self._known = constraints(change.after)
        self._kept: dict[str, str] = {}
        """The name of each constraint that stays, before and after."""
        self._dropped: list[Constraint] = []
        self._match()

    def _match(self) -> None:
        after = {_key(one): one for one in self._known}
        pairs = zip(constraints(self._change.before), constraints(self._moved), strict=True)
        for old, one in pairs:
            same = after.get(_key(one))
            if same is None or self._is_touched(one):
                self._dropped.append(old)
            else:
                self._kept[old.name] = same.name

    def _is_touched(self, one: Constraint) -> bool:
        """Whether it cannot stand while a column of it gets another type."""
        if one.kind not in (Kind.FOREIGN, Kind.CHECK):
            return False
        own = [(one.table, column) for column in one.columns]
        others = [(one.refers[0], column) for column in one.refers[1]] if one.refers else []
        return not self._change.retyped.isdisjoint([*own, *others])

    def statements(self) -> Iterator[str]:
        yield from self._departures()
        yield from self._renames()
        yield from self._arrivals()
        yield from self._triggers()
        yield from self._policies()
        yield from self._comments()

    # What goes, under the names of before

    def _departures(self) -> Iterator[str]:
        change = self._change
        for table in change.before.tables:
            if table.name in change.tables:
                if self._has_other_policies(table):
                    yield without_policies(table)
                if self._has_other_trigger(table) and trigger(table):
                    yield f"drop trigger touch on public.{identifier(table.name)};\n"
        for one in sorted(self._dropped, key=lambda one: one.kind != Kind.FOREIGN):
            yield from self._departure(one)
        stay = {table.name for table in change.after.beside}
        for table in change.before.beside:
            if table.name in self._rehomed:
                yield from beside_aside(table)
            elif table.name not in stay:
                yield f"drop table {relation(table)};\n"
        yield from put_aside(change)
        for table in reversed(in_order(change.before)):
            if table.name not in change.tables:
                yield f"drop table public.{identifier(table.name)};\n"
        for table, column in change.gone_columns:
            yield _alter(table.name, f"drop column {identifier(column.name)}")

    def _departure(self, one: Constraint) -> Iterator[str]:
        gone = one.table not in self._change.tables
        if gone and one.kind != Kind.FOREIGN:
            return  # It goes with its table.
        name = identifier(one.name)
        if one.kind == Kind.INDEX:
            yield f"drop index public.{name};\n"
        elif one.kind == Kind.SEQUENCE:
            yield _alter(one.table, f"alter column {identifier(one.columns[0])} drop default")
            yield f"drop sequence public.{name};\n"
        else:
            yield _alter(one.table, f"drop constraint {name}")

    # Names

    def _renames(self) -> Iterator[str]:
        change = self._change
        for old, new in _in_turn(change.tables):
            yield _alter(old, f"rename to {identifier(new)}")
        for table, name in change.tables.items():
            columns = {c: new for (of, c), new in change.columns.items() if of == table}
            for old, new in _in_turn(columns):
                yield _alter(name, f"rename column {identifier(old)} to {identifier(new)}")
        known = {one.name: one for one in self._known}
        goals = dict(self._kept)
        for old, new in _in_turn(self._kept):
            goals[new] = goals[old]
            yield _rename_constraint(known[goals[old]], old, new)
        yield from _template_renames(change)

    # What comes, under the names of after

    def _arrivals(self) -> Iterator[str]:
        change = self._change
        new = {table.name for table in change.new_tables}
        for table in in_order(change.after):
            if table.name in new:
                yield created(table, self._known)
        for table, column in change.new_columns:
            yield from _new_column(table, column)
        for table, was, column in change.kept_columns:
            yield from _altered(table, was, column)
        yield from moved_in(change)
        stayed = set(self._kept.values())
        for one in self._known:
            own = one.table in new and one.kind not in (Kind.FOREIGN, Kind.INDEX)
            if one.name not in stayed and not own:
                yield added(one)
                if one.kind == Kind.SEQUENCE:
                    yield _continued(change.after.table(one.table), one.columns[0])
        there = {table.name: table for table in change.before.beside}
        for table in change.after.beside:
            if table.name in self._rehomed:
                yield derived_table(table, change.after)
                yield beside_again(there[table.name], table, change.after)
            elif table.name in there:
                yield from derived_changes(there[table.name], table)
            else:
                yield derived_table(table, change.after)

    @cached_property
    def _rehomed(self) -> set[str]:
        """The tables beside one that has become part of another, or is a table of its own again."""
        goals = {table.name: table.foreign_keys[0].table for table in self._change.after.beside}
        return {
            table.name
            for table in self._change.before.beside
            if (goal := goals.get(table.name))
            and goal != self._change.tables.get(table.foreign_keys[0].table)
        }

    def _triggers(self) -> Iterator[str]:
        stayed = set(self._change.tables.values())
        old = {new: old for old, new in self._change.tables.items()}
        for table in self._change.after.tables:
            if table.name in stayed:
                if self._has_other_trigger(self._change.before.table(old[table.name])):
                    yield trigger(table)
            else:
                yield trigger(table)

    def _has_other_trigger(self, table: Table) -> bool:
        after = self._change.after.table(self._change.tables[table.name])
        return trigger(self._was[after.name]) != trigger(after) or (
            # Its arguments are names of columns, which do not follow by themselves.
            bool(trigger(table)) and _touched(table) != _touched(after)
        )

    # Who may see what

    def _has_other_policies(self, table: Table) -> bool:
        """Whether the policies of a table that stays, given as it was, are others after."""
        change = self._change
        after = change.after.table(change.tables[table.name])
        retyped = any(place[0] == after.name for place in change.retyped)
        was = table_policies(self._was[after.name], table.name in self._open_before)
        return retyped or was != table_policies(after, after.name in self._open_after)

    def _policies(self) -> Iterator[str]:
        old = {new: old for old, new in self._change.tables.items()}
        for table in self._change.after.tables:
            before = old.get(table.name)
            if before is None or self._has_other_policies(self._change.before.table(before)):
                yield table_policies(table, table.name in self._open_after)

    @cached_property
    def _open_before(self) -> set[str]:
        return anonymous(self._change.before)

    @cached_property
    def _open_after(self) -> set[str]:
        return anonymous(self._change.after)

    # What is said of it

    def _comments(self) -> Iterator[str]:
        change = self._change
        was: dict[Place, str] = {}
        for table in change.before.tables:
            if table.name in change.tables:
                for (name, column), text in comments(table, change.before).items():
                    after = change.columns.get((name, column), "") if column else ""
                    if after or not column:
                        was[change.tables[name], after] = text
        now: dict[Place, str] = {}
        for table in change.after.tables:
            now |= comments(table, change.after)
        for place in {**was, **now}:
            if was.get(place) != now.get(place):
                yield comment(place, now.get(place, ""))


def _key(one: Constraint) -> tuple[object, ...]:
    definition = "" if one.kind == Kind.SEQUENCE else one.definition
    return (one.table, one.kind, one.columns, definition)


def _alter(table: str, what: str) -> str:
    return f"alter table public.{identifier(table)} {what};\n"


def _touched(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.touched]


def _in_turn(names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The changes of names, one after the other, none of which takes a name that is still in use."""
    left = {old: new for old, new in names.items() if old != new}
    while left:
        free = [old for old, new in left.items() if new not in left]
        if not free:
            # A circle: one of them steps aside.
            old = next(iter(left))
            aside = f"{old[:50]} (moving)"
            yield old, aside
            left[aside] = left.pop(old)
            continue
        for old in free:
            yield old, left.pop(old)


def _rename_constraint(one: Constraint, old: str, new: str) -> str:
    names = f"{identifier(old)} rename to {identifier(new)}"
    if one.kind == Kind.INDEX:
        return f"alter index public.{names};\n"
    if one.kind == Kind.SEQUENCE:
        return f"alter sequence public.{names};\n"
    return _alter(one.table, f"rename constraint {identifier(old)} to {identifier(new)}")


def _template_renames(change: Difference) -> Iterator[str]:
    """Rows that new accounts start with are kept as documents, by the names of their tables."""
    copied = {
        copied.table
        for operation in change.after.operations
        for effect in operation.effects
        for copied in getattr(effect, "tables", ())
    }
    moves = [*change.merged, *change.parted]
    tables = list(change.tables.items()) + [(moved.table, moved.into) for moved in moves]
    columns = [
        (table, change.tables[table], old, new) for (table, old), new in change.columns.items()
    ]
    columns += [(m.table, m.into, old, new) for m in moves for old, new in m.columns.items()]
    for table, into, old, new in columns:
        if into in copied and old != new:
            yield (
                f"update wirebase.templates set row = row - {quoted(old)}"
                f" || jsonb_build_object({quoted(new)}, row -> {quoted(old)})\n"
                f"  where table_name = {quoted(table)} and row ? {quoted(old)};\n"
            )
    for old, new in tables:
        if new in copied and old != new:
            yield (
                f"update wirebase.templates set table_name = {quoted(new)}"
                f" where table_name = {quoted(old)};\n"
            )


def _new_column(table: Table, column: Column) -> Iterator[str]:
    if not needs_value(column, table) or column.nullable:
        yield _alter(table.name, f"add column {column_line(column, table)}")
        return
    loose = column.model_copy(update={"nullable": True})
    yield _alter(table.name, f"add column {column_line(loose, table)}")
    yield from _filled(table, column)


def _filled(table: Table, column: Column) -> Iterator[str]:
    """Requires a value, after giving one to the rows that have none."""
    name = identifier(column.name)
    value = neutral(column) if needs_value(column, table) else "default"
    refers = any(column.name in key.columns for key in table.foreign_keys)
    if column.default != Default.NONE or not refers:
        place = f"public.{identifier(table.name)}"
        yield f"update {place} set {name} = {value} where {name} is null;\n"
    yield _alter(table.name, f"alter column {name} set not null")


def _altered(table: Table, was: Column, column: Column) -> Iterator[str]:
    name = f"alter column {identifier(column.name)}"
    retyped = (was.type, was.array) != (column.type, column.array)
    filled = _default(was, table), _default(column, table)
    renewed = retyped or filled[0] != filled[1]
    if renewed and _is_identity(was):
        yield _alter(table.name, f"{name} drop identity")
    elif renewed and filled[0]:
        yield _alter(table.name, f"{name} drop default")
    if retyped:
        value = Value(identifier(column.name), was.type, was.array)
        using = cast(value, column.type, array=column.array, strict=True)
        yield _alter(table.name, f"{name} type {sql_type(column)} using {using}")
    if renewed and filled[1] and not _is_identity(column):
        yield _alter(table.name, f"{name} set default {filled[1]}")
    if was.nullable and not column.nullable:
        yield from _filled(table, column)
    elif column.nullable and not was.nullable:
        yield _alter(table.name, f"{name} drop not null")
    if renewed and _is_identity(column):
        yield _alter(table.name, f"{name} add generated by default as identity")
        yield _continued(table, column.name)


def _is_identity(column: Column) -> bool:
    return column.default == Default.IDENTITY and column.type in INTEGERS


def _default(column: Column, table: Table) -> str:
    """What fills the column; of running numbers that are no integers, their sequence does."""
    if column.default == Default.IDENTITY:
        return "identity" if column.type in INTEGERS else ""
    return default_of(column, table)


def _continued(table: Table, column: str) -> str:
    """Lets a new sequence go on after the numbers that are there."""
    sequence = sequence_of(table.column(column), table)
    name = identifier(column)
    return (
        f"select setval({sequence}, coalesce(max({name}::text::bigint), 0) + 1, false)"
        f" from public.{identifier(table.name)};\n"
    )
