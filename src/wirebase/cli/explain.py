"""`wirebase explain`: why the blueprint is as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text
from rich.tree import Tree

from wirebase.blueprint.document import Blueprint
from wirebase.cli.output import console
from wirebase.evidence import Evidence
from wirebase.project.explanation import Explanation, overview
from wirebase.project.explanation import explain as explained
from wirebase.project.generation import BLUEPRINT
from wirebase.project.samples import Sample, load


def explain(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="What `wirebase generate` wrote.")],
    about: Annotated[
        str,
        typer.Argument(
            metavar="[TABLE[.COLUMN]]", help="Or an endpoint, such as: 'GET /api/books'."
        ),
    ] = "",
    bodies: Annotated[
        bool, typer.Option("--bodies", help="Also show what the sample exchanges held.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Show the same as JSON.")] = False,
) -> None:
    """Tell why a table, a column or an endpoint is as it is.

    Shows what was seen for and against each decision, what else it could have been, and exchanges
    that it was told from.
    """
    blueprint = Blueprint.load(folder / BLUEPRINT)
    told = explained(blueprint, about) if about else overview(blueprint)
    if as_json:
        print(told.model_dump_json(indent=1))
        return
    seen = load(folder)
    terminal = console()
    terminal.print(_tree(told, seen))
    if bodies:
        for sample in _cited(told, seen):
            terminal.print(Text(f"\n{sample}", "bold"))
            for name, body in (("sent", sample.request), ("answered", sample.answer)):
                if body:
                    terminal.print(Text(f"  {name} {body}", "dim"))


def _tree(told: Explanation, seen: Mapping[int, Sample]) -> Tree:
    tree = Tree(Text.assemble((told.about, "bold"), "  ", told.told))
    for line in _lines(told.evidence, seen):
        tree.add(line)
    for part in told.parts:
        tree.add(_tree(part, seen))
    for question in told.open:
        tree.add(Text(f"open: {question}", "yellow"))
    return tree


def _lines(evidence: Evidence, seen: Mapping[int, Sample]) -> Iterator[Text]:
    counted = f"  {evidence.support} for, {evidence.against} against"
    if evidence.claim:
        yield Text.assemble(
            evidence.claim, (counted if evidence.support or evidence.against else "", "dim")
        )
    for other in evidence.alternatives:
        yield Text(f"could have been: {other.claim} ({other.score:.2f})", "cyan")
    if evidence.exchanges:
        named = (str(seen.get(index, f"#{index}")) for index in evidence.exchanges)
        yield Text(f"seen in: {'\n         '.join(named)}", "dim")
    for part in evidence.parts:
        yield from _lines(part, seen)


def _cited(told: Explanation, seen: Mapping[int, Sample]) -> Iterator[Sample]:
    indices = set(told.evidence.cited)
    for part in told.parts:
        indices |= part.evidence.cited
    for index in sorted(indices & seen.keys()):
        yield seen[index]
