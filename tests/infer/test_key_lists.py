"""Requests that name the rows they are about in a list in their body."""

from __future__ import annotations

import pytest

from tests.infer.apps import app
from tests.infer.prose import effects

MEMBERS = """
    GET /clubs 200 [{"id":7,"title":"Chess"}]
    GET /clubs/7/members 200 [{"id":21,"person":"Ann"},{"id":22,"person":"Bob"},{"id":23,"person":"Cy"}]
    GET /teams/7/members 200 [{"id":91,"person":"Dee","rank":1}]
    DELETE /clubs/7/members 204 <- {"ids":[22]}
    GET /clubs/7/members 200 [{"id":21,"person":"Ann"},{"id":23,"person":"Cy"}]
"""


def deletes(text: str) -> list[str]:
    return [e for e in effects(app(text)["DELETE /clubs/{club_id}/members"]) if "delete" in e]


def test_keys_below_a_row_are_of_the_rows_listed_there():
    assert len(deletes(MEMBERS)) == 1


@pytest.mark.parametrize("body", ['{"ids":[400]}', '{"reason":"none"}'])
def test_nothing_else_is(body: str):
    assert not deletes(MEMBERS.replace('{"ids":[22]}', body))
