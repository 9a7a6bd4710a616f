import pytest

from tests.build.backend import Backend


async def slugs(backend: Backend, **values: object) -> list[str]:
    reply = await backend.call("list_articles", **{"limit": "5", **values})
    assert reply.status == 200
    return [article["slug"] for article in reply.json["articles"]]


async def test_an_empty_list_is_a_list(empty: Backend):
    reply = await empty.call("list_articles")
    assert reply.json["articles"] == []
    assert reply.json["total"] == 0


async def test_a_row_is_shown_as_the_app_showed_it(ann: Backend):
    reply = await ann.call("get_article", slug="first")
    assert reply.status == 200
    assert reply.headers == []
    assert reply.json == {
        "article": {
            "id": 1,
            "slug": "first",
            "title": "First",
            "body": "About First",
            "status": "published",
            "meta": {"hint": "h", "n": 1},
            "labels": ["x", "y"],
            "price": None,
            "rating": 4.5,
            "pinned": False,
            "publishedOn": None,
            "createdAt": "2025-01-01T10:00:00.123456+00:00",
            "updatedAt": 1738368000,
            "tagList": ["blue", "red"],
            "favorited": False,
            "favoritesCount": 1,
            "author": {"id": 1, "username": "ann", "email": "ann@blog.test", "bio": None},
            "url": "/articles/first",
            "hint": "h",
        }
    }


async def test_members_keep_the_order_of_the_blueprint(backend: Backend):
    reply = await backend.call("get_article", slug="first")
    names = list(reply.json["article"])
    assert names[:4] == ["id", "slug", "title", "body"]
    assert names[-2:] == ["url", "hint"]


async def test_a_member_is_left_out_where_it_has_no_value(backend: Backend):
    reply = await backend.call("get_article", slug="second-one")
    assert "hint" not in reply.json["article"]
    assert reply.json["article"]["price"] == "10.5"


async def test_what_depends_on_the_caller_differs(ann: Backend):
    await ann.call("favourite", slug="second-one")
    mine = await ann.call("get_article", slug="second-one")
    ann.token = ""
    anonymous = await ann.call("get_article", slug="second-one")
    assert mine.json["article"]["favorited"] is True
    assert anonymous.json["article"]["favorited"] is False


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({}, ["fourth", "a-third", "second-one", "first"]),
        ({"status": "draft"}, ["fourth", "second-one"]),
        ({"ids": ["1", "3"]}, ["a-third", "first"]),
        ({"ids": ["1", "nonsense"]}, ["first"]),
        ({"ids": []}, ["fourth", "a-third", "second-one", "first"]),
        ({"label": "x"}, ["first"]),
        ({"author": "2"}, ["second-one"]),
        ({"author": ""}, ["fourth", "a-third", "second-one", "first"]),
        ({"author": "nobody"}, []),
        ({"author": "99999999999999999999999"}, []),
        ({"least": "3"}, ["first"]),
        ({"begins": "A "}, ["a-third"]),
        ({"bare": "true"}, ["fourth", "second-one"]),
        ({"bare": "0"}, ["a-third", "first"]),
        ({"hint": "h"}, ["first"]),
        ({"tag": "red"}, ["a-third", "first"]),
        ({"tag": "it's"}, []),
        ({"q": "THIRD"}, ["a-third"]),
        ({"q": "%"}, []),
        ({"sort": "title"}, ["a-third", "first", "fourth", "second-one"]),
        ({"limit": "1", "offset": "1"}, ["a-third"]),
        ({"limit": "-1"}, ["fourth", "a-third", "second-one", "first"]),
        ({"limit": "0"}, []),
        ({"limit": "1000000000000000000", "offset": "-7"}, ["fourth", "a-third", "second-one"]),
        ({"limit": None}, ["fourth", "a-third", "second-one"]),
        ({"offset": "999999999999"}, ["fourth", "a-third", "second-one", "first"]),
        ({"offset": "1000000000"}, []),
    ],
)
async def test_parameters_choose_rows(
    backend: Backend, values: dict[str, object], found: list[str]
):
    assert await slugs(backend, **values) == found


async def test_rows_are_looked_up_within_rows(backend: Backend):
    reply = await backend.call("list_comments", article_id="1")
    assert reply.json == [
        {"id": 1, "body": "Comment 1", "posted": 1740787200500, "replies": [{"id": 2, "to": 1}]},
        {"id": 4, "body": "Comment 4", "posted": 1740787200500, "replies": []},
    ]


async def test_pages_are_counted_from_their_first_number(backend: Backend):
    second = await backend.call("list_comments", article_id="1", page="2")
    assert [comment["id"] for comment in second.json] == [5]
    for absurd in ("0", "-3", "one", "99999999999999999999"):
        reply = await backend.call("list_comments", article_id="1", page=absurd)
        assert [comment["id"] for comment in reply.json] == [1, 4], absurd


async def test_computed_documents(backend: Backend):
    reply = await backend.call("statistics")
    told = reply.json
    assert told.pop("now").endswith("Z")
    assert told == {
        "articles": 4,
        "ratings": 6.5,
        "mean": 3.25,
        "first": "2025-01-01T10:00:00.123456+00:00",
        "last": "00000000-0000-4000-8000-000000000002",
        "statuses": {
            "first": "published",
            "second-one": "draft",
            "a-third": "published",
            "fourth": "draft",
        },
        "items": [1, "two", None],
        "none": {"id": 0},
        "mood": "lively",
    }


async def test_a_body_that_is_no_json_is_text(backend: Backend):
    reply = await backend.call("motd")
    assert reply.text == '"Hi" & bye'
    assert reply.headers == [("content-type", "text/plain")]


async def test_reads_change_nothing_and_say_so(backend: Backend):
    kinds = await backend.rows(
        "select proname, provolatile::text from pg_proc where pronamespace = 'api'::regnamespace"
    )
    volatility = {str(name): str(kind) for name, kind in kinds}
    assert volatility["list_articles"] == "s"
    assert volatility["create_article"] == "v"
