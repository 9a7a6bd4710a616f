"""Query languages: what a few recorded requests show is understood of all that they can say."""

from __future__ import annotations

import json
from urllib.parse import quote

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.build.asking import ask, inferred
from tests.build.backend import opened
from tests.infer.apps import Rows
from wirebase.blueprint.criteria import criteria
from wirebase.infer.selectors import selection
from wirebase.infer.trees import tree

BOOKS = Rows("""
    id  title    price  author  open   note
    1   Emma     9      1       true   null
    2   Dune     7      2       false  "x"
    3   Ulysses  12     1       true   null
    4   Borges   8      2       true   "y"
""")
AUTHORS = Rows("""
    id  name  born
    1   Ada   1815
    2   Bob   1900
""")
ALL = "\n".join([BOOKS.got("/books"), AUTHORS.got("/authors")])
EMBEDDED = """
    GET /books/1 200 {"id":1,"title":"Emma","price":9,"author":{"id":1,"name":"Ada","born":1815}}
"""


def ids(answer: object) -> list[int]:
    assert isinstance(answer, list)
    return [row["id"] for row in answer]


FILTERED = f"""
    {ALL}
    {EMBEDDED}
    {BOOKS.got("/books?filter[price][_gt]=8", "1 3")}
    {BOOKS.got("/books?filter[author][name][_eq]=Bob", "2 4")}
"""


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("filter[title][_eq]=Dune", [2]),
        ("filter[price][_lte]=8", [2, 4]),
        ("filter[price][_between]=8,9", [1, 4]),
        ("filter[price][_between][]=8&filter[price][_between][]=9", [1, 4]),
        ("filter[title][_in]=Emma,Dune", [1, 2]),
        ("filter[title][_nin]=Emma,Dune", [3, 4]),
        ("filter[title][_contains]=U", [2, 3]),
        ("filter[title][_starts_with]=U", [3]),
        ("filter[title][_ends_with]=s", [3, 4]),
        ("filter[note][_null]=true", [1, 3]),
        ("filter[note][_nnull]=true", [2, 4]),
        ("filter[open]=false", [2]),
        ("filter[author]=1", [1, 3]),
        ("filter[author][_neq]=1", [2, 4]),
        ("filter[author][born][_lt]=1850", [1, 3]),
        ("filter[_or][0][title][_eq]=Emma&filter[_or][1][price][_eq]=7", [1, 2]),
        ("filter[_and][0][price][_gt]=7&filter[_and][1][open][_eq]=true", [1, 3, 4]),
        ('filter={"_or":[{"id":4},{"author":{"name":"Ada"}}]}', [1, 3, 4]),
        ('filter={"price":{"$gte":9}}', [1, 3]),
        ("filter[price][_gt]=none", []),
        ("filter[nothing][_eq]=1", [1, 2, 3, 4]),
        ("filter=[", [1, 2, 3, 4]),
        ("", [1, 2, 3, 4]),
    ],
)
async def test_a_comparison_seen_on_one_column_is_understood_on_all(
    connection: asyncpg.Connection, query: str, expected: list[int]
):
    backend = await inferred(connection, FILTERED)
    assert ids(await ask(backend, f"/books?{quote(query, safe='=&[]')}")) == expected


WRITTEN = f"""
    {ALL}
    {EMBEDDED}
    {BOOKS.got("/books?filter=price:%3E8", "1 3")}
    {BOOKS.got("/books?filter=author.name:Bob", "2 4")}
"""


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("title:[Emma,Dune]", [1, 2]),
        ("price > 8 && title = 'Emma'", [1]),
        ("price lt 9 and not (title eq 'Dune')", [4]),
        ("title==Dune,author.born<1850", [1, 2, 3]),
        ("title !~ u", [1, 4]),
        ("open:false", [2]),
        ("note = ", [1, 2, 3, 4]),
        ("just words", [1, 2, 3, 4]),
    ],
)
async def test_conditions_may_be_written_as_one_text(
    connection: asyncpg.Connection, written: str, expected: list[int]
):
    backend = await inferred(connection, WRITTEN)
    assert ids(await ask(backend, f"/books?filter={quote(written)}")) == expected


