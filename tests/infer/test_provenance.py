"""Where values stood."""

from __future__ import annotations

import pytest

from tests.infer.fixtures import traffic
from wirebase.infer.provenance import MOST_DOCUMENTS, Place, Sightings, sightings, spread
from wirebase.infer.segments import grouped, segments

TRAFFIC = """
GET /books 200 {"data":[{"id":7,"slug":"dune","tags":["sand","dune"]}]}
GET /books/dune 200 {"id":7,"slug":"dune","related":{"11":{"slug":"dune"}}}
POST /books 404 {"error":"dune"} <- {"slug":"dune"}
"""


def seen(text: str, *wanted: str) -> Sightings:
    exchanges = traffic(text)
    paths = [segments(x.path) for x in exchanges]
    return sightings(exchanges, grouped(paths), paths, frozenset(wanted))


def pointers(found: Sightings, value: str) -> set[tuple[str, ...]]:
    return {place.pointer for place in found[value]}


def test_values_are_found_wherever_they_stand():
    found = seen(TRAFFIC, "dune", "7")
    assert pointers(found, "7") == {("data", "*", "id"), ("id",)}
    assert pointers(found, "dune") == {
        ("data", "*", "slug"),
        ("data", "*", "tags", "*"),
        ("slug",),
        ("related", "{}", "slug"),
        ("error",),
    }


def test_the_first_time_the_own_path_and_failures_are_told():
    found = seen(TRAFFIC, "dune")["dune"]
    listed = found[Place("/books", ("data", "*", "slug"))]
    assert (listed.first, listed.count, listed.own, listed.failed) == (0, 1, 0, False)
    own = found[Place("/books/dune", ("slug",))]
    assert (own.first, own.own) == (1, 1)
    assert found[Place("/books", ("slug",), request=True)].failed


def test_numbers_are_found_as_numbers_and_as_text():
    found = seen('GET /a 200 {"a":7,"b":"7","c":7.0,"d":true,"e":"07"}', "7", "1", "07")
    assert pointers(found, "7") == {("a",), ("b",)}
    assert pointers(found, "07") == {("e",)}
    assert "1" not in found


def test_great_groups_are_looked_at_in_part():
    lines = "\n".join(f'GET /books/{n} 200 {{"id":{n}}}' for n in range(3 * MOST_DOCUMENTS))
    found = seen(lines, *map(str, range(3 * MOST_DOCUMENTS)))
    assert len(found) == MOST_DOCUMENTS


@pytest.mark.parametrize(
    ("pointer", "key", "container", "identity"),
    [
        (("data", "*", "id"), "id", "", True),
        (("books", "*", "slug"), "slug", "book", True),
        (("book", "author", "username"), "username", "author", True),
        (("tags", "*"), "tag", "tag", True),
        (("book", "featureName"), "featureName", "book", True),
        (("book", "number"), "number", "book", True),
        (("book", "task_number"), "task_number", "book", False),
        (("book", "type"), "type", "book", False),
        (("book", "body"), "body", "book", False),
    ],
)
def test_a_place_tells_its_field_and_container(
    pointer: tuple[str, ...], key: str, container: str, identity: bool
):
    place = Place("GET /x", pointer)
    assert (place.key, place.container, place.is_identity) == (key, container, identity)


def test_a_spread_is_even_and_whole_where_it_can_be():
    assert list(spread(range(5), 5)) == [0, 1, 2, 3, 4]
    assert list(spread(range(100), 4)) == [0, 25, 50, 75]
