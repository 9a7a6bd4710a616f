"""Words of query languages: how requests say that values compare and that conditions combine.

Apps write the same words with different marks (`_eq`, `$eq`, `eq`, `notIn`, `not_in`): marks and case
are no part of a word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from wirebase.blueprint.expressions import Comparison
from wirebase.exchange import Json

OPERATORS: dict[str, Comparison] = {
    "eq": Comparison.EQ, "is": Comparison.EQ, "exact": Comparison.EQ, "equals": Comparison.EQ,
    "iexact": Comparison.EQ,
    "ne": Comparison.NE, "neq": Comparison.NE, "not": Comparison.NE,
    "lt": Comparison.LT, "before": Comparison.LT, "to": Comparison.LE, "until": Comparison.LE,
    "max": Comparison.LE, "lte": Comparison.LE, "le": Comparison.LE,
    "gt": Comparison.GT, "after": Comparison.GE, "from": Comparison.GE, "since": Comparison.GE,
    "min": Comparison.GE, "gte": Comparison.GE, "ge": Comparison.GE,
    "in": Comparison.IN,
    "contains": Comparison.LIKE, "icontains": Comparison.LIKE, "like": Comparison.LIKE,
    "ilike": Comparison.LIKE, "search": Comparison.LIKE,
    "startswith": Comparison.PREFIX, "starts_with": Comparison.PREFIX,
    "istartswith": Comparison.PREFIX,
    "null": Comparison.IS_NULL, "isnull": Comparison.IS_NULL, "is_null": Comparison.IS_NULL,
}  # fmt: skip
"""Words by which the names of parameters say how they compare."""

NEGATED: dict[str, str] = {
    "not_in": "in", "notin": "in", "nin": "in", "not_contains": "contains", "not_like": "like",
    "notcontains": "contains", "does_not_contain": "contains",
}  # fmt: skip
"""Words that say the contrary of a comparison."""

_INSENSITIVE = ("insensitive", "i")
"""What stands behind a comparison of texts where case does not matter: `includesInsensitive`, `$eqi`."""
_OF_TEXTS: dict[str, Comparison] = {
    "eq": Comparison.EQ, "equalto": Comparison.EQ, "ne": Comparison.NE,
    "contains": Comparison.LIKE, "includes": Comparison.LIKE, "like": Comparison.LIKE,
    "startswith": Comparison.PREFIX, "endswith": Comparison.SUFFIX,
}  # fmt: skip

TREE_OPERATORS: dict[str, Comparison] = {
    **{f"{word}{end}": told for word, told in _OF_TEXTS.items() for end in _INSENSITIVE},
    **{re.sub("_", "", word): comparison for word, comparison in OPERATORS.items()},
    "equal": Comparison.EQ, "equalto": Comparison.EQ, "notequals": Comparison.NE,
    "notequal": Comparison.NE, "lessthan": Comparison.LT, "lessthanorequal": Comparison.LE,
    "lessthanequal": Comparison.LE, "greaterthan": Comparison.GT,
    "greaterthanorequal": Comparison.GE, "greaterthanequal": Comparison.GE, "any": Comparison.IN,
    "lessthanorequalto": Comparison.LE, "greaterthanorequalto": Comparison.GE,
    "distinctfrom": Comparison.NE, "ininsensitive": Comparison.IN,
    "inq": Comparison.IN, "inlist": Comparison.IN,
    "oneof": Comparison.IN, "includes": Comparison.LIKE, "substring": Comparison.LIKE,
    "regex": Comparison.REGEX, "regexp": Comparison.REGEX, "match": Comparison.LIKE, "matches": Comparison.LIKE,
    "cont": Comparison.LIKE, "icontains": Comparison.LIKE,
    "istartswith": Comparison.PREFIX, "start": Comparison.PREFIX, "prefix": Comparison.PREFIX,
    "endswith": Comparison.SUFFIX, "iendswith": Comparison.SUFFIX, "end": Comparison.SUFFIX,
    "suffix": Comparison.SUFFIX, "between": Comparison.BETWEEN, "range": Comparison.BETWEEN,
    "isnot": Comparison.NE, "isanyof": Comparison.IN, "isbefore": Comparison.LT, "isonorafter": Comparison.GE,
    "isafter": Comparison.GT, "isonorbefore": Comparison.LE, "include": Comparison.LIKE,
    "empty": Comparison.IS_NULL, "has": Comparison.HAS,
    "all": Comparison.HAS_ALL, "hasall": Comparison.HAS_ALL, "containsall": Comparison.HAS_ALL,
}  # fmt: skip
"""Words that stand for a comparison inside a tree of conditions."""

PRESENT = frozenset({"exists", "isset"})
"""Words that say the contrary of being null."""

OPTIONS = frozenset({"options", "flags"})
"""Words beside a regular expression that say how it is meant."""

NOT = ("not", "does_not", "do_not", "n", "isnot", "is_not")
"""What stands before a comparison to say its contrary: `notIn`, `nnull`."""

ALL, ANY, NONE = (
    frozenset({"and", "all", "where", "must"}),
    frozenset({"or", "should"}),
    frozenset({"not", "nor"}),
)
"""Words that combine conditions: all of them hold, some, none."""

SOME, EVERY, NO = frozenset({"some"}), frozenset({"every"}), frozenset({"none"})
"""Words for how many of the rows that a row leads to fulfil what is said of them."""


def bare(word: str) -> str:
    """The word without marks and case.

    >>> bare("_starts_with"), bare("$notIn"), bare("isNull")
    ('startswith', 'notin', 'isnull')
    """
    return re.sub(r"[^a-z]", "", word.lower())


def comparison(word: str) -> tuple[Comparison, bool] | None:
    """The comparison that a word stands for, and whether its contrary is meant; None of others.

    >>> comparison("$notIn"), comparison("title")
    ((<Comparison.IN: 'in'>, True), None)
    """
    plain = bare(word)
    if plain in TREE_OPERATORS:
        return TREE_OPERATORS[plain], False
    if plain in PRESENT:
        return Comparison.IS_NULL, True
    for mark in NOT:
        rest = plain.removeprefix(bare(mark))
        if rest != plain and rest in TREE_OPERATORS:
            return TREE_OPERATORS[rest], True
        if rest != plain and rest in PRESENT:
            return Comparison.IS_NULL, False
    return None


def whatever_case(said: Mapping[str, Json]) -> bool:
    """Whether comparisons say beside a regular expression that case does not matter.

    >>> whatever_case({"$regex": "a", "$options": "im"}), whatever_case({"$regex": "a"})
    (True, False)
    """
    return any(bare(word) in OPTIONS and "i" in str(told) for word, told in said.items())


def suffixed(name: str) -> tuple[str, str] | None:
    """The name and the comparison at its end, after an underscore; None where it has none.

    >>> suffixed("price_gte"), suffixed("name_not_like"), suffixed("created_at")
    (('price', 'gte'), ('name', 'not_like'), None)
    """
    parts = name.split("_")
    for place in range(1, len(parts)):
        word = "_".join(parts[place:])
        if comparison(word) is not None:
            return "_".join(parts[:place]), word
    return None


def prefixed(text: str) -> tuple[str, str] | None:
    """The comparison before a dot or colon, and what follows: `gt.5`, `IS_NOT:open`; None without.

    >>> prefixed("gte.5"), prefixed("IS_NOT:open"), prefixed("12:30"), prefixed("a.b")
    (('gte', '5'), ('IS_NOT', 'open'), None, None)
    """
    found = re.fullmatch(r"((?:not[.:])?[A-Za-z_]+)[.:](.*)", text, re.DOTALL)
    if found is None or comparison(found[1]) is None:
        return None
    if found[2] == "null":
        return ("nnull" if found[1].startswith("not") else "null"), "true"
    return found[1], found[2]


def every_comparison() -> dict[str, tuple[Comparison, bool]]:
    """Each bare word that stands for a comparison, and what it stands for."""
    words = {*TREE_OPERATORS, *PRESENT}
    contrary = {bare(mark) + word for mark in NOT for word in words}
    found = {word: comparison(word) for word in sorted(words | contrary)}
    return {word: told for word, told in found.items() if told is not None}