async def test_rows_are_told_by_those_that_refer_to_them(connection: asyncpg.Connection):
    lists = """
        GET /authors/1 200 {"id":1,"name":"Ada","books":[1,3]}
        GET /authors/2 200 {"id":2,"name":"Bob","books":[2,4]}
    """
    backend = await inferred(
        connection, ALL, lists, EMBEDDED, AUTHORS.got("/authors?filter[name][_eq]=Ada", "1")
    )
    for how, expected in (("_some", [1, 2]), ("_none", []), ("_every", [1])):
        target = f"/authors?filter[books][{how}][price][_gte]=8"
        assert ids(await ask(backend, target)) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("[contains]=3", [1]),
        ("[in]=2,3", [1, 2]),
        ("[in][]=4", [2]),
        ("[not_in]=3", [2, 3]),
        ("[_neq]=3", [2, 3]),
        ("[_null]=true", [3]),
        ("[_nnull]=true", [1, 2]),
        ("[contains]=99", []),
    ],
)
async def test_a_list_in_a_row_is_compared_by_the_keys_in_it(
    connection: asyncpg.Connection, said: str, expected: list[int]
):
    lists = """
        GET /authors/1 200 {"id":1,"name":"Ada","books":[1,3]}
        GET /authors/2 200 {"id":2,"name":"Bob","books":[2,4]}
        GET /authors/3 200 {"id":3,"name":"Eve","books":[]}
    """
    several = Rows("""
        id  name  born
        1   Ada   1815
        2   Bob   1900
        3   Eve   1950
    """)
    backend = await inferred(
        connection,
        BOOKS.got("/books"),
        EMBEDDED,
        several.got("/authors"),
        lists,
        several.got("/authors?filter[name][_eq]=Ada", "1"),
        several.got("/authors?filter[books][contains]=2", "2"),
    )
    assert ids(await ask(backend, f"/authors?filter[books]{said}")) == expected


async def test_a_name_of_the_languages_own_leads_where_the_answers_say(
    connection: asyncpg.Connection,
):
    shown = AUTHORS.got("/authors?filter[$FROM(books)][_none][title][_eq]=Dune", "1")
    backend = await inferred(connection, ALL, EMBEDDED, shown)
    target = "/authors?filter[$FROM(books)][_none][price][_eq]=12"
    assert ids(await ask(backend, target)) == [2]


async def test_rows_that_match_are_counted_with_those_that_were_never_seen(
    connection: asyncpg.Connection,
):
    counts = """
        GET /books?aggregate[count]=id 200 [{"count":{"id":"6"}}]
        GET /books?aggregate[count]=id&filter[price][_gt]=8 200 [{"count":{"id":"4"}}]
    """
    backend = await inferred(connection, FILTERED, counts)
    answer = await ask(backend, "/books?aggregate[count]=id&filter[author][_eq]=2")
    assert answer == [{"count": {"id": "4"}}]


ONE_BY_ONE = f"""
    {ALL}
    {EMBEDDED}
    {BOOKS.got("/books?price__gt=8", "1 3")}
    {BOOKS.got("/books?page=1&title=Dune", "2")}
"""


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("price__lte=8", [2, 4]),
        ("note__isnull=true", [1, 3]),
        ("title__icontains=U", [2, 3]),
        ("title__in=Emma,Dune", [1, 2]),
        ("author__name=Bob", [2, 4]),
        ("open=false", [2]),
        ("author=1&price__gt=9", [3]),
        ("price_lt=8", [2]),
        ("price[lt]=8", [2]),
        ("price=lt.8", [2]),
        ("price=not.in.(9,7)", [3, 4]),
        ("price=IS_NOT:7", [1, 3, 4]),
        ("note=is.null", [1, 3]),
        ("note=not.is.null", [2, 4]),
        ("page=1&sort=x&nothing=1", [1, 2, 3, 4]),
    ],
)
async def test_what_one_parameter_does_is_understood_of_others_like_it(
    connection: asyncpg.Connection, query: str, expected: list[int]
):
    backend = await inferred(connection, ONE_BY_ONE)
    assert ids(await ask(backend, f"/books?{query}")) == expected


async def test_a_parameter_that_rows_contradict_is_no_condition(connection: asyncpg.Connection):
    ignored = BOOKS.got("/books?title=none")
    backend = await inferred(connection, ALL, BOOKS.got("/books?price=9", "1"), ignored)
    assert ids(await ask(backend, "/books?title=nobody")) == [1, 2, 3, 4]
    assert ids(await ask(backend, "/books?open=false")) == [2]


SELECTED = f"""
    {ALL}
    {EMBEDDED}
    GET /books?fields=id,title 200 {json.dumps([{"id": 1, "title": "Emma"}])}
    GET /books/2?fields=id,price 200 {json.dumps({"id": 2, "price": 7})}
"""
EMMA = {"id": 1, "title": "Emma", "price": 9, "author": 1, "open": True, "note": None}
ADA = {"id": 1, "name": "Ada", "born": 1815}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("fields=price", {"price": 9}),
        ("fields[]=id&fields[]=author", {"id": 1, "author": 1}),
        ("fields=author.name", {"author": {"name": "Ada"}}),
        ("fields=id,author(name,born)", {"id": 1, "author": {"name": "Ada", "born": 1815}}),
        ("fields=*", EMMA),
        ("fields=*,author.*", EMMA | {"author": ADA}),
        ('fields=id,nothing,"x"', {"id": 1}),
        ("", EMMA),
    ],
)
async def test_any_known_field_can_be_selected(
    connection: asyncpg.Connection, query: str, expected: dict[str, object]
):
    backend = await inferred(connection, SELECTED)
    answer = await ask(backend, f"/books?{quote(query, safe='=&[]')}")
    assert isinstance(answer, list)
    assert answer[0] == expected


