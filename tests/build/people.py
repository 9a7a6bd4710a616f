"""Rows of the blog: two people, three articles, tags, comments."""

from wirebase.blueprint.dataset import CapturedRow, Credential, Dataset, RecordedAnswer, Session
from wirebase.exchange import Json

RED, BLUE = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"
PASSWORD = "wb_password_" + "0" * 32


def rows(*records: dict[str, Json]) -> list[CapturedRow]:
    return [CapturedRow(start=record, end=record) for record in records]


def article(number: int, title: str, **more: Json) -> dict[str, Json]:
    base: dict[str, Json] = {
        "id": number,
        "slug": title.lower().replace(" ", "-"),
        "title": title,
        "body": f"About {title}",
        "status": "published",
        "meta": None,
        "labels": None,
        "price": None,
        "rating": None,
        "pinned": False,
        "published_on": None,
        "author_id": 1,
        "created_at": f"2025-01-0{number}T10:00:00.123456Z",
        "updated_at": "2025-02-01T00:00:00Z",
    }
    return base | more


def comment(number: int, parent: int | None = None) -> dict[str, Json]:
    return {
        "id": number,
        "body": f"Comment {number}",
        "article_id": 1,
        "author_id": 2,
        "parent_id": parent,
        "posted": "2025-03-01T00:00:00.5Z",
    }


def people() -> Dataset:
    """A new copy of the rows."""
    user = {"bio": None, "created_at": "2025-01-01T00:00:00Z"}
    return Dataset(
        rows={
            "users": rows(
                {**user, "id": 1, "username": "ann", "email": "ann@blog.test", "api_key": "key-1"},
                {**user, "id": 2, "username": "bob", "email": "bob@blog.test", "api_key": "key-2"},
            ),
            "articles": rows(
                article(1, "First", labels=["x", "y"], rating=4.5, meta={"hint": "h", "n": 1}),
                article(2, "Second One", status="draft", author_id=2, rating=2, price=10.5),
                article(3, "A third", published_on="2025-01-03", meta=[1, "a"]),
                article(4, "Fourth", status="draft"),
            ),
            "tags": rows(
                {"id": RED, "name": "red", "colour": "#f00"},
                {"id": BLUE, "name": "blue", "colour": "#00f"},
            ),
            "article_tags": rows(
                {"article_id": 1, "tag_id": RED},
                {"article_id": 1, "tag_id": BLUE},
                {"article_id": 3, "tag_id": RED},
            ),
            # Parents stand after their children on purpose.
            "comments": rows(comment(3, 2), comment(2, 1), comment(1), comment(4), comment(5)),
            "favourites": rows({"user_id": 2, "article_id": 1}),
        },
        credentials=[Credential(account="1", login="ann@blog.test", password=PASSWORD)],
        sessions=[Session(account="1", token="wb_token_" + "a" * 32)],
        recorded=[
            RecordedAnswer(
                "anything", "a=1", "", 200, (("x-kind", "one"),), '{"n":1}', "/anything/x"
            ),
            RecordedAnswer("anything", "a=2", "", 201, (), '{"n":2}', "/anything/x"),
            RecordedAnswer("anything", "", '{"b": [1, 2]}', 200, (), "with a body", "/anything/y"),
            RecordedAnswer("anything", "", "", 404, (), "", "/anything/z"),
        ],
    )
