"""Derived fields: what answers show of a row that the row does not hold.

A list that never held anything tells nothing. A time ago is told from a time. What only the answers to
writes show is about the write. A field that always equals the field of the same name in one of the row's
children, as a product's name does in its translation, is the child's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from wirebase.blueprint.expressions import Compare, Expression, Order, Row, Source
from wirebase.blueprint.expressions import Field as Held
from wirebase.evidence import Evidence
from wirebase.exchange import Json
from wirebase.infer.counters import Counters
from wirebase.infer.history import History, Life
from wirebase.infer.summaries import summaries
from wirebase.infer.ties import Children, Field, Relations

AGO = re.compile(r"(?i)(just now|now|yesterday|((an?|\d+)[\s\xa0]+[a-z]+,?[\s\xa0]*)+(ago)?)")
"""A time told from now: "3 minutes ago", "0\xa0minutes"."""
PASSWORD = re.compile(r"wb_password_[0-9a-f]{32}")
DISTINCT, LONG = 5, 12
"""Values, and characters of each, from which two fields that are always equal are one."""
COVERED = 0.8
"""The share of rows whose children must be known, for a field to be one of theirs."""
VERSIONS = frozenset("translation localization version revision".split())
"""Last words of the names of children that hold what their parent shows as its own."""


class How(StrEnum):
    """Why a field is no column."""

    EMPTY = "empty"
    """A list that never held anything."""
    AGO = "ago"
    """Told from a time."""
    TRANSIENT = "transient"
    """Shown by the answers to writes alone."""
    REQUEST = "request"
    """Sent and never shown but by the answer that repeats it, as passwords are."""
    CHILD = "child"
    """A field of the row's child."""
    SAME = "same"
    """Another column of the row under a second name."""
    COUNT = "count"
    """How many rows refer to the row, always."""
    SUMMARY = "summary"
    """What sums up other data in a way that was not found out: kept as it was last shown."""


@dataclass(frozen=True, slots=True)
class Derived:
    """A field that is no column, and what it follows from."""

    how: How
    evidence: Evidence
    children: Children | None = None
    """Of CHILD: the relation to the children that hold it."""
    column: str = ""
    """Of SAME: the column."""


def derivations(past: History, found: Relations, counted: Counters) -> dict[Field, Derived]:
    """The fields that are no columns of the rows that show them."""
    out: dict[Field, Derived] = {}
    for (entity, name), counter in counted.counts.items():
        if counter.exact and (entity, name) not in past.given:
            rows = _rows(past, entity, name)
            claim = f"{entity}.{name} is the number of {counter.reference.entity} rows"
            out[entity, name] = Derived(How.COUNT, Evidence(claim=claim, support=rows))
    for entity in past.entities:
        key = past.entities[entity].key
        for name in past.fields(entity):
            if name == key or (entity, name) in found.references:
                continue
            how = _how(past, entity, name)
            if how is not None:
                claim = f"{entity}.{name} is {how.value}"
                out[entity, name] = Derived(
                    how, Evidence(claim=claim, support=_rows(past, entity, name))
                )
        for name, kept, support in _doubled(past, entity):
            if (entity, name) not in found.references and name != key:
                claim = f"{entity}.{name} always equals {kept}"
                evidence = Evidence(claim=claim, support=support)
                out.setdefault((entity, name), Derived(How.SAME, evidence, column=kept))
    for children in found.children.values():
        for name, support in _copied(past, children):
            claim = f"{children.entity}.{name} is shown by one of {children.field}"
            evidence = Evidence(claim=claim, support=support)
            out.setdefault((children.entity, name), Derived(How.CHILD, evidence, children))
    for (entity, name), what in summaries(past, found):
        evidence = Evidence(claim=f"{entity}.{name} is {what}", support=_rows(past, entity, name))
        out.setdefault((entity, name), Derived(How.SUMMARY, evidence))
    for entity, name in counted.means:
        if (entity, name) not in past.given:
            evidence = Evidence(
                claim=f"{entity}.{name} is an average", support=_rows(past, entity, name)
            )
            out.setdefault((entity, name), Derived(How.SUMMARY, evidence))
    return out


