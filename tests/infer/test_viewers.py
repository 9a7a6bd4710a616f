"""Fields that depend on who asks."""

from __future__ import annotations

import re

import pytest

from tests.infer.apps import app
from tests.infer.prose import answer, effects, where
from wirebase.blueprint.expressions import AllOf, Exists, Negation
from wirebase.blueprint.operations import FailureKind, Verb
from wirebase.blueprint.tables import Kind

LOGINS = """
    POST /login 200 {"token":"<ann>","user":{"id":1,"name":"Ann"}}
        <- {"name":"Ann","password":"<pw a>"}
    POST /login 200 {"token":"<bob>","user":{"id":2,"name":"Bob"}}
        <- {"name":"Bob","password":"<pw b>"}
"""
FAVOURITES = (
    LOGINS
    + """
    @ann GET /books 200 [{"id":11,"title":"Emma","favourited":false,"favourites_count":1},
        {"id":12,"title":"Dune","favourited":false,"favourites_count":0}]
    @bob GET /books 200 [{"id":11,"title":"Emma","favourited":true,"favourites_count":1},
        {"id":12,"title":"Dune","favourited":false,"favourites_count":0}]
    @ann POST /books/11/favourite 200 {"id":11,"title":"Emma","favourited":true,
        "favourites_count":2}
    @ann POST /books/12/favourite 200 {"id":12,"title":"Dune","favourited":true,
        "favourites_count":1}
    @ann POST /books/12/favourite 200 {"id":12,"title":"Dune","favourited":true,
        "favourites_count":1}
    @ann GET /books?favourited=true 200 [{"id":11,"title":"Emma","favourited":true,
        "favourites_count":2},{"id":12,"title":"Dune","favourited":true,"favourites_count":1}]
    @bob GET /books?favourited=true 200 [{"id":11,"title":"Emma","favourited":true,
        "favourites_count":2}]
    @ann DELETE /books/11/favourite 200 {"id":11,"title":"Emma","favourited":false,
        "favourites_count":1}
"""
)
LINK = (
    "book_favourites book_favourites_of_caller "
    "where book_favourites_of_caller.user_id = caller.id "
    "and book_favourites_of_caller.book_id = "
)


def test_favourite_toggles_become_a_link_between_callers_and_rows():
    found = app(FAVOURITES)
    table = found.blueprint.table("book_favourites")
    assert (table.kind, table.primary_key) == (Kind.LINK, ("user_id", "book_id"))
    assert [(key.columns, key.table) for key in table.foreign_keys] == [
        (("user_id",), "users"),
        (("book_id",), "books"),
    ]
    assert not found.blueprint.table("books").has("favourited")


def test_links_are_those_that_each_caller_saw():
    found = app(FAVOURITES)
    assert found.start("book_favourites") == [{"user_id": 2, "book_id": 11}]
    assert sorted(map(str, found.end("book_favourites"))) == [
        "{'user_id': 1, 'book_id': 12}",
        "{'user_id': 2, 'book_id': 11}",
    ]


def test_the_field_tells_whether_the_caller_is_linked():
    told = answer(app(FAVOURITES)["GET /books"])
    assert f"favourited: exists({LINK}book.id)" in told
    assert "favourites_count: book.favourites_count" in told


def test_a_toggle_links_the_caller_and_moves_the_counter_where_that_changes_something():
    found = app(FAVOURITES)
    link, unlink = (
        found["POST /books/{book_id}/favourite"],
        found["DELETE /books/{book_id}/favourite"],
    )
    assert (link.verb, unlink.verb) == (Verb.LINK, Verb.UNLINK)
    assert effects(link) == [
        "find books row where row.id = :book_id",
        f"update row: favourites_count = row.favourites_count + 1 when not exists({LINK}row.id)",
        "insert book_favourites linked: user_id = caller.id, book_id = row.id unless there",
    ]
    assert effects(unlink) == [
        "find books row where row.id = :book_id",
        f"update row: favourites_count = row.favourites_count + -1 when exists({LINK}row.id)",
        f"delete {LINK}row.id",
    ]


def test_lists_are_filtered_by_the_callers_links():
    assert where(app(FAVOURITES)["GET /books"]) == [f"exists({LINK}book.id) =? :favourited"]


def test_a_toggle_without_a_counter_has_none():
    found = app(
        LOGINS,
        """
        @ann GET /people 200 [{"id":5,"nick":"eve","city":"Oslo","followed":false},
            {"id":6,"nick":"fay","city":"Rome","followed":false}]
        GET /people/5 200 {"id":5,"nick":"eve","city":"Oslo","followed":false}
        @ann PUT /people/5/follow 200 {"id":5,"nick":"eve","city":"Oslo","followed":true}
        @ann DELETE /people/5/follow 200 {"id":5,"nick":"eve","city":"Oslo","followed":false}
        """,
    )
    (viewer,) = found.known.viewers.values()
    assert (viewer.link.name, viewer.counter) == ("person_follows", "")
    assert effects(found["PUT /people/{person_id}/follow"])[1].startswith("insert person_follows")


