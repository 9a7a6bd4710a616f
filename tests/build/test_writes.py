import pytest

from tests.build.backend import Backend
from tests.build.people import BLUE, RED

EVERYTHING = {
    "title": "It's new: Ünïcode & more!",
    "body": "text",
    "status": "published",
    "meta": {"z": 1, "a": [None, "x"]},
    "labels": ["one", "two, three"],
    "price": "12.50",
    "rating": 3,
    "publishedOn": "2025-05-06",
    "tagList": ["green", "red", "green"],
}


async def create(backend: Backend, **article: object) -> dict[str, object]:
    reply = await backend.call("create_article", {"article": article})
    assert reply.status == 201, reply.text
    return reply.json["article"]


async def test_a_row_is_made_from_the_request(ann: Backend):
    reply = await ann.call("create_article", {"article": EVERYTHING})
    made = reply.json["article"]
    assert reply.status == 201
    assert reply.headers == [("location", "/articles/it-s-new-unicode-more")]
    assert made["id"] == 5
    assert made["title"] == EVERYTHING["title"]
    assert made["meta"] == EVERYTHING["meta"]
    assert made["labels"] == EVERYTHING["labels"]
    assert (made["price"], made["rating"]) == ("12.50", 3)
    assert made["publishedOn"] == "2025-05-06"
    assert made["tagList"] == ["green", "red"]
    assert made["author"]["username"] == "ann"
    assert (await ann.call("get_article", slug=made["slug"])).json["article"] == made


async def test_what_is_not_given_is_filled_in(ann: Backend):
    made = await create(ann, title="Bare")
    assert made["status"] == "draft"
    assert made["body"] == ""
    assert made["pinned"] is False
    assert made["meta"] is None
    assert made["createdAt"] > "2025"


async def test_slugs_stay_unique(ann: Backend):
    slugs = [(await create(ann, title="Same  title?"))["slug"] for _ in range(3)]
    assert slugs == ["same-title", "same-title-2", "same-title-3"]


async def test_only_what_is_given_changes(ann: Backend):
    before = (await ann.call("get_article", slug="first")).json["article"]
    reply = await ann.call("update_article", {"article": {"body": "New"}}, slug="first")
    after = reply.json["article"]
    assert after["updatedAt"] > before["updatedAt"]
    assert after == before | {"body": "New", "updatedAt": after["updatedAt"]}


async def test_what_is_given_as_null_becomes_null(ann: Backend):
    nothing = {"meta": None, "labels": None, "rating": None}
    reply = await ann.call("update_article", {"article": nothing}, slug="first")
    assert [reply.json["article"][name] for name in nothing] == [None, None, None]
    stored = await ann.rows("select meta is null from articles where id = 1")
    assert stored == [(True,)]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [(["red"], ["red"]), ([], []), (None, []), (["new", "blue"], ["blue", "new"])],
)
async def test_links_become_those_of_the_list(
    ann: Backend, tags: list[str] | None, expected: list[str]
):
    reply = await ann.call("update_article", {"article": {"tagList": tags}}, slug="first")
    assert reply.json["article"]["tagList"] == expected


@pytest.mark.parametrize("tags", [["yew", "oak", "ash"], ["oak", "yew", "ash"]])
async def test_linked_rows_come_as_they_were_linked(ann: Backend, tags: list[str]):
    await ann.call("update_article", {"article": {"tagList": []}}, slug="first")
    await ann.call("update_article", {"article": {"tagList": tags}}, slug="first")
    assert (await ann.call("linked_tags", slug="first")).json == tags


async def test_links_that_stay_are_left_alone(ann: Backend):
    query = "select tag_id::text, xmin::text from article_tags where article_id = 1"
    before = dict(await ann.rows(query))
    await ann.call("update_article", {"article": {"tagList": ["red", "new"]}}, slug="first")
    after = dict(await ann.rows(query))
    assert after[RED] == before[RED]
    assert BLUE not in after


async def test_a_list_that_is_none_is_invalid(ann: Backend):
    reply = await ann.call("update_article", {"article": {"tagList": "red"}}, slug="first")
    assert reply.status == 422
    assert (await ann.call("get_article", slug="first")).json["article"]["tagList"] == [
        "blue",
        "red",
    ]


async def test_a_deleted_row_takes_what_belongs_to_it(ann: Backend):
    reply = await ann.call("delete_article", slug="first")
    assert (reply.status, reply.text) == (204, None)
    assert (await ann.call("get_article", slug="first")).status == 404
    assert await ann.rows("select count(*) from comments where article_id = 1") == [(0,)]
    assert await ann.rows("select count(*) from articles") == [(3,)]


async def test_a_deleted_row_is_shown_as_it_was_and_the_others_as_they_are(ann: Backend):
    before = (await ann.call("get_article", slug="first")).json["article"]
    reply = await ann.call("withdraw_article", slug="first")
    assert before["tagList"]
    assert reply.json == {"article": before, "left": 3}


async def test_deleting_the_row_in_scope_deletes_that_row_alone(ann: Backend):
    await ann.rows("delete from comments")
    await ann.rows("delete from favourites")
    await ann.rows("delete from articles where author_id = 2")
    reply = await ann.call("delete_user", id="2")
    assert reply.json["username"] == "bob"
    assert await ann.rows("select username from users") == [("ann",)]


async def test_doing_again_what_is_done_changes_nothing(ann: Backend):
    for _ in range(2):
        reply = await ann.call("favourite", slug="first")
        assert reply.json["by"] == 1
        assert reply.json["article"]["favoritesCount"] == 2
    for _ in range(2):
        reply = await ann.call("unfavourite", slug="first")
        assert reply.json["article"]["favoritesCount"] == 1


async def test_each_item_of_a_list_makes_a_row(ann: Backend):
    items = [{"body": "one", "at": 1700000000123}, {"body": "two", "to": 1}, {"body": "three"}]
    reply = await ann.call("add_comments", items, slug="second-one")
    assert reply.status == 201
    assert reply.json["last"] == 8
    stored = await ann.rows(
        "select body, parent_id, floor(extract(epoch from posted) * 1000)::bigint = 1700000000123"
        " from comments where article_id = 2 order by id"
    )
    assert stored == [("one", None, True), ("two", 1, False), ("three", None, False)]


async def test_an_empty_list_answers_otherwise(ann: Backend):
    reply = await ann.call("add_comments", [], slug="first")
    assert (reply.status, reply.text) == (204, None)


async def test_one_bad_item_undoes_them_all(ann: Backend):
    reply = await ann.call("add_comments", [{"body": "fine"}, {"body": None}], slug="first")
    assert reply.status == 422
    assert await ann.rows("select count(*) from comments") == [(5,)]