async def test_what_a_parameter_asks_for_is_shown_where_it_is_given(
    connection: asyncpg.Connection,
):
    told = json.dumps({"data": list(BOOKS.values())})
    with_meta = json.dumps({"meta": {"total": 4}, "data": list(BOOKS.values())})
    backend = await inferred(
        connection, f"GET /books 200 {told}", f"GET /books?meta=total 200 {with_meta}"
    )
    bare = await ask(backend, "/books")
    assert isinstance(bare, dict)
    assert "meta" not in bare
    asked = await ask(backend, "/books?meta=*")
    assert isinstance(asked, dict)
    assert asked["meta"] == {"total": 4}


async def test_hostile_trees_change_nothing_and_are_answered(connection: asyncpg.Connection):
    backend = await inferred(connection, FILTERED)
    for query in (
        "filter=" + quote("[" * 5000 + "]" * 5000),
        "filter=" + quote('{"_and":' * 60 + "1" + "}" * 60),
        "filter" + "[a]" * 500 + "=1",
        "filter[x'); drop table books; --][_eq]=1",
        "filter[price][_eq]=1e999999",
        "filter[price][_gt][_gt][_gt]=1",
        "filter[author][_some]=1",
    ):
        assert isinstance(await ask(backend, f"/books?{query}"), list)
    assert await backend.rows("select count(*) from books") == [(4,)]


NAMES = st.text("ab$_", min_size=1, max_size=3)
STEPS = st.lists(NAMES | st.sampled_from(["0", "1", "2"]), max_size=3)
PAIRS = st.dictionaries(
    STEPS.map(lambda steps: "f" + "".join(f"[{s}]" for s in steps)),
    st.lists(st.sampled_from(["1", "x,y", '{"a":[1]}', "[2", "", "null"]), min_size=1, max_size=2),
    max_size=3,
)
TEXTS = st.text("ab.,(){}* ", max_size=12)
CRITERIA = st.lists(
    st.sampled_from(
        "a b.c = : :> >= != ~ ~^ gt like not in and or && || , + ; ( ) [ ] ! 'x y' \"z\" 5 is".split(
            " "
        )
    ),
    max_size=14,
).map(" ".join)


@pytest.fixture(scope="module")
def language(postgres) -> str:  # type: ignore[no-untyped-def] # the fixture's own type
    """The address of a database that knows query languages."""
    import asyncio

    url: str = postgres.create_database("languages")

    async def make() -> None:
        async with opened(url) as connection:
            await inferred(connection, FILTERED)

    asyncio.run(make())
    return url


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(PAIRS, TEXTS, CRITERIA), min_size=5, max_size=20))
async def test_the_database_reads_a_query_as_inference_does(
    language: str, cases: list[tuple[dict[str, list[str]], str, str]]
):
    async with opened(language) as connection:
        for pairs, text, told in cases:
            read = await connection.fetchval("select wirebase.criteria($1)::text", told)
            assert (None if read is None else json.loads(read)) == criteria(told), told
            made = await connection.fetchval(
                "select wirebase.tree($1::jsonb, 'f')::text", json.dumps(pairs)
            )
            assert (None if made is None else json.loads(made)) == tree(pairs, "f")
            chosen = await connection.fetchval(
                "select wirebase.selection(to_jsonb($1::text))::text", text
            )
            assert (json.loads(chosen) if chosen else {}) == selection(text)


PAPERS = Rows("""
    id  title    tags         grade
    1   Emma     ["a","b"]    null
    2   Dune     ["b"]        2
    3   Ulysses  ["c","a"]    1
""")
DOCUMENTS = f"""
    {PAPERS.got("/papers")}
    {PAPERS.got('/papers?where={"grade":{"$gt":1}}', "2")}
    {PAPERS.got('/papers?where={"grade":{"$ne":2}}', "1 3")}
    {PAPERS.got('/papers?where={"title":{"$regex":"^E"}}', "1")}
"""


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ('{"tags":"b"}', [1, 2]),
        ('{"tags":{"$in":["b","c"]}}', [1, 2, 3]),
        ('{"tags":{"$all":["a","b"]}}', [1]),
        ('{"tags":{"$ne":"a"}}', [2]),
        ('{"grade":{"$exists":true}}', [2, 3]),
        ('{"grade":{"$exists":false}}', [1]),
        ('{"grade":{"$ne":1}}', [1, 2]),
        ('{"grade":{"$nin":[1,2]}}', [1]),
        ('{"title":{"$regex":"^d","$options":"i"}}', [2]),
        ('{"title":{"$regex":"s$"}}', [3]),
        ('{"title":{"$regex":"("}}', []),
        ('{"$or":[{"grade":1},{"tags":"b"}]}', [1, 2, 3]),
    ],
)
async def test_what_stores_of_documents_say_of_lists_patterns_and_nothing(
    connection: asyncpg.Connection, where: str, expected: list[int]
):
    backend = await inferred(connection, DOCUMENTS)
    assert ids(await ask(backend, f"/papers?where={quote(where)}")) == expected
