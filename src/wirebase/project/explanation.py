"""Explanations: why a table, a column or an endpoint is as it is, in the words of its evidence."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.operations import Operation, Parameter
from wirebase.blueprint.tables import Column, ForeignKey, Kind, Table
from wirebase.errors import UsageError
from wirebase.evidence import Evidence
from wirebase.model import Model


class Explanation(Model):
    """What something is, and why."""

    about: str
    """`books`, `books.author_id`, `GET /api/books`, or the name of a part."""
    told: str
    """What was decided."""
    evidence: Evidence = Evidence()
    parts: tuple[Explanation, ...] = ()
    open: tuple[str, ...] = ()
    """What the evidence leaves open, and what would settle it."""


def explain(blueprint: Blueprint, about: str) -> Explanation:
    """Why `about` is as it is: a table, a `table.column`, or an endpoint by its name or its method and
    path. UsageError, with names that are near, where there is no such thing."""
    wanted = about.strip()
    for table in blueprint.every_table:
        if wanted == table.name:
            return _table(blueprint, table)
        name, _, column = wanted.rpartition(".")
        if name == table.name and table.has(column):
            return _column(blueprint, table, table.column(column))
        for field in table.computed:
            if name == table.name and column == field.field:
                told = "shown by answers, and no column"
                return Explanation(about=wanted, told=told, evidence=field.evidence)
    for operation in blueprint.operations:
        if wanted in (operation.name, f"{operation.method} {operation.path}"):
            return _operation(blueprint, operation)
    raise _unknown(blueprint, wanted)


def overview(blueprint: Blueprint) -> Explanation:
    """Each table and endpoint in a line."""
    tables = (Explanation(about=table.name, told=_kind(table)) for table in blueprint.tables)
    endpoints = (
        Explanation(about=f"{o.method} {o.path}", told=_does(o)) for o in blueprint.operations
    )
    told = f"{len(blueprint.tables)} tables, {len(blueprint.operations)} endpoints"
    return Explanation(about=blueprint.name, told=told, parts=(*tables, *endpoints))


def _table(blueprint: Blueprint, table: Table) -> Explanation:
    columns = (_brief(_column(blueprint, table, column)) for column in table.columns)
    computed = (
        Explanation(
            about=f"{table.name}.{field.field}",
            told="shown, and no column",
            evidence=field.evidence,
        )
        for field in table.computed
    )
    return Explanation(
        about=table.name,
        told=_kind(table),
        evidence=table.evidence,
        parts=(*columns, *computed),
        open=_questions(blueprint, table.name),
    )


def _column(blueprint: Blueprint, table: Table, column: Column) -> Explanation:
    place = f"{table.name}.{column.name}"
    keys = (_reference(key) for key in table.foreign_keys if column.name in key.columns)
    return Explanation(
        about=place,
        told=", ".join(_facts(table, column)),
        evidence=column.evidence,
        parts=tuple(keys),
        open=_questions(blueprint, place),
    )


def _facts(table: Table, column: Column) -> Iterator[str]:
    yield f"{column.type.value}[]" if column.array else column.type.value
    if column.name in table.primary_key:
        yield "primary key"
    elif not column.nullable:
        yield "required"
    if column.unique:
        yield "unique"
    if column.values:
        yield f"one of {', '.join(column.values)}"
    if column.role.value != "stored":
        yield column.role.value
    if other := [name for name in column.fields if name != column.name]:
        yield f"shown as {', '.join(other)}"


def _reference(key: ForeignKey) -> Explanation:
    to = f"{key.table}.{', '.join(key.references)}"
    unseen = "" if key.enforced else ", not declared: nothing says that each value is a row"
    return Explanation(
        about=", ".join(key.columns), told=f"refers to {to}{unseen}", evidence=key.evidence
    )


def _operation(blueprint: Blueprint, operation: Operation) -> Explanation:
    return Explanation(
        about=f"{operation.method} {operation.path}",
        told=_does(operation),
        evidence=operation.evidence,
        parts=tuple(_parameter(parameter) for parameter in operation.parameters)
        + tuple(
            Explanation(
                about=str(failure.status), told=f"where {failure.kind}", evidence=failure.evidence
            )
            for failure in operation.failures
        ),
        open=_questions(blueprint, operation.name),
    )


def _parameter(parameter: Parameter) -> Explanation:
    told = parameter.meaning or f"a value in the {parameter.place.value}"
    return Explanation(
        about=parameter.key or parameter.name, told=told, evidence=parameter.evidence
    )


def _kind(table: Table) -> str:
    kinds = {
        Kind.LINK: "links two tables",
        Kind.SINGLETON: "one row",
        Kind.DERIVED: "what answers show of rows and no column holds",
    }
    key = f"key {', '.join(table.primary_key)}" if table.primary_key else "no key"
    return ", ".join(
        filter(None, (kinds.get(table.kind, ""), f"{len(table.columns)} columns", key))
    )


def _does(operation: Operation) -> str:
    return " ".join(filter(None, (operation.verb.value, operation.table)))


def _brief(told: Explanation) -> Explanation:
    """The same with the claim of its evidence alone."""
    evidence = told.evidence.model_copy(update={"parts": (), "exchanges": ()})
    return told.model_copy(update={"evidence": evidence})


def _questions(blueprint: Blueprint, about: str) -> tuple[str, ...]:
    return tuple(
        f"{question.text} {question.settle}".strip()
        for question in blueprint.questions
        if question.about == about
    )


def _unknown(blueprint: Blueprint, wanted: str) -> UsageError:
    names = [table.name for table in blueprint.every_table]
    names += [f"{t.name}.{column.name}" for t in blueprint.every_table for column in t.columns]
    names += [f"{o.method} {o.path}" for o in blueprint.operations]
    near = get_close_matches(wanted, names, n=3, cutoff=0.5)
    told = f"Did you mean {', '.join(near)}?" if near else "Without a name, all are listed."
    return UsageError("There is no such table, column or endpoint", where=wanted, next=told)
