"""Lists that name an account, and tell what it is linked with."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import where

LOGINS = """
    GET /people/ann 200 {"person":{"username":"ann","about":"reads"}}
    GET /people/bob 200 {"person":{"username":"bob","about":"writes"}}
    POST /login 200 {"token":"<ann>","person":{"username":"ann","about":"reads"}}
        <- {"username":"ann","password":"<pw a>"}
    @ann GET /me 200 {"person":{"username":"ann","about":"reads"}}
"""
LIKES = """
    GET /books?liked=ann 200 [{"id":11,"title":"Emma","liked":false},{"id":13,"title":"Ivanhoe","liked":false}]
    @ann GET /books 200 [{"id":11,"title":"Emma","liked":true},{"id":12,"title":"Dune","liked":false}]
    @ann POST /books/12/like 200 {"id":12,"title":"Dune","liked":true}
    @ann DELETE /books/11/like 200 {"id":11,"title":"Emma","liked":false}
"""


def test_a_list_that_names_an_account_tells_of_links_that_it_was_not_shown():
    found = app(LOGINS, LIKES)
    (link,) = [t for t in found.blueprint.tables if t.name == "book_likes"]
    assert {row["book_id"] for row in found.start(link.name)} == {11, 13}


def test_its_parameter_finds_what_the_account_is_linked_with():
    (told,) = where(app(LOGINS, LIKES)["GET /books"])
    assert "book_likes" in told
    assert ":liked" in told


def test_the_first_press_of_a_toggle_tells_that_there_was_no_link_before():
    found = app(LOGINS, LIKES)
    assert 12 not in {row["book_id"] for row in found.start("book_likes")}
