import asyncpg
import pytest

from tests.build.asking import ask, inferred
from tests.build.backend import Backend
from tests.infer.apps import Rows


async def facts(backend: Backend, **values: object) -> dict[str, object]:
    reply = await backend.call("list_articles", **values)
    told = reply.json
    assert len(told.pop("articles")) == told["count"]
    for end in ("start_cursor", "end_cursor"):
        assert (told.pop(end) is None) == (told["count"] == 0)
    assert (told.pop("next_cursor") is None) == (not told["has_next"])
    first, offset, count = told.pop("first"), told["offset"], told["count"]
    shown = told.pop("first_shown"), told.pop("last_shown")
    assert first == offset + 1
    assert shown == ((first, offset + count) if count else (None, None))
    assert told.pop("pages_from_one") == max(told["pages"], 1)
    return told


NOTHING_BEFORE = {"has_previous": False, "previous_page": None}
NOTHING_AFTER = {"has_next": False, "next_page": None}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            {},
            {"total": 4, "count": 3, "limit": 3, "offset": 0, "page": 1, "pages": 2}
            | {"has_next": True, "next_page": 2}
            | NOTHING_BEFORE,
        ),
        (
            {"offset": "3"},
            {"total": 4, "count": 1, "limit": 3, "offset": 3, "page": 2, "pages": 2}
            | {"has_previous": True, "previous_page": 1}
            | NOTHING_AFTER,
        ),
        (
            {"limit": "2", "offset": "2"},
            {"total": 4, "count": 2, "limit": 2, "offset": 2, "page": 2, "pages": 2}
            | {"has_previous": True, "previous_page": 1}
            | NOTHING_AFTER,
        ),
        (
            {"status": "nothing"},
            {"total": 0, "count": 0, "limit": 3, "offset": 0, "page": 1, "pages": 0}
            | NOTHING_BEFORE
            | NOTHING_AFTER,
        ),
        (
            {"offset": "50"},
            {"total": 4, "count": 0, "limit": 3, "offset": 50, "page": 17, "pages": 2}
            | {"has_previous": True, "previous_page": 16}
            | NOTHING_AFTER,
        ),
        (
            {"limit": "0"},
            {"total": 4, "count": 0, "limit": 0, "offset": 0, "page": 1, "pages": 1}
            | {"has_next": True, "next_page": 2}
            | NOTHING_BEFORE,
        ),
    ],
)
async def test_facts_are_those_of_the_rows_that_match(
    backend: Backend, values: dict[str, object], expected: dict[str, object]
):
    assert await facts(backend, **values) == expected


async def test_a_limit_of_0_shows_all_rows_where_it_did(connection: asyncpg.Connection):
    books = Rows("""
        id  title
        1   Emma
        2   Dune
        3   Ulysses
    """)
    made = await inferred(
        connection,
        books.got("/books?limit=2", "1 2"),
        books.got("/books?limit=0"),
        books.got("/books?limit=1", "1"),
    )
    for limit, shown in ((0, 3), (2, 2), (1, 1)):
        answer = await ask(made, f"/books?limit={limit}")
        assert isinstance(answer, list)
        assert len(answer) == shown


async def test_a_page_of_all_rows_tells_how_many_they_are(connection: asyncpg.Connection):
    def page(size: int, per_page: int, *keys: int) -> str:
        items = ",".join(f'{{"id":{n},"title":"Book {n}"}}' for n in keys)
        told = f'{{"per_page":{per_page},"total":4,"items":[{items}]}}'
        return f"GET /books?per_page={size} 200 {told}"

    made = await inferred(
        connection, page(-1, 4, 1, 2, 3, 4), page(2, 2, 1, 2), page(3, 3, 1, 2, 3)
    )
    for size, told in ((-1, 4), (2, 2), (3, 3)):
        answer = await ask(made, f"/books?per_page={size}")
        assert isinstance(answer, dict)
        assert answer["per_page"] == told
        assert len(answer["items"]) == told
