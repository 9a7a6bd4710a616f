import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verify.strategies import documents
from wirebase.exchange import Json
from wirebase.verify.identity import (
    entity_of,
    entity_of_url,
    identities,
    is_identifier,
    is_number,
)


@pytest.mark.parametrize("name", ["id", "_id", "userId", "owner_ids", "slug", "apiUrl", "self"])
def test_names_that_identify(name: str) -> None:
    assert is_identifier((name,))


@pytest.mark.parametrize("name", ["title", "idea", "grid", "monkey", "count", ""])
def test_names_that_do_not(name: str) -> None:
    assert not is_identifier((name,))


@given(st.lists(st.text(max_size=8), max_size=4).map(tuple), st.text(max_size=5))
def test_any_path_has_an_entity(path: tuple[str, ...], root: str) -> None:
    assert isinstance(entity_of(path, root), str)


def test_both_ways_to_write_a_name_are_of_one_kind() -> None:
    assert entity_of(("projectMemberId",), "") == entity_of(("project_member_ids", "*"), "")
    assert entity_of_url("/api/v1/project-members/7") == entity_of(("project_member_id",), "")


def test_a_url_of_nothing_but_values_names_nothing() -> None:
    assert entity_of_url("/17/") == ""


def test_numbers_are_whole_and_of_some_length() -> None:
    assert is_number(7)
    assert is_number("-7")
    assert not any(map(is_number, (True, 7.5, "7.5", "", "٣", "1" * 11, None)))


@given(documents)
def test_identities_are_scalars(document: Json) -> None:
    assert all(isinstance(value, (str, int)) for value in identities(document).values())


def test_the_best_identity_comes_first() -> None:
    item = {"title": "x", "ownerId": 2, "id": 7}
    assert list(identities(item).items()) == [("id", 7), ("title", "x"), ("ownerId", 2)]
