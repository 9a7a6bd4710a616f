import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verify.strategies import containers, documents
from wirebase.exchange import Json
from wirebase.verify.compare import Answer, Comparison, Kind, compare, shape_score
from wirebase.verify.leaves import Path, leaves
from wirebase.verify.volatile import is_volatile


def compared(recorded: Json, actual: Json, **more: object) -> Comparison:
    return compare(Answer(200, recorded, is_json=True), Answer(200, actual, is_json=True), **more)


def kinds(comparison: Comparison) -> list[tuple[Path, Kind]]:
    return [(d.path, d.kind) for d in comparison.differences]


@given(documents)
def test_a_document_equals_itself(document: Json) -> None:
    comparison = compared(document, copy.deepcopy(document))
    assert comparison.exact == 1
    assert comparison.differences == ()


@given(documents)
def test_a_document_walked_leaf_by_leaf_equals_itself(document: Json) -> None:
    # A wrapper with another order of members keeps the quick look at the text from deciding.
    recorded, actual = {"a": document, "b": 1}, {"b": 1, "a": copy.deepcopy(document)}
    comparison = compared(recorded, actual)
    assert comparison.exact == 1
    assert comparison.differences == ()


@given(containers, st.data())
def test_a_member_that_is_left_out_lowers_shape_and_value(
    document: dict[str, Json], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(document)))
    without = {k: v for k, v in document.items() if k != name}
    comparison = compared(document, without)
    assert comparison.shape < 1
    assert comparison.value < 1
    assert ((name,), Kind.MISSING) in kinds(comparison)


@given(containers)
def test_a_member_too_many_lowers_shape_alone(document: dict[str, Json]) -> None:
    comparison = compared(document, {**document, "surplus": 1})
    assert comparison.shape < 1
    assert comparison.value == 1
    assert (("surplus",), Kind.EXTRA) in kinds(comparison)


@given(documents, documents)
def test_scores_lie_between_nothing_and_all(recorded: Json, actual: Json) -> None:
    comparison = compared(recorded, actual)
    assert 0 <= comparison.shape <= 1
    assert 0 <= comparison.value <= 1
    assert comparison.exact in (0, 1)


@given(documents, documents)
def test_what_is_not_exact_is_explained(recorded: Json, actual: Json) -> None:
    comparison = compared(recorded, actual)
    if comparison.value < 1:
        assert any(d.kind is not Kind.ORDER for d in comparison.differences)


@given(st.lists(st.integers(0, 99), min_size=1, unique=True), st.randoms())
def test_rows_in_another_order_are_exact_and_told(ids: list[int], random: object) -> None:
    recorded = [{"id": i, "title": f"row {i}"} for i in ids]
    actual = list(recorded)
    random.shuffle(actual)
    comparison = compared(recorded, actual)
    assert comparison.exact == 1
    assert (comparison.order == 0) == (len(ids) > 1 and actual != recorded)
    assert {d.kind for d in comparison.differences} <= {Kind.ORDER}


def test_a_value_of_another_type_lowers_shape() -> None:
    comparison = compared({"n": 1}, {"n": "1"})
    assert comparison.shape == 0.5
    assert kinds(comparison) == [(("n",), Kind.TYPE)]


def test_true_is_not_one() -> None:
    assert compared({"n": True}, {"n": 1}).exact == 0


def test_null_has_the_shape_of_anything_but_not_its_value() -> None:
    comparison = compared({"n": "text"}, {"n": None})
    assert (comparison.shape, comparison.value) == (1, 0)


def test_an_empty_list_says_nothing_of_its_items() -> None:
    assert shape_score({"rows": []}, {"rows": [{"id": 1}]}) == 1


def test_half_the_shape_of_items_that_did_not_come_is_granted() -> None:
    assert shape_score([{"id": 1}], []) == pytest.approx((1 + 0.5 + 0.5) / 3)


def test_rows_too_many_lower_value() -> None:
    recorded = [{"id": 1, "title": "a"}]
    comparison = compared(recorded, [*recorded, {"id": 2, "title": "b"}])
    assert (comparison.shape, comparison.value) == (1, pytest.approx(2 / 3))
    assert kinds(comparison) == [(("*",), Kind.EXTRA)]


@pytest.mark.parametrize(
    ("recorded", "actual"),
    [
        ({"created_at": "2026-01-01T00:00:00Z"}, {"created_at": "2026-02-02T10:00:00.5Z"}),
        ({"updatedAt": 1_767_225_600}, {"updatedAt": 1_790_000_000_000}),
        ({"token": "wb_token_0123"}, {"token": "eyJhbGciOi"}),
        ({"duration_ms": 1.25}, {"duration_ms": 0.75}),
        ({"expires_at": "2026-01-01T00:00:00Z"}, {"expires_at": None}),
    ],
)
def test_what_varies_from_run_to_run_counts_by_its_type(recorded: Json, actual: Json) -> None:
    assert compared(recorded, actual).exact == 1


def test_a_volatile_value_of_another_type_differs() -> None:
    assert compared({"token": "abc"}, {"token": 7}).value == 0


def test_fractions_are_equal_up_to_their_last_digits() -> None:
    assert compared({"price": 0.1 + 0.2}, {"price": 0.3}).exact == 1


def test_the_status_is_compared() -> None:
    comparison = compare(Answer(201, {"id": 1}, is_json=True), Answer(200, {"id": 1}, is_json=True))
    assert (comparison.status, comparison.shape, comparison.exact) == (0, 1, 0)
    assert [(d.recorded, d.actual) for d in comparison.differences] == [(201, 200)]


def test_a_full_answer_stands_for_not_modified() -> None:
    assert compare(Answer(304), Answer(200, {"id": 1}, is_json=True)).exact == 1


def test_an_answer_without_json_is_compared_by_status() -> None:
    assert compare(Answer(204), Answer(204)).exact == 1
    assert compare(Answer(204), Answer(404)).value == 0


def test_json_that_did_not_come_is_missing_as_a_whole() -> None:
    comparison = compare(Answer(200, {"id": 1}, is_json=True), Answer(200))
    assert (comparison.shape, comparison.value) == (0, 0)
    assert kinds(comparison) == [((), Kind.MISSING)]


def test_an_error_in_place_of_a_success_is_told_by_its_status_alone() -> None:
    comparison = compare(
        Answer(200, {"id": 1}, is_json=True), Answer(404, {"error": "no"}, is_json=True)
    )
    assert kinds(comparison) == [((), Kind.STATUS)]


def test_only_what_could_be_known_counts() -> None:
    recorded, actual = {"known": "a", "unknown": "b"}, {"known": "a", "unknown": "c"}
    comparison = compared(recorded, actual, knowable=lambda _, value: value == "a")
    assert comparison.value == 1


def test_new_identifiers_may_stand_for_the_recorded_ones() -> None:
    recorded, expected = {"id": 4, "parent_id": 4}, {"id": 9, "parent_id": 9}
    assert compared(recorded, {"id": 9, "parent_id": 4}, expected=expected).exact == 1
    assert compared(recorded, {"id": 9, "parent_id": 5}, expected=expected).value == 0.5


@given(documents)
def test_every_leaf_that_changes_is_found(document: Json) -> None:
    recorded = {"a": document, "b": "one"}
    comparison = compared(recorded, {"a": copy.deepcopy(document), "b": "two"})
    assert kinds(comparison) == [(("b",), Kind.VALUE)]
    counted = sum(1 for _ in leaves(recorded))
    assert comparison.value == pytest.approx((counted - 1) / counted)
    assert not is_volatile(("b",), "one")
