import pytest

from tests.build.backend import Backend, Reply
from tests.build.blog import blog
from tests.build.blog_reads import MISSING
from wirebase.blueprint.operations import FailureKind
from wirebase.build.failures import PLAIN, failure_of

LOGIN = {"message": "Log in first"}


def update(**article: object) -> dict[str, object]:
    return {"article": article}


async def unchanged(backend: Backend) -> bool:
    rows = await backend.rows("select title, body, rating from articles where id = 1")
    return rows == [("First", "About First", 4.5)]


async def test_an_anonymous_caller_is_refused(backend: Backend):
    for name in ("create_article", "current_user"):
        reply = await backend.call(name)
        assert (reply.status, reply.json) == (401, LOGIN)


async def test_an_unknown_token_is_anonymous(backend: Backend):
    backend.token = "x" * 40
    assert (await backend.call("current_user")).status == 401


async def test_the_app_s_own_conditions_come_before_any_change(ann: Backend):
    reply = await ann.call("update_article", update(title="Mine"), slug="second-one")
    assert (reply.status, reply.json) == (403, {"message": "Not yours"})


async def test_what_is_not_there_is_missing(ann: Backend):
    reply = await ann.call("update_article", update(title="x"), slug="it's not there")
    assert (reply.status, reply.json) == (404, {"message": "No such article"})


@pytest.mark.parametrize("value", ["abc", "1.5", "", "99999999999999999999", "1; drop table users"])
async def test_a_path_that_is_no_key_finds_nothing(backend: Backend, value: str):
    assert (await backend.call("list_comments", article_id=value)).status == 404


@pytest.mark.parametrize(
    "article",
    [
        {"rating": "high"},
        {"rating": {"a": 1}},
        {"price": "1e999999"},
        {"publishedOn": "2025-02-30"},
        {"title": None},
        {"status": "unheard of"},
        {"body": None, "title": "Not this either"},
    ],
)
async def test_what_a_column_cannot_hold_is_invalid_and_changes_nothing(
    ann: Backend, article: dict[str, object]
):
    reply = await ann.call("update_article", {"article": article}, slug="first")
    assert (reply.status, reply.json) == (422, {"message": "Nonsense"})
    assert await unchanged(ann)


@pytest.mark.parametrize("body", [None, [], "text", 5, {}, {"article": None}, {"article": []}])
async def test_a_body_without_what_is_required_is_invalid(ann: Backend, body: object):
    reply = await ann.call("create_article", body)
    assert reply.status == 422


async def test_a_taken_key_is_a_conflict(backend: Backend):
    person = {"username": "ann", "email": "other@blog.test", "password": "p"}
    reply = await backend.call("register", {"user": person})
    assert (reply.status, reply.json) == (409, {"message": "Taken"})
    assert await backend.rows("select count(*) from users") == [(2,)]


async def test_a_row_that_others_refer_to_stays(backend: Backend):
    reply = await backend.call("delete_user", id="2")
    assert reply.status == 409
    assert await backend.rows("select count(*) from users") == [(2,)]


async def test_a_text_too_long_for_an_index_is_invalid(backend: Backend):
    long = "".join(chr(0x4E00 + n * 7919 % 20000) for n in range(20000))
    reply = await backend.call(
        "register", {"user": {"username": long, "email": "e", "password": "p"}}
    )
    assert reply.status == 422


async def test_the_status_of_one_answer_is_not_that_of_the_next(ann: Backend):
    async with ann.connection.transaction():
        assert (await ann.call("get_article", slug="nowhere")).status == 404
        found: Reply = await ann.call("get_article", slug="first")
        assert (found.status, found.headers) == (200, [])


def test_an_operation_without_a_failure_fails_as_others_of_the_app_do():
    made = blog()
    operation = made.operation("delete_user")
    assert failure_of(FailureKind.MISSING, operation, made).status == 404
    usual = failure_of(FailureKind.MISSING, operation, made)
    assert usual.body == made.operation("get_article").failures[0].body


def test_where_the_app_never_failed_the_answer_is_plain():
    made = blog()
    operation = made.operation("motd")
    alone = made.model_copy(update={"operations": (operation,)})
    for kind, told in PLAIN.items():
        assert failure_of(kind, operation, alone).status == told.status


def test_what_is_missing_is_told_as_elsewhere_of_the_same_table():
    comments = next(o for o in blog().operations if o.name == "list_comments")
    bare = comments.model_copy(update={"failures": (), "table": "comments"})
    found = failure_of(FailureKind.MISSING, bare, blog(), "articles")
    assert found.body == MISSING.body
