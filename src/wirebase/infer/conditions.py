"""Conditions: trees of them, as requests send them, tried on captured rows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

from wirebase.blueprint.expressions import Comparison, Matches
from wirebase.blueprint.words import (
    ALL,
    ANY,
    EVERY,
    NO,
    NONE,
    SOME,
    bare,
    comparison,
    prefixed,
    suffixed,
    whatever_case,
)
from wirebase.exchange import Json
from wirebase.infer.history import Record
from wirebase.infer.readings import Reading
from wirebase.infer.scope import Knowledge
from wirebase.infer.values import compare, same, text
from wirebase.infer.vocabulary import Name, Vocabularies

CONDITIONS = "conditions"
"""What the meaning of a tree begins with."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A row of which conditions are told, as it was after an exchange."""

    entity: str
    key: str
    row: Record
    at: int


@lru_cache(4096)
def parsed(told: str) -> Json:
    """The tree that a parameter holds as text."""
    try:
        found: Json = json.loads(told)
    except ValueError:
        return None
    return found


@dataclass(frozen=True, slots=True)
class Judge:
    """Says whether rows fulfil trees of conditions."""

    vocabularies: Vocabularies

    def holds(self, tree: Json, subject: Subject) -> bool:
        """Whether the row fulfils all that the tree says."""
        if isinstance(tree, list):
            return all(self.holds(item, subject) for item in tree)
        if not isinstance(tree, dict):
            return True
        return all(self._member(name, given, subject) for name, given in tree.items())

    def _member(self, name: str, given: Json, subject: Subject) -> bool:
        known = self.vocabularies.named(subject.entity, name)
        if known is not None:
            return self._named(known, given, subject)
        split = suffixed(name)
        if split is not None and self.vocabularies.named(subject.entity, split[0]) is not None:
            return self._member(split[0], {split[1]: given}, subject)
        word, parts = bare(name), _parts(given)
        if word in ALL:
            return all(self.holds(part, subject) for part in parts)
        if word in ANY:
            return not parts or any(self.holds(part, subject) for part in parts)
        return word not in NONE or not all(self.holds(part, subject) for part in parts)

    def _named(self, name: Name, given: Json, subject: Subject) -> bool:
        way = name.way
        if way is None or not isinstance(given, dict):
            return not name.column or self._compares(name, given, subject)
        other = self.vocabularies.other(subject.entity, way)
        if not name.many and self._compares_only(given, other):
            return self._compares(name, given, subject)
        rows = self.vocabularies.known.state(other, subject.at)
        reached = self.vocabularies.reached(
            subject.entity, way, subject.key, subject.row, subject.at
        )
        if name.many and self._compares_only(given, other):
            return all(_among(reached, word, operand) for word, operand in given.items())
        there = [Subject(other, key, rows[key], subject.at) for key in reached if key in rows]
        return self._of_rows(given, there)

    def _compares(self, name: Name, given: Json, subject: Subject) -> bool:
        value = subject.row.get(name.column)
        if value is None and subject.entity in self.vocabularies.differing and differs(given):
            return True
        return compares(value, given)

    def _compares_only(self, given: dict[str, Json], other: str) -> bool:
        """Whether the key is compared rather than the row that it leads to."""
        return all(
            comparison(word) is not None and self.vocabularies.named(other, word) is None
            for word in given
        )

    def _of_rows(self, given: dict[str, Json], rows: list[Subject]) -> bool:
        word = bare(next(iter(given))) if len(given) == 1 else ""
        inner = next(iter(given.values())) if word in SOME | EVERY | NO else given
        held = [self.holds(inner, row) for row in rows]
        if word in NO:
            return not any(held)
        return all(held) if word in EVERY else any(held)


def _parts(given: Json) -> list[Json]:
    """The conditions that a word combines: the items of a list, the members of an object."""
    if isinstance(given, list):
        return given
    return [{name: inner} for name, inner in given.items()] if isinstance(given, dict) else []


def compares(value: Json, given: Json) -> bool:
    """Whether a value is as it should be: a value, one of a list, or a set of comparisons."""
    if given is None:
        return value is None
    if isinstance(given, dict):
        mark = "(?i)" if whatever_case(given) else ""
        return all(_compared(value, word, told, mark) for word, told in given.items())
    if isinstance(given, list):
        return any(_is(value, text(item)) for item in given)
    told = text(given)
    if _is(value, told) or ("," in told and any(_is(value, x) for x in told.split(","))):
        return True
    said = prefixed(told)
    return said is not None and _compared(value, said[0], said[1].strip("()"))


def differs(given: Json) -> bool:
    """Whether all that is said of a value is which other ones it is not."""
    if not isinstance(given, dict) or not given:
        return False
    told = [(found, given[word]) for word in given if (found := comparison(word))]
    return bool(told) and all(
        operand is not None
        and (op is Comparison.NE) != contrary
        and op in (Comparison.NE, Comparison.EQ, Comparison.IN)
        for (op, contrary), operand in told
    )


def _is(value: Json, told: str) -> bool:
    if isinstance(value, list):
        return any(same(item, told) for item in value)
    return same(value, told)


def _compared(value: Json, word: str, operand: Json, mark: str = "") -> bool:
    """A comparison as the database makes it; words that mean none do not narrow.

    The mark stands before a regular expression. Of a list, one item is to be what is asked for."""
    found = comparison(word)
    if found is None:
        return True
    op, contrary = found
    items = operand if isinstance(operand, list) else [operand]
    told = ",".join(text(item) for item in items)
    if op is Comparison.IS_NULL:
        return compare(op, value, told) != contrary
    if op in (Comparison.EQ, Comparison.NE) and operand is None:
        return (value is None) == ((op is Comparison.EQ) != contrary)
    if value is None:
        return False
    if op is Comparison.LIKE:
        told = told.strip("%*")
    if op is Comparison.HAS_ALL:
        return all(_is(value, text(item)) for item in items) != contrary
    listed = isinstance(value, list) and op in (Comparison.EQ, Comparison.NE, Comparison.IN)
    if op is Comparison.HAS or listed:
        contrary = contrary != (op is Comparison.NE)
        return any(_is(value, text(item)) for item in items) != contrary
    if op is Comparison.REGEX:
        told = mark + told
    return compare(op, value, told) != contrary


def _among(keys: list[str], word: str, operand: Json) -> bool:
    """What a comparison says of the keys of the rows that a row leads to: that one is among them, or none."""
    found = comparison(word)
    if found is None:
        return True
    op, contrary = found
    items = operand if isinstance(operand, list) else text(operand).split(",")
    if op is Comparison.IS_NULL:
        return compare(op, None if not keys else "", text(operand)) != contrary
    if op is Comparison.NE:
        contrary = not contrary
    return any(same(key, text(item)) for key in keys for item in items) != contrary


def tree_reading(known: Knowledge, entity: str, alias: str, parameter: str) -> Reading:
    """Fulfilling the conditions that a parameter holds as a tree."""
    judge = Judge(known.vocabularies)

    def test(key: str, row: Record, given: str, at: int, _caller: str) -> bool:
        return judge.holds(parsed(given), Subject(entity, key, row, at))

    meaning = f"{CONDITIONS} on {known.schema.table_name(entity)}"
    return Reading(meaning, Matches(row=alias, parameter=parameter), test, 1.0, 2.0, explicit=True)
