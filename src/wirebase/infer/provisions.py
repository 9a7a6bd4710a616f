"""Provisions: how an anonymous login gives a new account the starting data of a captured one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wirebase.blueprint.dataset import Record, TemplateRow
from wirebase.blueprint.operations import Copied, Operation, Provision
from wirebase.blueprint.tables import Table, Type
from wirebase.infer.moments import created, seconds, written
from wirebase.infer.relations import Link
from wirebase.infer.scope import Knowledge
from wirebase.infer.stamps import CREATED, TOUCHED
from wirebase.infer.tenants import Tenant

type Key = tuple[str, str]


def provision(known: Knowledge, name: str, alias: str, made: Iterable[Tenant]) -> Provision:
    """The effect that makes an account like the one of these of which most was seen."""
    tenant = max(made, key=lambda t: sum(map(len, t.rows.values())))
    tables = [known.schema.tables[entity] for entity in tenant.rows]
    moments = {
        table.name: _moments(table, known, tenant, entity)
        for entity, table in zip(tenant.rows, tables, strict=True)
    }
    links = [link.name for link in known.found.distinct_links() if _pairs(known, tenant, link)]
    return Provision(
        alias=alias,
        template=name,
        account=tenant.account,
        tables=(
            *(Copied(table=name, moments=columns) for name, columns in moments.items()),
            *(Copied(table=name) for name in links),
        ),
        moment=written(_last(known, tenant)),
        evidence=tenant.evidence,
    )


def template_rows(known: Knowledge, operations: Iterable[Operation]) -> Iterator[TemplateRow]:
    """The rows that the operations copy: the starting data as the captured login made them."""
    for effect in (e for o in operations for e in o.effects if isinstance(e, Provision)):
        tenant = next(t for t in known.tenants.values() if t.account == effect.account)
        for entity, keys in tenant.rows.items():
            table = known.schema.tables[entity]
            columns = _moments(table, known, tenant, entity)
            for key in keys:
                record = known.schema.record(entity, key, tenant.index)
                past = _no_later(record, columns, known, tenant, (entity, key))
                yield TemplateRow(effect.template, table.name, past)
        for link in known.found.distinct_links():
            for pair in _pairs(known, tenant, link):
                yield TemplateRow(effect.template, link.name, known.schema.link_record(link, pair))


def _pairs(known: Knowledge, tenant: Tenant, link: Link) -> list[Key]:
    """The rows of a link table that belong to the tenant: one side does, and both are there."""
    left, right = known.state(link.left, tenant.index), known.state(link.right, tenant.index)
    return [
        (one, two)
        for one, two in known.pairs(link, tenant.index)
        if one in left
        and two in right
        and (tenant.owns(link.left, one) or tenant.owns(link.right, two))
    ]


def _moments(table: Table, known: Knowledge, tenant: Tenant, entity: str) -> tuple[str, ...]:
    """The columns that tell when a row was made or changed, or that hold that time in every row."""
    return tuple(
        column.name
        for column in table.columns
        if column.type is Type.TIMESTAMPTZ
        and (column.name in CREATED | TOUCHED or _covered(column.name, known, tenant, entity))
    )


def _covered(name: str, known: Knowledge, tenant: Tenant, entity: str) -> bool:
    state = known.state(entity, tenant.index)
    told = [v for key in tenant.rows[entity] if (v := state[key].get(name)) is not None]
    return bool(told) and all(tenant.covers(value) for value in told)


def _last(known: Knowledge, tenant: Tenant) -> float:
    """When the last of the rows was made."""
    lives = (known.past.rows[entity][key] for entity, keys in tenant.rows.items() for key in keys)
    told = (moment for life in lives if (moment := created(life)) is not None)
    return max((m for m in told if m <= tenant.until), default=tenant.until)


def _no_later(
    record: Record, columns: tuple[str, ...], known: Knowledge, tenant: Tenant, row: Key
) -> Record:
    """The row with no time after the login: changed rows that were seen late count as unchanged."""
    made = created(known.past.rows[row[0]][row[1]])
    unchanged = written(made if made is not None else _last(known, tenant))
    late = [c for c in columns if (seconds(record.get(c)) or 0.0) > tenant.until]
    return {**record, **dict.fromkeys(late, unchanged)}
