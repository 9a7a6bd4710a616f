"""References: fields that hold the key of a row of another entity.

A reference is proposed by embedding or by name, and confirmed by values: the share of the field's values
that are keys of the other entity. Of several readings of a field the best named one is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wirebase.evidence import Alternative, Evidence
from wirebase.exchange import Json
from wirebase.infer.formats import lexical
from wirebase.infer.history import History, Life
from wirebase.infer.naming import plural, singular
from wirebase.infer.records import PEOPLE
from wirebase.infer.ties import ROLES, Field, Reference, Relations
from wirebase.infer.titles import stem

type Aliases = Mapping[str, set[str]]
"""What each entity is called anywhere."""

TELLING = frozenset({"uuid", "ulid", "cuid", "hex", "base64", "random"})
"""Lexical classes of values that are no chance."""
LEADING = frozenset(
    "parent default main primary original source previous next current last".split()
)
"""Words before the name of an entity that tell which of its rows is meant."""
FROM = frozenset("from of by for to".split())
"""Words before the name of an entity that tell how a row has to do with it: generated_from_task."""


def references(past: History, found: Relations, aliases: Aliases) -> None:
    """Adds the references that embedding and names show; embedded rows move to the columns of their keys."""
    for (entity, name), other in past.objects.items():
        column = _reference_column(past, entity, name)
        count = sum(1 for _ in values_of(past, entity, name))
        evidence = Evidence(claim=f"{entity}.{name} shows a {other}", support=count)
        found.references[entity, column] = Reference(entity, column, other, True, evidence)
        if column != name:
            _rename(past, entity, name, column)
    for entity in past.entities:
        for name in past.fields(entity):
            if (entity, name) not in found.references:
                best = _by_name(past, entity, name, aliases)
                if best is not None:
                    found.references[entity, name] = best


def values_of(past: History, entity: str, name: str) -> Iterator[tuple[Life, Json]]:
    """Every value that a field had, null left out."""
    for life in past.rows[entity].values():
        for value in life.values(name):
            if value is not None:
                yield life, value


def _reference_column(past: History, entity: str, name: str) -> str:
    """The column for an embedded row: the scalar beside it that holds the same key, or a name of its own."""
    for candidate in (f"{name}_id", f"{name}_uuid", f"{name}_key"):
        if candidate in past.fields(entity):
            return candidate
    return name if (entity, name) in past.scalars or name.endswith("_id") else f"{name}_id"


def _rename(past: History, entity: str, name: str, column: str) -> None:
    """Moves the observations of an embedded row to the column that holds its key."""
    for life in past.rows[entity].values():
        moved = life.changes.pop(name, None)
        if moved and column in life.changes:
            merged = sorted([*life.changes[column], *moved], key=lambda change: change[0])
            life.changes[column] = merged
        elif moved:
            life.changes[column] = moved


def _by_name(past: History, entity: str, name: str, aliases: Aliases) -> Reference | None:
    values = [v for _, v in values_of(past, entity, name)]
    if not all(isinstance(v, (int, str)) and not isinstance(v, bool) for v in values):
        return None
    told = {str(v) for v in values}
    readings = sorted(_readings(past, entity, name, told, aliases), reverse=True)
    if not readings:
        return None
    _, included, other = readings[0]
    support = round(included * len(told))
    evidence = Evidence(
        claim=f"{entity}.{name} holds keys of {plural(other)}",
        support=support,
        against=len(told) - support,
        alternatives=tuple(
            Alternative(claim=f"of {plural(o)}", score=round(s / 2, 2)) for s, _, o in readings[1:4]
        ),
    )
    return Reference(entity, name, other, False, evidence)


def _readings(
    past: History, entity: str, name: str, values: set[str], aliases: Aliases
) -> Iterator[tuple[float, float, str]]:
    """(score, share of values that are keys, entity) of each accepted reading of a field."""
    own_key = name == past.entities[entity].key
    for other in past.entities:
        keys = past.keys(other)
        named = said(name, entity, other, aliases)
        if not keys or (own_key and (other == entity or (stem(name) == name and named < 1.0))):
            continue
        included = len(values & keys) / len(values) if values else 0.0
        if other == entity and _repeats_key(past, entity, name):
            continue
        if is_accepted(name, named, included, values):
            yield named + included, included, other


def _repeats_key(past: History, entity: str, name: str) -> bool:
    """Whether most rows hold their own key in the field: no row refers to itself."""
    rows = past.rows[entity].items()
    told = [key in map(str, life.values(name)) for key, life in rows if life.values(name)]
    return sum(told) > 0.5 * len(told)


def said(name: str, entity: str, other: str, aliases: Aliases) -> float:
    """How well a field's name says that it refers to the other entity, 0..1.

    The status of a task is a task_status before any other, and its default_bug_status a bug_status."""
    word, called = singular(stem(name)), aliases[other]
    own = f"{entity}_{word}"
    if own in called:
        return 1.0
    if word in called:
        return 0.8 if any(own in names for names in aliases.values()) else 1.0
    first, _, rest = word.partition("_")
    if first == "parent":
        if rest and any(rest in names for names in aliases.values()):
            return 0.95 if rest in called else 0.0
        return 0.9 if other == entity else 0.0
    last = word.rsplit("_", 1)[-1]
    if any("_" in alias and word.endswith(f"_{alias}") for alias in called):
        return 0.9
    if last in called and last != word:
        return 0.8
    if last != word and f"{entity}_{last}" in called:
        return 0.8
    if any(alias.endswith(f"_{word}") for alias in called):
        return 0.8
    unnamed = last in PEOPLE and not any(last in names for names in aliases.values())
    person = last in ROLES or word.endswith(("_by", "ed_to")) or unnamed
    return 0.8 if person and called & PEOPLE else 0.0


def is_accepted(name: str, named: float, included: float, values: set[str]) -> bool:
    """Whether name and values together make a reference: never a name against the values."""
    if not values:
        word = singular(stem(name))
        before = word.rsplit("_", 1)[0].rsplit("_", 1)[-1]
        leads = word.partition("_")[0] in LEADING or word.endswith("_by") or before in FROM
        return named >= 0.95 or (named >= 0.8 and (leads or stem(name) != name))
    classes = {lexical(v) for v in values}
    if classes <= TELLING:
        return included >= 0.5 or (named >= 0.8 and included > 0)
    if named < 0.8:
        return False
    if classes <= {"integer"}:
        return included >= (0.25 if named == 1.0 else 0.75)
    return included >= (0.75 if stem(name) != name else 0.9)


__all__ = ["Aliases", "Field", "is_accepted", "references", "said", "values_of"]
