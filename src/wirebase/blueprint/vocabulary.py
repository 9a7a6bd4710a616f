"""Vocabularies: the names by which requests speak of rows, in conditions, orders and selections."""

from __future__ import annotations

from wirebase.blueprint.expressions import Expression, Source
from wirebase.evidence import Evidence
from wirebase.model import Model

ROW = "row"
"""The alias of the row that terms speak of."""

EVERYTHING = "*"
"""The name that selects all fields."""


class Term(Model):
    """A name that requests use of a row: of a value, of other rows that it leads to, or of both."""

    names: tuple[str, ...]
    """As requests write it; the first one is what answers show."""
    value: Expression | None = None
    """What the row has under the name, or is shown where nothing of the other rows is selected."""
    leads: Source | None = None
    """The rows that it leads to."""
    many: bool = False
    """Whether it may lead to more than one."""
    shown: bool = True
    """Whether it is among what `*` selects."""
    evidence: Evidence = Evidence()


class Vocabulary(Model):
    """The terms of a table."""

    table: str
    terms: tuple[Term, ...] = ()
    nulls_differ: bool = False
    """Whether what is null fulfils that it is another value than one."""
