"""A blueprint whose tables and columns are called otherwise."""

from __future__ import annotations

from collections.abc import Iterable

from wirebase.blueprint.document import Authentication, Blueprint, Question
from wirebase.blueprint.references import Names, followed, spoken
from wirebase.blueprint.tables import Table


def renamed(blueprint: Blueprint, names: Names) -> Blueprint:
    """The blueprint under other names, wherever it speaks of tables and columns."""
    known = blueprint.authentication
    return blueprint.model_copy(
        update={
            "tables": tuple(following(table, names) for table in blueprint.tables),
            "beside": tuple(following(table, names) for table in blueprint.beside),
            "operations": followed(blueprint, names),
            "vocabularies": spoken(blueprint, names),
            "authentication": known and _authentication(known, names),
            "questions": tuple(_question(question, names) for question in blueprint.questions),
        }
    )


def following(table: Table, names: Names) -> Table:
    """The table with its own names and those that it refers to after a change of names."""

    def renamed(columns: Iterable[str], of: str = table.name) -> tuple[str, ...]:
        return tuple(names.column(of, column) for column in columns)

    return table.model_copy(
        update={
            "name": names.table(table.name),
            "columns": tuple(
                column.model_copy(update={"name": names.column(table.name, column.name)})
                for column in table.columns
            ),
            "primary_key": renamed(table.primary_key),
            "unique": tuple(renamed(key) for key in table.unique),
            "owner": names.column(table.name, table.owner) if table.owner else "",
            "through": names.column(table.name, table.through) if table.through else "",
            "foreign_keys": tuple(
                key.model_copy(
                    update={
                        "columns": renamed(key.columns),
                        "table": names.table(key.table),
                        "references": renamed(key.references, key.table),
                    }
                )
                for key in table.foreign_keys
            ),
        }
    )


def _authentication(known: Authentication, names: Names) -> Authentication:
    return known.model_copy(
        update={
            "table": names.table(known.table),
            "key": names.column(known.table, known.key),
            "logins": tuple(names.column(known.table, login) for login in known.logins),
            "carriers": tuple(
                carrier.model_copy(update={"account_column": _place(carrier.account_column, names)})
                for carrier in known.carriers
            ),
        }
    )


def _question(question: Question, names: Names) -> Question:
    return question.model_copy(update={"about": _place(question.about, names)})


def _place(place: str, names: Names) -> str:
    """What `table` or `table.column` is called, whatever stands behind it."""
    table, *parts = place.split(".")
    if parts:
        parts[0] = names.column(table, parts[0])
    return ".".join([names.table(table), *parts])