def test_what_changes_for_those_who_did_nothing_is_a_column():
    found = app(
        LOGINS,
        """
        @bob GET /tasks 200 [{"id":5,"text":"aa","place":"Oslo","done":false},
            {"id":6,"text":"bb","place":"Rome","done":false}]
        @bob GET /tasks/5 200 {"id":5,"text":"aa","place":"Oslo","done":false}
        @ann PUT /tasks/5/done 200 {"id":5,"text":"aa","place":"Oslo","done":true}
        @bob GET /tasks 200 [{"id":5,"text":"aa","place":"Oslo","done":true},
            {"id":6,"text":"bb","place":"Rome","done":false}]
        @ann PUT /tasks/6/done 200 {"id":6,"text":"bb","place":"Rome","done":true}
        @ann DELETE /tasks/6/done 200 {"id":6,"text":"bb","place":"Rome","done":false}
        """,
    )
    assert found.known.viewers == {}
    assert found.blueprint.table("tasks").has("done")
    assert effects(found["PUT /tasks/{task_id}/done"])[1] == "update row: done = true"


def test_a_flag_that_is_set_one_way_only_is_a_column():
    found = app(
        LOGINS,
        """
        @ann GET /books 200 [{"id":11,"title":"Emma","sold":false},
            {"id":12,"title":"Dune","sold":false}]
        @ann POST /books/11/sell 200 {"id":11,"title":"Emma","sold":true}
        """,
    )
    assert found.known.viewers == {}


def test_without_accounts_nothing_depends_on_the_viewer():
    found = app("""
        GET /books 200 [{"id":11,"title":"Emma","starred":false},
            {"id":12,"title":"Dune","starred":false}]
        PUT /books/11/star 200 {"id":11,"title":"Emma","starred":true}
        DELETE /books/11/star 200 {"id":11,"title":"Emma","starred":false}
    """)
    assert found.known.viewers == {}
    assert found.blueprint.table("books").has("starred")


TWICE = """
    @ann GET /books 200 [{"id":11,"title":"Emma","favourited":false},
        {"id":12,"title":"Dune","favourited":true}]
    @ann GET /books/11 200 {"id":11,"title":"Emma","favourited":false}
    @ann POST /books/11/favourite 200 {"id":11,"title":"Emma","favourited":true}
    @ann POST /books/11/favourite 400 {"error":"once is enough"}
    @ann DELETE /books/12/favourite 200 {"id":12,"title":"Dune","favourited":false}
    @ann DELETE /books/12/favourite 400 {"error":"there is none"}
"""


def test_a_link_that_is_there_already_is_refused_as_the_app_did():
    (told,) = app(LOGINS, TWICE)["POST /books/{book_id}/favourite"].failures
    assert (told.kind, told.status) == (FailureKind.CONFLICT, 400)
    assert isinstance(told.when, Exists)
    assert told.when.source.table == "book_favourites"


def test_a_link_that_is_not_there_is_not_removed():
    (told,) = app(LOGINS, TWICE)["DELETE /books/{book_id}/favourite"].failures
    assert (told.kind, told.status) == (FailureKind.CONFLICT, 400)
    assert isinstance(told.when, AllOf)
    row, link = told.when.conditions
    assert isinstance(row, Exists)
    assert isinstance(link, Negation)


def test_a_toggle_that_was_served_twice_is_not_refused():
    assert app(FAVOURITES)["POST /books/{book_id}/favourite"].failures == ()


SILENT = """
    @ann GET /books 200 [{"id":11,"title":"Emma","starred":false},
        {"id":12,"title":"Dune","starred":false}]
    @ann POST /books/12/stars 200 {}
    @ann GET /books 200 [{"id":12,"title":"Dune","starred":true},
        {"id":11,"title":"Emma","starred":false}]
    @bob GET /books 200 [{"id":11,"title":"Emma","starred":false},
        {"id":12,"title":"Dune","starred":false}]
    @ann DELETE /books/12/stars 204
    @bob POST /books/11/stars 204
"""


def test_toggles_whose_answers_show_nothing_are_told_by_the_next_look_or_their_names():
    found = app(LOGINS, SILENT)
    assert not found.blueprint.table("books").has("starred")
    assert (found.start("book_stars"), found.end("book_stars")) == (
        [],
        [{"user_id": 2, "book_id": 11}],
    )
    assert effects(found["POST /books/{book_id}/stars"])[-1] == (
        "insert book_stars linked: user_id = caller.id, book_id = row.id unless there"
    )
    assert found["DELETE /books/{book_id}/stars"].verb is Verb.UNLINK


def test_what_the_caller_is_linked_with_may_come_first():
    listed = answer(app(LOGINS, SILENT)["GET /books"])
    assert listed.endswith("and book_stars_of_caller.book_id = book.id) desc, book.id]")


def test_what_is_done_to_a_row_for_all_is_a_column():
    found = app(LOGINS, SILENT.replace("starred", "locked").replace("stars", "lock"))
    assert found.blueprint.table("books").has("locked")
    assert found.known.viewers == {}


