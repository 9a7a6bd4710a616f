"""The laws of shapes: they merge as heaps do, and accept what they were made of."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.infer.fixtures import CASES, captured
from wirebase.exchange import Json
from wirebase.infer.columns import column_type
from wirebase.infer.shapes import SKETCH, Shape, Sketch

TEXTS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["", "0", "17", "9.50", "2026-01-02", "2026-01-02T03:04:05Z", "12:30"]),
    st.datetimes().map(lambda moment: moment.isoformat()),
    st.uuids().map(str),
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abcd"), inner),
    max_leaves=12,
)
HEAPS = st.lists(VALUES, max_size=8)


@given(HEAPS, HEAPS)
def test_the_shape_of_two_heaps_is_the_merge_of_their_shapes(a: list[Json], b: list[Json]):
    assert Shape.of([*a, *b]) == Shape.of(a) | Shape.of(b)


@given(HEAPS, HEAPS)
def test_merging_is_commutative(a: list[Json], b: list[Json]):
    assert Shape.of(a) | Shape.of(b) == Shape.of(b) | Shape.of(a)


@given(HEAPS, HEAPS, HEAPS)
def test_merging_is_associative(a: list[Json], b: list[Json], c: list[Json]):
    one, two, three = Shape.of(a), Shape.of(b), Shape.of(c)
    assert (one | two) | three == one | (two | three)


@given(HEAPS)
def test_the_empty_shape_changes_nothing(heap: list[Json]):
    shape = Shape.of(heap)
    assert shape | Shape() == shape == Shape() | shape


@given(HEAPS)
def test_all_but_counts_is_idempotent(heap: list[Json]):
    once, twice = Shape.of(heap), Shape.of(heap) | Shape.of(heap)
    assert facts(twice) == facts(once)
    assert twice.count == 2 * once.count


def facts(shape: Shape) -> object:
    """What of a shape does not count."""
    texts = shape.texts
    inner = {name: facts(member) for name, member in shape.members.items()}
    return (
        set(shape.kinds),
        (shape.low, shape.high, bool(shape.empty), shape.sketch),
        (texts.formats, texts.digits, texts.zones, texts.separators),
        (inner, shape.always(), facts(shape.items) if shape.items else None),
    )


@given(st.data())
def test_a_shape_accepts_every_value_that_it_was_made_of(data: st.DataObject):
    heap = data.draw(st.lists(VALUES, min_size=1, max_size=8))
    shape = Shape.of(heap) | Shape.of(data.draw(HEAPS))
    assert all(shape.accepts(value) for value in heap)


@pytest.mark.parametrize("case", CASES)
def test_every_captured_body_is_accepted_by_the_shape_that_it_produced(case: str):
    bodies = [x.answer.json() for x in captured(case) if x.answer.is_json]
    shape = Shape.of(bodies)
    assert bodies
    assert all(shape.accepts(body) for body in bodies)


def test_a_shape_refuses_what_it_has_not_seen():
    shape = Shape.of([{"id": 1, "at": "2026-01-02T03:04:05Z"}, {"id": 9, "at": "", "n": [1]}])
    assert shape.accepts({"id": 5, "at": "2027-01-02T03:04:05Z"})
    assert not shape.accepts({"id": 5})
    assert not shape.accepts({"id": 5, "at": "soon"})
    assert not shape.accepts({"id": 10, "at": ""})
    assert not shape.accepts({"id": 5, "at": "", "more": 1})
    assert not shape.accepts({"id": 5, "at": "", "n": ["1"]})
    assert not shape.accepts([])


@given(st.lists(SCALARS, max_size=6), st.lists(SCALARS, max_size=6))
def test_a_column_has_the_same_type_however_its_values_were_split(a: list[Json], b: list[Json]):
    assert column_type("made_at", [*a, *b]) == column_type("made_at", [*b, *a])


@given(st.integers(0, 4000))
def test_distinct_values_are_counted_exactly_while_few_and_estimated_then(number: int):
    sketch = Sketch.of(f"value {n}" for n in range(number))
    told = sketch.distinct()
    assert told == number if number < SKETCH else 0.5 * number < told < 2 * number


@given(st.lists(st.text(max_size=5)))
def test_examples_are_among_the_values(texts: list[str]):
    assert set(Sketch.of(texts).examples()) <= set(texts)


def test_a_shape_stays_small():
    shape = Shape.of({"id": n, "name": f"row {n}"} for n in range(10_000))
    assert len(json.dumps(shape.members["name"].sketch.smallest)) < 2500
