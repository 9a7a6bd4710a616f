from hypothesis import given
from hypothesis import strategies as st

from tests.verify.strategies import documents, records
from wirebase.exchange import Json
from wirebase.verify import alignment
from wirebase.verify.alignment import align


@given(st.lists(documents, max_size=6), st.lists(documents, max_size=6))
def test_no_item_has_two_counterparts(recorded: list[Json], actual: list[Json]) -> None:
    found = [j for j in align(recorded, actual) if j is not None]
    assert len(found) == len(set(found))
    assert all(0 <= j < len(actual) for j in found)


@given(st.lists(records, max_size=8), st.randoms())
def test_equal_items_find_each_other_in_any_order(items: list[Json], random: object) -> None:
    shuffled = list(items)
    random.shuffle(shuffled)
    assert [shuffled[j] for j in align(items, shuffled)] == items


def test_an_identity_outweighs_likeness() -> None:
    recorded = [{"id": 1, "title": "a"}, {"id": 2, "title": "b"}]
    actual = [{"id": 2, "title": "a"}, {"id": 1, "title": "b"}]
    assert align(recorded, actual) == [1, 0]


def test_items_that_share_an_identity_are_paired_by_what_they_say() -> None:
    recorded = [{"name": "x", "n": 1}, {"name": "x", "n": 2}]
    actual = [{"name": "x", "n": 2}, {"name": "x", "n": 1}]
    assert align(recorded, actual) == [1, 0]


def test_wrapped_items_are_known_by_what_they_wrap() -> None:
    recorded = [{"node": {"id": 1}}, {"node": {"id": 2}}]
    assert align(recorded, list(reversed(recorded))) == [1, 0]


def test_items_without_a_counterpart_have_none() -> None:
    assert align([{"id": 1}, {"id": 2}], [{"id": 2}]) == [None, 0]


def test_lists_are_paired_by_position() -> None:
    assert align([[1], [2], [3]], [[9], [8]]) == [0, 1, None]


def test_a_flood_of_unlike_items_is_paired_by_position(monkeypatch) -> None:
    monkeypatch.setattr(alignment, "_MOST_COMPARISONS", 10)
    recorded = [{"n": i} for i in range(20)]
    assert align(recorded, [{"n": i + 100} for i in range(20)]) == list(range(20))
