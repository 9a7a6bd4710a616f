"""What a person is told at the end of `generate` and `verify`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from wirebase.blueprint.document import Blueprint, Question
from wirebase.capture.archive import Capture
from wirebase.project.generation import Generated
from wirebase.verify.fidelity import Endpoint, Fidelity
from wirebase.verify.report import percent, sentence
from wirebase.verify.verification import source_names

_MOST_ENDPOINTS = 15
_MOST_NAMES = 8
_MOST_CHANGES = 30
_MOST_DIFFERENCES = 5
_LONGEST = 48
"""Characters of a value that are shown."""
_GOOD, _FAIR = 0.95, 0.7


def show_generated(console: Console, result: Generated) -> None:
    """Prints what was read, what was made of it, how faithful it is, and what to run next."""
    blueprint, fidelity, folder = result.blueprint, result.fidelity, result.folder
    unmeasured = Text(f"not measured: {result.problem}", "yellow")
    facts = {
        "read": _read(result.capture),
        "left out": _reasons(blueprint.dropped),
        "tables": _names([table.name for table in blueprint.tables]),
        "endpoints": _counted_endpoints(blueprint, fidelity),
        "fidelity": _total(fidelity) if fidelity else unmeasured,
    }
    console.print()
    console.print(
        Text(blueprint.name, "bold"), Text(f" from {blueprint.origin.url}", "dim"), sep=""
    )
    console.print(_facts(facts))
    _show_changes(console, result.changed)
    if fidelity:
        show_worst(console, fidelity)
    console.print()
    steps = {
        "serve it": f"wirebase serve {folder}{' --fresh' if result.changed is None else ''}",
        "read": f"{folder / 'report.md'}",
        "the schema": f"{folder / 'supabase' / 'migrations'}",
    }
    console.print(_facts({name: Text(step, "bold") for name, step in steps.items()}))


def _show_changes(console: Console, changed: Sequence[str] | None) -> None:
    if changed is None:
        return
    console.print(Text("\nsince the last capture" if changed else "\nnothing is other than before"))
    for line in changed[:_MOST_CHANGES]:
        console.print(Text(f"  {line}"))
    if len(changed) > _MOST_CHANGES:
        console.print(Text(f"  and {len(changed) - _MOST_CHANGES} more", "dim"))


def as_document(result: Generated) -> str:
    """The same as JSON."""
    blueprint, fidelity = result.blueprint, result.fidelity
    document = {
        "folder": str(result.folder),
        "read": result.capture.read,
        "left_out": blueprint.dropped,
        "tables": [table.name for table in blueprint.tables],
        "endpoints": len(blueprint.operations),
        "fidelity": fidelity.total.model_dump() if fidelity else None,
        "problem": result.problem,
        "changed": result.changed,
    }
    return json.dumps(document, indent=1)


def show_fidelity(console: Console, fidelity: Fidelity, questions: Sequence[Question] = ()) -> None:
    """Prints the scores in total and for the endpoints that are not exact, what differs of each,
    and what would settle what is open about them.
    """
    rows = "before the capture" if fidelity.state == "start" else "at the end of the first capture"
    facts = {
        "replayed": Text(f"{', '.join(fidelity.captures)} on the rows as they were {rows}"),
        "left out": _reasons(fidelity.left_out),
        "fidelity": _total(fidelity),
    }
    console.print(_facts(facts))
    show_worst(console, fidelity)
    _show_differences(console, fidelity)
    _show_questions(console, fidelity, questions)


def _show_differences(console: Console, fidelity: Fidelity) -> None:
    for endpoint in fidelity.worst[:_MOST_ENDPOINTS]:
        if len(endpoint.deviations) > 1:
            console.print(Text(f"\n{endpoint.method} {endpoint.path}"))
        for deviation in endpoint.deviations[:_MOST_DIFFERENCES]:
            if len(endpoint.deviations) > 1:
                told = f"  {sentence(deviation, _short)} ({deviation.count} times)"
                console.print(Text(told, "dim"))


def _show_questions(console: Console, fidelity: Fidelity, questions: Sequence[Question]) -> None:
    inexact = {endpoint.operation for endpoint in fidelity.worst}
    asked = [question for question in questions if question.about in inexact and question.settle]
    if asked:
        console.print(Text("\nwhat would settle more", "dim"))
    for question in asked[:_MOST_ENDPOINTS]:
        console.print(Text(f"  {question.settle}"), Text(question.text, "dim"))


def show_worst(console: Console, fidelity: Fidelity) -> None:
    """Prints a table of the endpoints that cost most, each with what differs most often."""
    worst = fidelity.worst
    if not worst:
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("endpoint", overflow="fold", ratio=3)
    for name in ("n", "status", "shape", "value", "exact"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("what differs most often", overflow="fold", ratio=4)
    for endpoint in worst[:_MOST_ENDPOINTS]:
        table.add_row(*_row(endpoint))
    console.print()
    console.print(table)
    hidden = len(worst) - _MOST_ENDPOINTS
    exact = len(fidelity.endpoints) - len(worst)
    more = f"{hidden} more are not exact, " if hidden > 0 else ""
    console.print(Text(f"{more}{exact} of {len(fidelity.endpoints)} are exact", "dim"))


def _row(endpoint: Endpoint) -> list[RenderableType]:
    scores = endpoint.scores
    name = Text(f"{endpoint.method} {endpoint.path}")
    if endpoint.unexplained:
        name.append(" (as recorded)", "dim")
    elif not endpoint.operation:
        name.append(" (unknown)", "dim")
    told = sentence(endpoint.deviations[0], _short) if endpoint.deviations else ""
    shares = (scores.status, scores.shape, scores.value, scores.exact)
    return [name, str(scores.exchanges), *map(_share, shares), Text(told, "dim")]


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"


def _share(share: float) -> Text:
    style = "green" if share >= _GOOD else "yellow" if share >= _FAIR else "red"
    return Text(percent(share), style)


def _total(fidelity: Fidelity) -> Text:
    total = fidelity.total
    line = Text()
    for name in ("exact", "value", "shape", "status"):
        line.append(f"{name} ").append_text(_share(getattr(total, name))).append("  ")
    return line.append(f"of {total.exchanges} exchanges replayed", "dim")


def _read(capture: Capture) -> Text:
    return Text(f"{capture.read} exchanges in {', '.join(source_names(capture))}")


def _reasons(reasons: Mapping[str, int]) -> Text | None:
    merged: Counter[str] = Counter()
    for reason, count in reasons.items():
        merged[reason.partition(":")[0]] += count
    told = ", ".join(f"{count} {reason}" for reason, count in merged.most_common())
    return Text(told) if told else None


def _names(names: list[str]) -> Text:
    shown = ", ".join(names[:_MOST_NAMES])
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return Text(f"{len(names)}: {shown}{more}" if names else "none")


def _counted_endpoints(blueprint: Blueprint, fidelity: Fidelity | None) -> Text:
    unexplained = sum(e.unexplained for e in fidelity.endpoints) if fidelity else 0
    note = f", {unexplained} of them answer as recorded" if unexplained else ""
    return Text(f"{len(blueprint.operations)}{note}")


def _facts(facts: Mapping[str, Text | None]) -> Group:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, fact in facts.items():
        if fact is not None:
            grid.add_row(f"  {name}", fact)
    return Group(grid)
