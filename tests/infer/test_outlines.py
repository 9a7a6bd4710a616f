"""Which fields documents have, and how alike they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.infer.fixtures import traffic
from wirebase.exchange import Json
from wirebase.infer.outlines import answered, is_rich, likeness, outline, overlap

documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcde"), inner, max_size=4)
    ),
    max_leaves=12,
)


def alike(one: Json, other: Json) -> float | None:
    return likeness(outline(one), outline(other))


def test_an_outline_names_the_fields():
    assert outline({"a": [{"b": 1}, {"c": None}], "17": {"d": []}}) == {
        ("a", "*", "b"),
        ("a", "*", "c"),
        ("{}", "d"),
    }


@given(documents, documents)
def test_likeness_has_no_direction_and_is_a_share(one: Json, other: Json):
    share = alike(one, other)
    assert share == alike(other, one)
    assert share is None or 0 <= share <= 1


@given(documents)
def test_a_document_is_like_itself(document: Json):
    assert alike(document, document) == 1
    assert overlap(outline(document), outline(document)) == 1


def test_empty_lists_and_nulls_stand_for_anything():
    assert alike({"books": [{"title": "x", "year": 1}]}, {"books": []}) is None
    assert alike({"a": None, "b": 1}, {"a": {"c": 1}, "b": 2}) == 1


def test_a_part_of_the_fields_overlaps_wholly():
    one, other = outline([{"title": "x"}]), outline([{"title": "x", "year": 1, "pages": 3}])
    assert overlap(one, other) == 1
    share = likeness(one, other)
    assert share is not None
    assert share < 0.5


def test_names_that_all_documents_have_tell_little():
    books, boats = {"id": 1, "total": 2, "title": "x"}, {"id": 1, "total": 2, "sail": "x"}
    share = alike(books, boats)
    assert share is not None
    assert share < 0.35
    common = frozenset({"title", "sail"})
    assert likeness(outline(books), outline(boats), common) == 0.5


def test_only_answers_that_succeeded_count():
    exchanges = traffic('GET /a 500 {"error":1}\nGET /a 200 {"b":1}\nGET /a 200 {"c":[]}')
    assert answered(exchanges) == {("b",), ("c",)}
    assert answered(exchanges, most=1) == {("b",)}


def test_little_is_not_rich():
    assert not is_rich(outline({"id": 1, "ok": True, "name": "x"}))
    assert is_rich(outline({"name": "x", "sail": "y"}))
