"""Filters that stand in the body of a request, by nested names, and numbers that only count."""

from __future__ import annotations

import pytest

from tests.infer.apps import app
from tests.infer.prose import answer

PLANTS = """
    GET /beds 200 [{"id":"7c0e3a52-0d5f-4a0b-9a53-0c2a55e7a001","name":"north"},
        {"id":"7c0e3a52-0d5f-4a0b-9a53-0c2a55e7a002","name":"south"}]
    POST /plants/filter 200 [
        {"id":1,"name":"rose","tags":["red","tall"],"bed_id":"7c0e3a52-0d5f-4a0b-9a53-0c2a55e7a001"},
        {"id":2,"name":"poppy","tags":["red"],"bed_id":"7c0e3a52-0d5f-4a0b-9a53-0c2a55e7a002"},
        {"id":3,"name":"reed","tags":["tall"],"bed_id":"7c0e3a52-0d5f-4a0b-9a53-0c2a55e7a001"}] <- {}
"""
ROSE = (
    '{"id":1,"name":"rose","tags":["red","tall"],"bed_id":"7c0e3a52-0d5f-4a0b-9a53-0c2a55e7a001"}'
)
POPPY = '{"id":2,"name":"poppy","tags":["red"],"bed_id":"7c0e3a52-0d5f-4a0b-9a53-0c2a55e7a002"}'
REED = '{"id":3,"name":"reed","tags":["tall"],"bed_id":"7c0e3a52-0d5f-4a0b-9a53-0c2a55e7a001"}'


@pytest.mark.parametrize(
    ("asked", "shown", "meaning"),
    [
        ('{"plants":{"id":{"any_":[1,3]}}}', f"[{ROSE},{REED}]", "is one of the ids listed"),
        ('{"plants":{"tags":{"all_":["red","tall"]}}}', f"[{ROSE}]", "all of them are in tags"),
        (
            '{"beds":{"id":{"any_":["7c0e3a52-0d5f-4a0b-9a53-0c2a55e7a001"]}}}',
            f"[{ROSE},{REED}]",
            "is one of the bed_ids listed",
        ),
        (
            '{"beds":{"name":{"any_":["north"]}}}',
            f"[{ROSE},{REED}]",
            "is one of bed.name of bed_id",
        ),
    ],
)
def test_nested_names_say_what_is_compared_and_how(asked: str, shown: str, meaning: str):
    made = app(PLANTS, f"POST /plants/filter 200 {shown} <- {asked}")["POST /plants/filter"]
    assert meaning in [p.meaning for p in made.parameters]


def test_a_bare_number_below_a_word_for_counting_counts_what_the_filters_leave():
    made = app(
        PLANTS,
        "POST /plants/count 200 3 <- {}",
        'POST /plants/count 200 1 <- {"plants":{"tags":{"all_":["red","tall"]}}}',
        'POST /plants/count 200 2 <- {"plants":{"tags":{"all_":["red"]}}}',
    )["POST /plants/count"]
    assert answer(made) == "count(plants plant where plant.tags has_all? :plants_tags_all)"


def asked(shown: str, given: str) -> str:
    query = "query trees($f: F) { trees(filter: $f) { id name kind } }"
    body = f'{{"operationName":"trees","query":"{query}","variables":{{"f":{given}}}}}'
    return f'POST /graphql 200 {{"data":{{"trees":{shown}}}}} <- {body}'


def test_what_a_filter_of_graphql_says_of_some_columns_it_may_say_of_all():
    oak = '{"id":"1","name":"oak","kind":"leaf"}'
    elm = '{"id":"2","name":"elm","kind":"leaf"}'
    yew = '{"id":"3","name":"yew","kind":"needle"}'
    (made,) = app(
        asked(f"[{oak},{elm},{yew}]", "{}"),
        asked(f"[{elm}]", '{"name":{"eq":"elm"}}'),
        asked(f"[{oak}]", '{"name":{"contains":"ak"}}'),
        asked("[]", '{"name":{"eq":"fir"}}'),
    ).blueprint.operations
    told = {p.key: p.meaning for p in made.parameters}
    assert told["/arguments/trees/filter"] == "conditions on trees"
