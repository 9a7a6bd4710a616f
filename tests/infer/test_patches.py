"""JSON Patch as the members that it sets."""

from __future__ import annotations

import pytest

from tests.infer.apps import app
from tests.infer.prose import effects
from wirebase.exchange import Json
from wirebase.infer.patches import merged


@pytest.mark.parametrize(
    ("patch", "said"),
    [
        ([{"op": "replace", "path": "/open", "value": True}], {"open": True}),
        ([{"op": "add", "path": "/a~1b/c", "value": 1}], {"a/b": {"c": 1}}),
        ([{"op": "remove", "path": "/note"}], {"note": None}),
        (
            [{"op": "test", "path": "/n", "value": 1}, {"op": "add", "path": "/m", "value": 2}],
            {"m": 2},
        ),
    ],
)
def test_a_patch_of_members_is_an_object_with_what_it_sets(patch: Json, said: Json):
    assert merged(patch) == said


@pytest.mark.parametrize(
    "document",
    [
        [{"op": "add", "path": "/tags/-", "value": "x"}],
        [{"op": "move", "from": "/a", "path": "/b"}],
        [{"op": "replace", "path": "/a"}],
        [{"op": "add", "path": "/a", "value": 1}, {"op": "add", "path": "/a/b", "value": 1}],
        [{"name": "jug"}],
        [],
        {"op": "add"},
    ],
)
def test_what_is_no_such_patch_stays_as_it_is(document: Json):
    assert merged(document) == document


def test_a_patch_sets_the_columns_that_it_names_and_no_others():
    found = app(
        'GET /books 200 [{"id":1,"title":"Emma","open":false},{"id":2,"title":"Dune","open":true}]',
        """PATCH /books/1 200 {"id":1,"title":"Emma","open":true}
            <- [{"op":"replace","path":"/open","value":true}]""",
    )
    assert effects(found["PATCH /books/{book_id}"])[-1] == "update row: open =? :open"
