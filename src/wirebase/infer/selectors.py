"""Selectors: parameters that name the fields of rows which an answer shows."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from wirebase.blueprint.vocabulary import EVERYTHING
from wirebase.exchange import Json
from wirebase.infer.calls import Call
from wirebase.infer.naming import snake
from wirebase.infer.records import Occurrence, Pointer, occurrences
from wirebase.infer.scope import Knowledge
from wirebase.infer.trees import pairs_of, place_of, tree

AGREEING = 0.9
"""The share of rows that show just what was selected, from which a parameter selects."""
MOST = 200
"""Rows of a route that are looked at."""

_TOKEN = re.compile(r"[^,(){}]+|[,(){}]")

type Selection = dict[str, Selection]
"""The names of fields that are shown, and of the rows that they lead to theirs."""


def selection(given: Json) -> Selection:
    """The fields that a value names.

    >>> selection("id,author.name"), selection(["id", "author(name,born)"])
    ({'id': {}, 'author': {'name': {}}}, {'id': {}, 'author': {'name': {}, 'born': {}}})
    """
    made: Selection = {}
    for text in given if isinstance(given, list) else [given]:
        if isinstance(text, str):
            _add(made, text)
    return made


def _add(into: Selection, text: str) -> None:
    within, last = [into], into
    for token in _TOKEN.findall(text):
        if token in "({":
            within.append(last)
        elif token in ")}":
            within = within[:-1] or [into]
        elif token != ",":
            last = within[-1]
            for step in re.split(r"[./]", token.strip()):
                last = last.setdefault(step, {})


@dataclass(frozen=True, slots=True)
class Selector:
    """What selects the fields of the rows that a route shows."""

    stem: str
    """The query parameter, without brackets."""
    place: Pointer
    """Where the rows stand."""
    entity: str


@dataclass(slots=True)
class Selectors:
    """The selectors of all routes."""

    of: dict[str, Selector] = field(default_factory=dict)
    """By route."""
    shown: dict[str, set[str]] = field(default_factory=dict)
    """Entity -> the fields that its rows show where all were selected, or none."""


def selectors(known: Knowledge, groups: Mapping[str, Sequence[Call]]) -> Selectors:
    """The parameters that select fields: one that does so at several routes does so at all."""
    found = Selectors()
    rows = {name: list(_rows(known, calls)) for name, calls in groups.items()}
    votes: Counter[str] = Counter()
    for name, told in rows.items():
        for stem in _stems(told):
            if _selects(known, stem, told):
                votes[stem] += 1
                found.of.setdefault(name, _selector(known, stem, told))
    every = [stem for stem, routes in votes.items() if routes > 1]
    for name, told in rows.items():
        if every and told and name not in found.of and groups[name][0].route.method == "GET":
            found.of[name] = _selector(known, every[0], told)
    _note_shown(known, found, rows)
    return found


def _rows(known: Knowledge, calls: Sequence[Call]) -> Iterator[Occurrence]:
    """The outermost rows that the answers of a route show."""
    seen: dict[int, list[Occurrence]] = defaultdict(list)
    for call in calls:
        if call.has_answer and call.exchange.succeeded and call.route.read:
            seen[call.exchange.index] += (
                o for o in occurrences(call, call.answer()) if o.place in known.past.places
            )
    depths = [len(o.pointer) for some in seen.values() for o in some]
    least = min(depths, default=0)
    outer = [o for some in seen.values() for o in some if len(o.pointer) == least]
    first = outer[0].pointer if outer else ()
    yield from (o for o in outer[:MOST] if o.pointer == first)


def _stems(rows: list[Occurrence]) -> list[str]:
    queries = {place_of(key)[0]: None for row in rows for key in row.call.query}
    return list(queries)


def _selected(stem: str, row: Occurrence) -> Selection | None:
    made = tree(pairs_of(row.call.query), stem)
    return None if made is None or isinstance(made, dict) else selection(made) or None


def _selects(known: Knowledge, stem: str, rows: list[Occurrence]) -> bool:
    """Whether rows show just the fields that the parameter names, and not always all of them."""
    told = [(row, chosen) for row in rows if (chosen := _selected(stem, row))]
    agree = [_agrees(chosen, row) for row, chosen in told]
    if not agree or sum(agree) < AGREEING * len(agree):
        return False
    entity = known.past.places[told[0][0].place].name
    every = {n for f in known.past.fields(entity) for n in known.past.names.get((entity, f), {f})}
    return any(EVERYTHING not in chosen and every - row.value.keys() for row, chosen in told)


def _agrees(chosen: Selection, row: Occurrence) -> bool:
    """Whether a row shows what was chosen: all that it names, and no more unless all was."""
    named = {_bare(name) for name in chosen} - {EVERYTHING}
    there = {snake(name) for name in row.value}
    if EVERYTHING in chosen:
        return named <= there
    return bool(there) and there <= named and 2 * len(named & there) >= len(named)


def _bare(name: str) -> str:
    return name if name == EVERYTHING else snake(name)


def _selector(known: Knowledge, stem: str, rows: list[Occurrence]) -> Selector:
    first = rows[0]
    return Selector(stem, first.pointer, known.past.places[first.place].name)


def _note_shown(known: Knowledge, found: Selectors, rows: Mapping[str, list[Occurrence]]) -> None:
    for name, told in rows.items():
        selector = found.of.get(name)
        for row in told:
            chosen = _selected(selector.stem, row) if selector else None
            if chosen is None or EVERYTHING in chosen:
                entity = known.past.places[row.place].name
                found.shown.setdefault(entity, set()).update(map(snake, row.value))
