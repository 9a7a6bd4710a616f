"""Texts made up by chance."""

from __future__ import annotations

from random import Random

WORDS = (
    "amber river copper lantern meadow signal violet harbor engine paper winter garden cobalt ember"
    " falcon granite hazel island jasper kettle lemon maple nectar orbit"
).split()


def words(chance: Random, count: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(count))


def title(chance: Random, count: int) -> str:
    """The same, as names are written."""
    return words(chance, count).title()