def _doubled(past: History, entity: str) -> Iterator[tuple[str, str, int]]:
    """(field, column that it equals in every row, rows) of long texts that no two rows share by chance."""
    seen: dict[str, dict[str, str]] = {}
    for name in past.fields(entity):
        series = {k: life.values(name) for k, life in past.rows[entity].items()}
        texts = {
            k: v[-1] for k, v in series.items() if v and isinstance(v[-1], str) and len(v) == 1
        }
        telling = len(set(texts.values())) >= DISTINCT and min(map(len, texts.values())) >= LONG
        if telling and len(texts) == sum(1 for v in series.values() if v):
            seen[name] = texts
    names = sorted(
        seen, key=lambda n: ((entity, n) not in past.given, past.fields(entity).index(n))
    )
    for i, kept in enumerate(names):
        for name in names[i + 1 :]:
            if seen[name] == seen[kept] and (entity, name) not in past.given:
                yield name, kept, len(seen[name])


def _rows(past: History, entity: str, name: str) -> int:
    return sum(name in life.changes for life in past.rows[entity].values())


def _how(past: History, entity: str, name: str) -> How | None:
    values = [v for life in past.rows[entity].values() for v in life.values(name)]
    told = [v for v in values if v is not None]
    given = (entity, name) in past.given
    if told and given and all(isinstance(v, str) and PASSWORD.fullmatch(v) for v in told):
        return None if (entity, name) in past.read else How.REQUEST
    if given:
        return None
    if told and all(v == [] for v in values):
        return How.EMPTY
    if (
        name.endswith("_ago")
        and told
        and all(isinstance(v, str) and AGO.fullmatch(v) for v in told)
    ):
        return How.AGO
    return How.TRANSIENT if _is_transient(past, entity, name) else None


def _is_transient(past: History, entity: str, name: str) -> bool:
    """Whether reads show most of what writes show of the rows, but never this field."""
    if (entity, name) in past.read:
        return False
    shown = {f for e, f in past.read if e == entity}
    other = set(past.fields(entity)) - {name}
    return len(shown & other) >= 3 and 2 * len(shown & other) >= len(other)


def _copied(past: History, children: Children) -> Iterator[tuple[str, int]]:
    """Fields of a row that one of its children always shows under the same name."""
    below: dict[str, list[Life]] = {}
    for life in past.rows[children.other].values():
        for value in life.values(children.column):
            below.setdefault(str(value), []).append(life)
    held = set(past.fields(children.other)) - {past.entities[children.other].key, children.column}
    shared = [
        n for n in past.fields(children.entity) if n in held and not _is_plain(past, children, n)
    ]
    share = 0.0 if VERSIONS & {children.other.rsplit("_", 1)[-1]} else COVERED
    copies = [
        (name, support)
        for name in shared
        if (support := _agreement(past, children, name, below, share))
    ]
    if len(copies) >= 2:
        yield from copies


def _is_plain(past: History, children: Children, name: str) -> bool:
    """Whether the values say too little to be compared: times, numbers and flags are alike by chance."""
    values = [v for life in past.rows[children.entity].values() for v in life.values(name)]
    return not all(v is None or isinstance(v, str) for v in values) or name.endswith(("_at", "_on"))


def _agreement(
    past: History, children: Children, name: str, below: dict[str, list[Life]], share: float
) -> int:
    """The rows of which a child shows the value; 0 where one contradicts or too few children are known."""
    rows = [
        (k, v)
        for k, life in past.rows[children.entity].items()
        if (v := _last(life, name)) is not None
    ]
    known = [(v, [_last(c, name) for c in below[k]]) for k, v in rows if k in below]
    if not known or len(known) < share * len(rows):
        return 0
    agreed = sum(value in held for value, held in known)
    return agreed if agreed == len(known) else 0


def _last(life: Life, name: str) -> Json:
    values = life.values(name)
    return values[-1] if values else None


def of_child(
    table: str, key: str, child_key: str, children: Children, alias: str, name: str
) -> Expression:
    """The field of the first child of the row under an alias."""
    inner = f"{children.other}_of_{alias}"
    where = Compare(left=Held(row=inner, column=children.column), right=Held(row=alias, column=key))
    order = Order(by=Held(row=inner, column=child_key))
    source = Source(table=table, alias=inner, where=(where,), order=(order,))
    return Row(source=source, value=Held(row=inner, column=name))
