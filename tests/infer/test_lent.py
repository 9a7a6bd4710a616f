"""Lists that a row shows of the row that it refers to."""

from __future__ import annotations

from tests.infer.apps import app
from wirebase.blueprint.tables import Kind

LINES = """
    GET /tags 200 [{"id":81,"name":"red"},{"id":82,"name":"green"},{"id":83,"name":"blue"}]
    GET /users 200 [{"id":71,"name":"Ann","tags":[81,82]},{"id":72,"name":"Bob","tags":[82,83]},
        {"id":73,"name":"Cid","tags":[81]}]
    GET /members 200 [
        {"id":1,"role":"lead","user":{"id":71,"name":"Ann","tags":[81,82]},"tags":[81,82]},
        {"id":2,"role":"guest","user":{"id":72,"name":"Bob","tags":[82,83]},"tags":[82,83]},
        {"id":3,"role":"guest","user":{"id":73,"name":"Cid","tags":[81]},"tags":[81]}]
"""


def links(lines: str) -> set[str]:
    return {t.name for t in app(lines).blueprint.tables if t.kind is Kind.LINK}


def test_a_list_that_is_always_that_of_the_row_referred_to_has_no_links_of_its_own():
    assert links(LINES) == {"user_tags"}


def test_a_list_that_differs_once_is_the_rows_own():
    assert links(LINES.replace('"tags":[81]}]', '"tags":[83]}]')) == {"user_tags", "member_tags"}
