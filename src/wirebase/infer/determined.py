"""Determined values: what a row most likely holds in a field that no answer showed of it.

Where rows of one status always have one value in another column, a row of that status has it too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from wirebase.exchange import Json
from wirebase.infer.history import Record

FEW = 12
"""The most values of a field that sorts rows into kinds."""
FEWEST = 2
"""Rows of a kind that must agree."""

type Rules = Mapping[str, Mapping[str, Record]]
"""Field -> its value as written -> what rows with that value hold in other fields."""


def rules(rows: Sequence[Record]) -> Rules:
    """The fields whose few values determine other fields of the rows."""
    out: dict[str, dict[str, Record]] = {}
    for name in dict.fromkeys(n for row in rows for n in row):
        kinds: dict[str, list[Record]] = defaultdict(list)
        for row in rows:
            if isinstance(row.get(name), (str, bool)):
                kinds[repr(row[name])].append(row)
        if 2 <= len(kinds) <= min(FEW, sum(map(len, kinds.values())) // 2):
            found = _determined(kinds, name)
            if any(found.values()):
                out[name] = found
    return out


def _determined(kinds: Mapping[str, Sequence[Record]], by: str) -> dict[str, Record]:
    """What the rows of each kind hold, of the fields in which all rows of a kind always agree."""
    fields = dict.fromkeys(n for rows in kinds.values() for row in rows for n in row if n != by)
    out: dict[str, Record] = {kind: {} for kind in kinds}
    for name in fields:
        held = {kind: [row[name] for row in rows if name in row] for kind, rows in kinds.items()}
        told = {kind: values for kind, values in held.items() if len(values) >= FEWEST}
        if len({repr(v) for values in told.values() for v in values}) < 2 or not _agree(held):
            continue
        for kind, values in told.items():
            out[kind][name] = values[0]
    return out


def _agree(held: Mapping[str, Iterable[Json]]) -> bool:
    return all(len(set(map(repr, values))) <= 1 for values in held.values())


def determined(row: Record, known: Rules) -> Record:
    """The fields that the row does not show and that another one of its fields determines."""
    out: Record = {}
    for name, kinds in known.items():
        found = kinds.get(repr(row.get(name)), {})
        out |= {n: v for n, v in found.items() if n not in row and n not in out}
    return out
