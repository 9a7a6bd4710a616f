"""The working set of a long capture: bounded, telling, and the same in any order."""

from __future__ import annotations

import random

import pytest

from bench.community import Community
from wirebase.capture.index import Index
from wirebase.exchange import Exchange
from wirebase.infer import sampling
from wirebase.infer.sampling import working_set


@pytest.fixture(scope="module")
def visits() -> list[Exchange]:
    return list(Community(3000).visits(3000))


def index_of(exchanges: list[Exchange]) -> tuple[Index, list[Exchange]]:
    index = Index()
    return index, [x for x in exchanges if index.add(x)]


def chosen(exchanges: list[Exchange]) -> list[Exchange]:
    index, kept = index_of(exchanges)
    return sorted((kept[i] for i in working_set(index)), key=lambda x: x.started)


def test_the_order_of_arrival_does_not_count(visits: list[Exchange]):
    shuffled = [*visits]
    random.Random(1).shuffle(shuffled)
    assert {x.url for x in chosen(shuffled)} == {x.url for x in chosen(visits)}


def test_every_kind_of_request_is_in_it(visits: list[Exchange]):
    def kinds(exchanges: list[Exchange]) -> set[tuple[str, int]]:
        return {(x.method, x.path.count("/")) for x in exchanges}

    assert kinds(chosen(visits)) == kinds(visits)


def test_all_writes_are_in_it_as_far_as_they_are_few(visits: list[Exchange]):
    assert [x for x in chosen(visits) if x.method != "GET"] == [
        x for x in visits if x.method != "GET"
    ]


def test_it_keeps_within_its_bounds(visits: list[Exchange], monkeypatch: pytest.MonkeyPatch):
    assert len(chosen(visits)) < len(visits) / 2
    monkeypatch.setattr(sampling, "MOST", 100)
    assert len(chosen(visits)) <= 200
    monkeypatch.setattr(sampling, "MOST", 10_000)
    monkeypatch.setattr(sampling, "LARGEST", 50_000)
    assert sum(len(x.answer.content or b"") for x in chosen(visits)) <= 100_000


def test_what_shows_something_new_is_in_it(visits: list[Exchange]):
    from msgspec.structs import replace

    from wirebase.exchange import Message

    rare = replace(
        visits[2000],
        method="GET",
        url="https://community.example/api/posts/17",
        answer=Message(visits[2].answer.headers, b'{"id":17,"title":"T","retracted":true}'),
    )
    assert rare in chosen([*visits[:2000], rare, *visits[2000:]])


def test_reads_beside_a_write_are_in_it(visits: list[Exchange], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sampling, "EACH", 1)
    found = chosen(visits)
    paths = {x.path for x in found if x.method == "GET"}
    written = [x for x in visits if x.method == "PATCH"]
    read = {x.path for x in visits if x.method == "GET"}
    assert all(x.path in paths for x in written if x.path in read)
