"""Deletions that the capture does not show and that the app most likely has."""

from __future__ import annotations

from tests.infer.apps import App, app
from tests.infer.prose import answer, effects, said

BOOKS = """
    POST /books 201 {"id":1,"title":"Emma"} <- {"title":"Emma"}
    GET /books/1 200 {"id":1,"title":"Emma"}
    POST /books 201 {"id":2,"title":"Dune"} <- {"title":"Dune"}
    GET /books/2 200 {"id":2,"title":"Dune"}
"""
TAGS = """
    GET /tags 200 [{"id":7,"name":"red"},{"id":8,"name":"blue"}]
    GET /tags/7 200 {"id":7,"name":"red"}
    GET /tags/8 200 {"id":8,"name":"blue"}
    DELETE /tags/7 204
"""


def deletions(found: App) -> list[str]:
    return [o.path for o in found.blueprint.operations if o.method == "DELETE"]


def test_rows_that_can_be_made_can_be_deleted_where_others_can():
    found = app(BOOKS, TAGS)
    assert deletions(found) == ["/tags/{tag_id}", "/books/{book_id}"]
    made = found["DELETE /books/{book_id}"]
    assert effects(made) == [
        "find books row where row.id = :book_id",
        "delete books gone where gone.id = row.id",
    ]
    assert (made.answers[0].status, made.answers[0].body) == (204, None)
    assert made.evidence.claim.startswith("not recorded")


def test_an_app_that_deletes_nothing_is_not_supposed_to():
    assert deletions(app(BOOKS)) == []


def test_rows_that_nobody_makes_are_not_supposed_to_be_deleted():
    books = 'GET /books/1 200 {"id":1,"title":"Emma"}'
    assert deletions(app(books, TAGS)) == ["/tags/{tag_id}"]


def test_a_deletion_that_found_nothing_deletes_what_is_there():
    found = app(BOOKS, TAGS, 'DELETE /books/99 404 {"error":"no such book"}')
    assert "delete books gone where gone.id = row.id" in effects(found["DELETE /books/{book_id}"])


def test_the_answer_is_that_of_most_deletions():
    told = TAGS.replace("DELETE /tags/7 204", 'DELETE /tags/7 200 {"deleted":true}')
    (answer,) = app(BOOKS, told)["DELETE /books/{book_id}"].answers
    assert (answer.status, getattr(answer.body, "value", None)) == (200, {"deleted": True})


def test_the_row_is_shown_where_deletions_show_it():
    shown = 'DELETE /tags/7 200 {"gone":{"id":7,"name":"red"}}'
    told = app(BOOKS, TAGS.replace("DELETE /tags/7 204", shown))["DELETE /books/{book_id}"]
    assert answer(told) == "{id: row.id, title: row.title}"


PLANS = """
    @ann GET /users/me 200 {"id":1,"name":"Ann"}
    @bob GET /users/me 200 {"id":2,"name":"Bob"}
    @ann POST /plans 201 {"id":11,"title":"Sow","owner_id":1} <- {"title":"Sow"}
    @bob POST /plans 201 {"id":12,"title":"Reap","owner_id":2} <- {"title":"Reap"}
    @ann GET /plans/11 200 {"id":11,"title":"Sow","owner_id":1}
    @bob GET /plans/12 200 {"id":12,"title":"Reap","owner_id":2}
    @ann POST /plans/11/steps 201 {"id":21,"plan_id":11,"text":"dig"} <- {"text":"dig"}
    @ann GET /plans/11/steps 200 [{"id":21,"plan_id":11,"text":"dig"}]
    @bob GET /plans/12/steps 200 []
"""
RENAMED = """
    @ann PATCH /plans/11 200 {"id":11,"title":"Sow oats","owner_id":1} <- {"title":"Sow oats"}
    @bob PATCH /plans/11 403 {"error":"not yours"} <- {"title":"Mine"}
"""


def refusals(found: App, path: str) -> list[tuple[int, str]]:
    told = found[f"DELETE {path}"].failures
    return [(f.status, said(f.when) if f.when else "") for f in told if f.status != 404]


def test_a_deletion_that_was_refused_while_rows_referred_to_the_row_is_refused_then():
    told = app(PLANS, TAGS, '@ann DELETE /plans/11 409 {"error":"has steps"}')
    assert refusals(told, "/plans/{plan_id}") == [
        (
            409,
            (
                "exists(plans row where row.id = :plan_id and "
                "exists(steps step_in_the_way where step_in_the_way.plan_id = row.id))"
            ),
        )
    ]
    assert "delete plans gone where gone.id = row.id" in effects(told["DELETE /plans/{plan_id}"])


def test_a_deletion_that_others_were_refused_is_for_those_who_may_change_the_row():
    told = app(PLANS, TAGS, RENAMED, '@bob DELETE /plans/11 403 {"error":"not yours"}')
    assert refusals(told, "/plans/{plan_id}") == [
        (403, "exists(plans row where row.id = :plan_id and not row.owner_id = caller.id)")
    ]


def test_a_deletion_that_was_refused_for_no_known_reason_is_not_supposed():
    told = app(PLANS, TAGS, '@ann DELETE /plans/11 403 {"error":"never"}')
    assert effects(told["DELETE /plans/{plan_id}"]) == []
    assert refusals(told, "/plans/{plan_id}") == []


def test_rows_in_the_way_of_some_deletions_refuse_them():
    lines = """
        @bob DELETE /plans/12 204
        @ann DELETE /plans/11 409 {"error":"has steps"}
    """
    ((status, when),) = refusals(app(PLANS, lines), "/plans/{plan_id}")
    assert status == 409
    assert "steps step_in_the_way" in when
