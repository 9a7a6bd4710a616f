"""The readable report: what was found in a capture, and how faithfully it is answered."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from wirebase.blueprint.document import Blueprint, Question, Stream
from wirebase.blueprint.tables import Column, ForeignKey, Kind, Table
from wirebase.verify.compare import Kind as Difference
from wirebase.verify.fidelity import Deviation, Endpoint, Fidelity, Scores

FILE = "report.md"

_MOST_DIFFERENCES = 5
"""Of an endpoint, in the report; the document has more."""

_LEGEND = """\
*status*: the recorded HTTP status came back. *shape*: the JSON has the recorded paths with the
recorded types, and no others. *value*: the recorded values came back; timestamps, tokens and other
values that no two runs share are compared by type. *exact*: all three. New identifiers stand for
the recorded ones."""


def save(path: Path, blueprint: Blueprint, fidelity: Fidelity | None, problem: str = "") -> None:
    """Writes the report whole or not at all."""
    draft = path.with_name(path.name + ".partial")
    draft.write_text(report(blueprint, fidelity, problem), "utf-8")
    os.replace(draft, path)


def report(blueprint: Blueprint, fidelity: Fidelity | None, problem: str = "") -> str:
    """The report in Markdown; without a fidelity it says by what `problem` there is none."""
    sections = [
        [f"# {blueprint.name}", f"From the traffic with {blueprint.origin.url}."],
        _summary(fidelity, problem),
        _left_out(fidelity.left_out if fidelity else blueprint.dropped),
        _folded(blueprint.folded),
        _tables(blueprint.tables),
        _endpoints(blueprint, fidelity),
        _differences(fidelity),
        _unexplained(fidelity),
        _streams(blueprint.streams),
        _questions(blueprint.questions),
    ]
    return "\n\n".join(part for section in sections for part in section) + "\n"


def percent(share: float | None) -> str:
    """A share as a person reads it; 100 % only where nothing is missing.

    >>> percent(1.0), percent(0.9996), percent(0.42), percent(None)
    ('100 %', '99.9 %', '42 %', '–')
    """
    if share is None:
        return "–"
    if 0.99 <= share < 1:
        return f"{int(share * 1000) / 10:g} %"
    return f"{share * 100:.0f} %"


def _summary(fidelity: Fidelity | None, problem: str) -> list[str]:
    if fidelity is None:
        return ["## Fidelity", f"Not measured: {problem or 'no replay was run'}"]
    state = "as they were before the capture" if fidelity.state == "start" else "as it left them"
    rows = [["exchanges", *_SCORES], [str(fidelity.total.exchanges), *_shares(fidelity.total)]]
    return [
        "## Fidelity",
        (
            f"{' and '.join(fidelity.captures)} sent again to a fresh copy of this backend, with"
            f" the rows {state}."
        ),
        _grid(rows),
        _LEGEND,
    ]


_SCORES = ("status", "shape", "value", "exact", "order of lists")


def _shares(scores: Scores) -> list[str]:
    found = (scores.status, scores.shape, scores.value, scores.exact, scores.order)
    return [percent(share) for share in found]


def _left_out(reasons: dict[str, int]) -> list[str]:
    if not reasons:
        return []
    lines = [f"- {count} × {reason}" for reason, count in sorted(reasons.items())]
    return ["## Left out of the capture", "\n".join(lines)]


def _folded(calls: dict[str, int]) -> list[str]:
    if not calls:
        return []
    told = (
        "The capture is long: its endpoints were told from a working set. These exchanges gave only"
        " their rows and the types of their columns, and were not replayed."
    )
    lines = [f"- {count} × {name}" for name, count in calls.items()]
    return ["## Only folded", told, "\n".join(lines)]


def _tables(tables: Sequence[Table]) -> list[str]:
    parts = [f"## Tables ({len(tables)})"] if tables else ["## Tables", "None were found."]
    for table in tables:
        parts += _table(table)
    return parts


def _table(table: Table) -> Iterator[str]:
    yield f"### {_code(table.name)}"
    about = [_WORDS.get(table.kind, ""), table.description, str(table.evidence)]
    if told := ". ".join(part.rstrip(".") for part in about if part):
        yield f"{told}."
    rows = [["column", "type", "", "evidence"]]
    rows += [
        [_code(column.name), _type(column), _marks(column, table), str(column.evidence)]
        for column in table.columns
    ]
    yield _grid(rows)
    if table.foreign_keys:
        yield "\n".join(f"- {_reference(key)}" for key in table.foreign_keys)


_WORDS = {Kind.LINK: "Links two tables", Kind.SINGLETON: "One row"}


def _type(column: Column) -> str:
    return f"{column.type.value}[]" if column.array else column.type.value


def _marks(column: Column, table: Table) -> str:
    marks = [
        "primary key" if column.name in table.primary_key else "",
        "unique" if column.unique else "",
        "not null" if not column.nullable and column.name not in table.primary_key else "",
        f"one of {', '.join(column.values)}" if column.values else "",
    ]
    return ", ".join(filter(None, marks))


def _reference(key: ForeignKey) -> str:
    pair = f"{_code(', '.join(key.columns))} → {_code(f'{key.table}.{", ".join(key.references)}')}"
    enforced = "" if key.enforced else " (not declared: nothing says that each value is a row)"
    evidence = str(key.evidence)
    return pair + enforced + (f": {evidence}" if evidence else "")


def _endpoints(blueprint: Blueprint, fidelity: Fidelity | None) -> list[str]:
    measured = {e.operation: e for e in fidelity.endpoints} if fidelity else {}
    rows = [["endpoint", "what it does", "exchanges", "status", "shape", "value", "exact"]]
    for operation in blueprint.operations:
        name = f"{operation.method} {operation.path}"
        does = " ".join(filter(None, (operation.verb.value, operation.table)))
        rows.append([_code(name), does, *_measures(measured.get(operation.name))])
    rows += [
        [_code(f"{e.method} {e.path}"), "unknown", *_measures(e)]
        for e in (fidelity.endpoints if fidelity else ())
        if not e.operation
    ]
    return [f"## Endpoints ({len(blueprint.operations)})", _grid(rows)]


def _measures(endpoint: Endpoint | None) -> list[str]:
    if endpoint is None:
        return ["–"] * 5
    return [str(endpoint.scores.exchanges), *_shares(endpoint.scores)[:4]]


def _differences(fidelity: Fidelity | None) -> list[str]:
    worst = fidelity.worst if fidelity else []
    if not worst:
        return []
    parts = ["## What differs", "Those endpoints first that cost most; `*` is any item of a list."]
    for endpoint in worst:
        inexact = round(endpoint.scores.exchanges * (1 - endpoint.scores.exact))
        parts.append(
            f"### {_code(f'{endpoint.method} {endpoint.path}')}"
            f" ({inexact} of {endpoint.scores.exchanges} not exact)"
        )
        told = [f"- {_deviation(d)}" for d in endpoint.deviations[:_MOST_DIFFERENCES]]
        if more := len(endpoint.deviations) - _MOST_DIFFERENCES:
            told += [f"- and {more} more, see `fidelity.json`"] if more > 0 else []
        parts.append("\n".join(told))
    return parts


def _deviation(deviation: Deviation) -> str:
    return f"{sentence(deviation, _code)} ({deviation.count} ×, first in {deviation.exchange})"


def sentence(deviation: Deviation, mark: Callable[[str], str] = str) -> str:
    """What differs, in words; `mark` is put to pointers and values."""
    place = mark(deviation.pointer) if deviation.pointer else "the answer"
    recorded, actual = mark(deviation.recorded), mark(deviation.actual)
    match deviation.kind:
        case Difference.STATUS:
            return f"status {recorded} recorded, {actual} answered"
        case Difference.MISSING:
            return f"{place} is missing: {recorded} recorded"
        case Difference.EXTRA:
            return f"{place} was not recorded: {actual} answered"
        case Difference.ORDER:
            return f"{place} is in another order"
        case Difference.TYPE:
            return f"{place} has another type: {recorded} recorded, {actual} answered"
        case Difference.VALUE:
            return f"{place} differs: {recorded} recorded, {actual} answered"


def _unexplained(fidelity: Fidelity | None) -> list[str]:
    endpoints = fidelity.endpoints if fidelity else ()
    lines = [
        f"- {_code(f'{e.method} {e.path}')} ({e.scores.exchanges} ×){_parts(e)}"
        for e in endpoints
        if e.unexplained or e.repeated
    ]
    if not lines:
        return []
    return [
        "## Answered as recorded",
        (
            "What these answers, or the named parts of them, are made of was not found out: they"
            " repeat the capture, whatever the database holds."
        ),
        "\n".join(lines),
    ]


def _parts(endpoint: Endpoint) -> str:
    if endpoint.unexplained:
        return ""
    return ": " + ", ".join(map(_code, endpoint.repeated))


def _streams(streams: Sequence[Stream]) -> list[str]:
    if not streams:
        return []
    words = {"websocket": "WebSocket", "events": "server-sent events"}
    lines = (f"- {_code(s.path)} ({words[s.kind]}): {s.evidence.claim}" for s in streams)
    told = (
        "The app keeps these connections open for news. They were recorded, and are not reproduced."
    )
    return ["## Realtime", told, "\n".join(lines)]


def _questions(questions: Sequence[Question]) -> list[str]:
    if not questions:
        return []
    lines = (
        f"- {_code(q.about)}: {q.text}" + (f" *{q.settle}*" if q.settle else "") for q in questions
    )
    return ["## Open questions", "\n".join(lines)]


def _grid(rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; the first row is its head."""
    head, *body = [[_cell(cell) for cell in row] for row in rows]
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _code(text: str) -> str:
    """Text as code, whatever backticks are in it."""
    if "`" in text:
        return f"`` {text} ``"
    return f"`{text}`" if text else "nothing"
