"""The rows of a link table, made those that a list in the request names."""

from __future__ import annotations

from wirebase.blueprint.operations import SetLinks
from wirebase.blueprint.tables import Column, Table
from wirebase.build.assignments import assigned, needs_value, neutral
from wirebase.build.casts import Value, cast
from wirebase.build.effects import as_document, perform
from wirebase.build.names import identifier
from wirebase.build.nodes import given
from wirebase.build.parameters import part_of
from wirebase.build.scope import Scope
from wirebase.build.steps import Steps


@perform.register
def _set_links(effect: SetLinks, scope: Scope, steps: Steps) -> Scope:
    link = scope.table(effect.table)
    frame = scope.frame
    type = _column(link, effect.target, scope).type
    targets = frame.variable("targets", f"{type}[]")
    conditions = [scope.arguments.is_given(name) for name in given(effect.values)]
    with steps.when(" and ".join(conditions)):
        if effect.target_table and effect.match and effect.create_missing:
            steps.add(_creation(effect, scope))
        steps.add(f"{targets} := array({_targets(effect, type, scope)});")
        for statement in _replacement(effect, link, f"{frame.label}.{targets}", scope):
            steps.add(statement)
        steps.changed = True
    return scope


def _column(table: Table, name: str, scope: Scope) -> Column:
    if not table.has(name):
        raise scope.error(f"Table {table.name!r} has no column {name!r}")
    return table.column(name)


def _items(effect: SetLinks, scope: Scope) -> str:
    """The items of the list with their places, as FROM wants them."""
    items = as_document(effect.values, scope)
    return f"jsonb_array_elements({items}) with ordinality as listed(item, place)"


def _item(effect: SetLinks) -> Value:
    return part_of("listed.item", effect.pointer)


def _named(effect: SetLinks, scope: Scope) -> tuple[str, str, str]:
    """The target table, its column that the items name, and an item as a value of that column."""
    target = scope.table(effect.target_table)
    match = effect.match or target.primary_key[0]
    value = cast(_item(effect), _column(target, match, scope).type, strict=True)
    return f"public.{identifier(target.name)}", identifier(match), value


def _targets(effect: SetLinks, type: str, scope: Scope) -> str:
    """The query for the keys of the targets in the list's order."""
    items = _items(effect, scope)
    if not (effect.target_table and effect.match):
        value = cast(_item(effect), type, strict=True)
        return f"select {value} from {items} order by listed.place"
    table, match, value = _named(effect, scope)
    key = identifier(_referenced(effect, scope))
    joined = f"{items} join {table} as aimed on aimed.{match} = {value}"
    return f"select aimed.{key} from {joined} order by listed.place"


def _referenced(effect: SetLinks, scope: Scope) -> str:
    """The column of the target table that the link table's column holds."""
    for key in scope.table(effect.table).foreign_keys:
        if key.columns == (effect.target,) and key.table == effect.target_table:
            return key.references[0]
    return scope.table(effect.target_table).primary_key[0]


def _creation(effect: SetLinks, scope: Scope) -> str:
    """Makes a row for each item that names none."""
    target = scope.table(effect.target_table)
    table, match, value = _named(effect, scope)
    others = [
        column
        for column in target.columns
        if column.name != effect.match and needs_value(column, target)
    ]
    names = ", ".join([match, *(identifier(column.name) for column in others)])
    values = ", ".join(["wanted.name", *map(neutral, others)])
    order = 'wanted.name::text collate "C"' if effect.create_sorted else "wanted.place"
    wanted = f"select {value} as name, min(listed.place) as place from {_items(effect, scope)}"
    return (
        f"insert into {table} ({names}) select {values} from ({wanted} group by 1) as wanted"
        f" where wanted.name is not null"
        f" and not exists (select from {table} as aimed where aimed.{match} = wanted.name)"
        f" order by {order};"
    )


def _replacement(effect: SetLinks, link: Table, targets: str, scope: Scope) -> list[str]:
    table = f"public.{identifier(link.name)}"
    owner, target = identifier(effect.owner.column), identifier(effect.target)
    value = assigned(effect.owner, link, scope, otherwise="null")
    others = [
        column
        for column in link.columns
        if column.name not in (effect.owner.column, effect.target) and needs_value(column, link)
    ]
    names = ", ".join([owner, target, *(identifier(column.name) for column in others)])
    values = ", ".join([value, "wanted.key", *map(neutral, others)])
    those = f"from {table} as linked where linked.{owner} = {value}"
    wanted = (
        "select key, min(place) as place"
        f" from unnest({targets}) with ordinality as listed(key, place) group by key"
    )
    known = f"select {those} and linked.{target} = wanted.key"
    rows = f"select {values} from ({wanted}) as wanted where not exists ({known})"
    return [
        f"delete {those} and linked.{target} <> all({targets});",
        f"insert into {table} ({names}) {rows} order by wanted.place;",
    ]
