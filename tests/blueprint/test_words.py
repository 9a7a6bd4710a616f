"""Words of query languages that say how values compare."""

from __future__ import annotations

import pytest

from wirebase.blueprint.expressions import Comparison
from wirebase.blueprint.words import comparison, every_comparison, suffixed


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("includesInsensitive", (Comparison.LIKE, False)),
        ("notIncludesInsensitive", (Comparison.LIKE, True)),
        ("startsWithInsensitive", (Comparison.PREFIX, False)),
        ("inInsensitive", (Comparison.IN, False)),
        ("$containsi", (Comparison.LIKE, False)),
        ("$notContainsi", (Comparison.LIKE, True)),
        ("$endsWithi", (Comparison.SUFFIX, False)),
        ("$eqi", (Comparison.EQ, False)),
        ("$nei", (Comparison.NE, False)),
    ],
)
def test_a_comparison_may_say_that_case_does_not_matter(word: str, told: tuple[Comparison, bool]):
    assert comparison(word) == told


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("lessThanOrEqualTo", (Comparison.LE, False)),
        ("greaterThanOrEqualTo", (Comparison.GE, False)),
        ("distinctFrom", (Comparison.NE, False)),
        ("notDistinctFrom", (Comparison.NE, True)),
        ("inq", (Comparison.IN, False)),
        ("inList", (Comparison.IN, False)),
    ],
)
def test_comparisons_are_known_however_long_they_are_written(
    word: str, told: tuple[Comparison, bool]
):
    assert comparison(word) == told


@pytest.mark.parametrize("word", ["insensitive", "i", "gti", "ini", "lessThanInsensitive", "bio"])
def test_case_is_a_matter_of_texts_alone(word: str):
    assert comparison(word) is None
    assert suffixed(f"own_{word}") is None


def test_the_database_is_told_every_word_that_inference_knows():
    told = every_comparison()
    assert all(told[word] == comparison(word) for word in ("includesinsensitive", "notcontainsi"))