def test_what_a_path_names_is_no_feed():
    found = app(
        LOGINS,
        SILENT,
        """
        @bob GET /shelves 200 [{"id":1,"label":"A"},{"id":2,"label":"B"}]
        @bob GET /shelves/1/notes 200 [{"id":5,"book_id":11},{"id":6,"book_id":11}]
        @bob GET /shelves/2/notes 200 []
        @bob GET /notes 200 [{"id":5,"book_id":11},{"id":6,"book_id":11},{"id":7,"book_id":12}]
        """,
    )
    assert "of_caller" not in answer(found["GET /shelves/{shelf_id}/notes"])


FLIPS = """
    @ann GET /posts 200 [{"id":11,"title":"Emma","liked":false,"likes":1},
        {"id":12,"title":"Dune","liked":false,"likes":0}]
    @bob GET /posts 200 [{"id":11,"title":"Emma","liked":true,"likes":1},
        {"id":12,"title":"Dune","liked":false,"likes":0}]
    @ann POST /posts/11/like 200 {"id":11,"title":"Emma","liked":true,"likes":2}
    @ann POST /posts/11/like 200 {"id":11,"title":"Emma","liked":false,"likes":1}
    @ann POST /posts/12/like 200 {"id":12,"title":"Dune","liked":true,"likes":1}
    @ann POST /posts 201 {"id":13,"title":"Ada","liked":false,"likes":0} <- {"title":"Ada"}
"""
LIKED = "post_likes {0} where {0}.user_id = caller.id and {0}.post_id = row.id"


def test_a_request_that_turns_a_flag_round_each_time_links_or_unlinks():
    found = app(LOGINS, FLIPS)
    before, mine = LIKED.format("before"), LIKED.format("post_likes_of_caller")
    absent, present = "before.user_id is_null true", "not before.user_id is_null true"
    assert effects(found["POST /posts/{post_id}/like"])[1:] == [
        f"find? {before}",
        f"update row: likes = row.likes + 1 when {absent}",
        f"update row: likes = row.likes + -1 when {present}",
        f"delete {mine} when {present}",
        f"insert post_likes linked: user_id = caller.id, post_id = row.id unless there when {absent}",
    ]
    assert found.start("post_likes") == [{"user_id": 2, "post_id": 11}]
    assert found.end("post_likes") == [{"user_id": 2, "post_id": 11}, {"user_id": 1, "post_id": 12}]


def test_a_request_that_once_left_the_flag_as_it_was_turns_nothing_round():
    same = '@ann POST /posts/12/like 200 {"id":12,"title":"Dune","liked":true,"likes":1}'
    assert app(LOGINS, FLIPS, same).known.viewers == {}


def test_a_new_row_is_linked_with_nobody():
    likes = FLIPS.replace('"title":"Ada","liked":false,"likes":0', '"title":"Ada","liked":false')
    told = effects(app(LOGINS, likes)["POST /posts"])
    assert told == ["insert posts row: title = :title, likes = 0"]


FOLLOWS = """
    @ann GET /people 200 [{"id":21,"name":"eve","followed":false,"followers":3},
        {"id":22,"name":"fay","followed":false,"followers":0}]
    @ann POST /people/21/follow 204
    @ann GET /people 200 [{"id":21,"name":"eve","followed":true,"followers":4},
        {"id":22,"name":"fay","followed":false,"followers":0}]
    @ann DELETE /people/21/follow 204
    @ann GET /people 200 [{"id":21,"name":"eve","followed":false,"followers":3},
        {"id":22,"name":"fay","followed":false,"followers":0}]
"""


def counter(text: str) -> str:
    (viewer,) = app(LOGINS, text).known.viewers.values()
    return viewer.counter


def test_a_number_that_went_up_and_down_with_the_links_counts_them():
    assert counter(FOLLOWS) == "followers"


def test_a_number_that_moved_without_a_link_counts_others():
    assert counter(FOLLOWS.replace('"followers":4', '"followers":5')) == ""
    assert counter(FOLLOWS.replace('"followers":0', '"followers":1', 1)) == ""


@pytest.mark.parametrize("shown", [True, False])
def test_to_unfollow_undoes_what_to_follow_does(shown: bool):
    lines = """
        @ann GET /people 200 [{"id":21,"name":"eve","followed":false},
            {"id":22,"name":"fay","followed":false}]
        @ann POST /people/21/follow 200 {"id":21,"name":"eve","followed":true}
        @ann POST /people/22/follow 200 {"id":22,"name":"fay","followed":true}
        @ann POST /people/21/unfollow 200 {"id":21,"name":"eve","followed":false}
    """
    text = lines if shown else re.sub(r"follow 200 {.*}", "follow 204", lines)
    found = app(LOGINS, text)
    assert found["POST /people/{person_id}/follow"].verb is Verb.LINK
    assert found["POST /people/{person_id}/unfollow"].verb is Verb.UNLINK
    assert found.end("person_follows") == [{"user_id": 1, "person_id": 22}]
