"""The captured rows as SQL: as the capture left them, or as they were before it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from wirebase.blueprint.dataset import Dataset, Record, RecordedAnswer
from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.tables import Column, Table
from wirebase.build.assignments import needs_value, neutral, sequence_of
from wirebase.build.literals import column_value, document, quoted
from wirebase.build.names import columns, identifier, relation
from wirebase.build.order import in_groups
from wirebase.build.rows import State, next_numbers, state
from wirebase.build.templates import template_lines

CHUNK = 500
"""Rows of one INSERT."""
LARGEST = 1_000_000
"""Characters after which an INSERT ends early."""


def seed(blueprint: Blueprint, dataset: Dataset, *, start: bool = False) -> Iterator[str]:
    """The statements, piece by piece, that fill an empty database."""
    moment = "before the capture" if start else "at the end of the capture"
    yield f"-- The rows as they were {moment}.\n\n"
    yield "set timezone = 'UTC';\n\n"
    now = state(blueprint, dataset, start=start)
    yield from _inserts(
        "insert into wirebase.templates (name, table_name, place, row)",
        template_lines(blueprint, dataset, now),
    )
    before, together, after = in_groups(blueprint)
    yield from _tables(before, now)
    if together:
        # Rows that refer to one another in a circle can only be checked once all of them are there.
        tag = f"$rows_{hashlib.sha256(blueprint.origin.salt.encode()).hexdigest()[:16]}$"
        yield f"do {tag}\nbegin\nset constraints all deferred;\n\n"
        yield from _tables(together, now)
        yield f"end {tag};\n\n"
    yield from _tables([*after, *blueprint.beside], now)
    for table, column, number in next_numbers(blueprint, dataset, start=start):
        yield _sequence(table, column, number)
    yield from access(
        dataset, _accounts_to_come(blueprint, dataset) if start else set(), start=start
    )
    yield from recorded(dataset.recorded)


def _tables(tables: list[Table], now: State) -> Iterator[str]:
    for table in tables:
        if left := now.left_out.get(table.name):
            name = identifier(table.name)
            yield f"-- {left} left out of {name}: what they refer to was not seen.\n"
        yield from row_inserts(table, now.rows.pop(table.name))


def row_inserts(table: Table, records: list[Record]) -> Iterator[str]:
    """The statements that add rows to a table, those that are there left as they are."""
    if not table.columns:
        return
    required = {column.name for column in table.columns if needs_value(column, table)}
    head = f"insert into {relation(table)} ({columns(c.name for c in table.columns)})"
    lines = (
        ", ".join(_value(record, column, column.name in required) for column in table.columns)
        for record in records
    )
    yield from _inserts(head, lines)


def _value(record: Record, column: Column, required: bool) -> str:
    value = record.get(column.name)
    if value is not None:
        return column_value(value, column)
    if required:
        return neutral(column)
    return "null" if column.nullable and column.name in record else "default"


def _inserts(head: str, lines: Iterator[str]) -> Iterator[str]:
    """INSERT statements over the lines, each of limited length; what is there already stays."""
    chunk: list[str] = []
    length = 0
    for line in lines:
        chunk.append(line)
        length += len(line)
        if len(chunk) == CHUNK or length > LARGEST:
            yield _insert(head, chunk)
            chunk, length = [], 0
    if chunk:
        yield _insert(head, chunk)


def _insert(head: str, lines: list[str]) -> str:
    rows = ",\n".join(f"  ({line})" for line in lines)
    return f"{head} values\n{rows}\non conflict do nothing;\n\n"


def _sequence(table: Table, column: Column, number: int) -> str:
    return f"select setval({sequence_of(column, table)}, {number}, false);\n"


def _accounts_to_come(blueprint: Blueprint, dataset: Dataset) -> set[str]:
    """The keys, as text, of the accounts that the capture saw being made."""
    known = blueprint.authentication
    rows = dataset.rows.get(known.table, []) if known else []
    made = [row.end for row in rows if row.start is None and row.end is not None]
    return {str(record.get(known.key)) for record in made} if known else set()


def access(dataset: Dataset, to_come: set[str], *, start: bool) -> Iterator[str]:
    """The statements for the credentials and sessions of the capture; an account yet to come has no
    session."""
    yield from _inserts(
        "insert into wirebase.credentials (account, login, password)",
        (
            f"{quoted(c.account)}, {quoted(c.login)}, {quoted(c.password)}"
            for c in dataset.credentials
            if (c.start if start else c.end)
        ),
    )
    yield from _inserts(
        "insert into wirebase.sessions (token, account)",
        (
            f"{quoted(s.token)}, {quoted(s.account)}"
            for s in dataset.sessions
            if s.account not in to_come
        ),
    )


def recorded(answers: list[RecordedAnswer]) -> Iterator[str]:
    """The statements that keep answers as they stood."""
    yield from _inserts(
        "insert into wirebase.recorded_answers"
        " (operation, path, query, body, status, headers, answer)",
        (
            f"{quoted(a.operation)}, {quoted(a.path)}, {quoted(a.query)}, {quoted(a.body)},"
            f" {a.status}, {quoted(_headers(a))}, {quoted(a.answer)}"
            for a in answers
        ),
    )


def _headers(answer: RecordedAnswer) -> str:
    return document([{name: value} for name, value in answer.headers])
