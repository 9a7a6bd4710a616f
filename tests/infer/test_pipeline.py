"""The whole line: its laws, what it keeps secret, and that it works on a real Postgres."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.build.backend import opened
from tests.infer.apps import SALT, capture, plain
from tests.infer.fixtures import CASES, captured
from wirebase.blueprint.dataset import Dataset
from wirebase.blueprint.document import Blueprint
from wirebase.build.migration import migrations
from wirebase.build.project import artefacts
from wirebase.build.seed import seed
from wirebase.capture.redaction import Redactor
from wirebase.errors import NoTraffic
from wirebase.exchange import Exchange, Json, Message
from wirebase.infer.pipeline import fingerprint, infer
from wirebase.serve import serving

LIBRARY = """
    GET /api/authors 200 [{"id":1,"name":"Jane Austen"},{"id":2,"name":"Frank Herbert"}]
    GET /api/books 200 {"items":[
        {"id":11,"slug":"emma","title":"Emma","price":9,"author_id":1,"reviews_count":1},
        {"id":12,"slug":"dune","title":"Dune","price":7,"author_id":2,"reviews_count":0},
        {"id":13,"slug":"persuasion","title":"Persuasion","price":8,"author_id":1,"reviews_count":0}],
        "total":3}
    GET /api/books?author=1 200 {"items":[
        {"id":11,"slug":"emma","title":"Emma","price":9,"author_id":1,"reviews_count":1},
        {"id":13,"slug":"persuasion","title":"Persuasion","price":8,"author_id":1,"reviews_count":0}],
        "total":2}
    GET /api/books?q=herb 200 {"items":[
        {"id":12,"slug":"dune","title":"Dune","price":7,"author_id":2,"reviews_count":0}],
        "total":1}
    GET /api/books?q=emm 200 {"items":[
        {"id":11,"slug":"emma","title":"Emma","price":9,"author_id":1,"reviews_count":1}],
        "total":1}
    GET /api/books?sort=-price 200 {"items":[
        {"id":11,"slug":"emma","title":"Emma","price":9,"author_id":1,"reviews_count":1},
        {"id":13,"slug":"persuasion","title":"Persuasion","price":8,"author_id":1,"reviews_count":0},
        {"id":12,"slug":"dune","title":"Dune","price":7,"author_id":2,"reviews_count":0}],
        "total":3}
    GET /api/books/emma 200
        {"id":11,"slug":"emma","title":"Emma","price":9,"author_id":1,"reviews_count":1}
    GET /api/books/none 404 {"error":"no such book"}
    GET /api/books/emma/reviews 200 [{"id":1,"book_id":11,"user_id":2,"stars":4,"text":"good"}]
    POST /api/login 401 {"error":"wrong"} <- {"email":"ann@x.org","password":"<pw z>"}
    POST /api/login 200 {"token":"<ann>","user":{"id":1,"email":"ann@x.org"}}
        <- {"email":"ann@x.org","password":"<pw a>"}
    @ann GET /api/users/me 200 {"id":1,"email":"ann@x.org"}
    @ann POST /api/books/emma/reviews 201 {"id":2,"book_id":11,"user_id":1,"stars":5,"text":"fine"}
        <- {"text":"fine","stars":5}
    @ann POST /api/books/dune/reviews 201 {"id":3,"book_id":12,"user_id":1,"stars":3,"text":"long"}
        <- {"text":"long"}
    @ann POST /api/books/dune/reviews 422 {"error":"no text"} <- {"text":""}
    POST /api/books/emma/reviews 401 {"error":"who?"} <- {"text":"mine"}
    GET /api/books/dune 200
        {"id":12,"slug":"dune","title":"Dune","price":7,"author_id":2,"reviews_count":1}
    POST /api/login 200 {"token":"<bob>","user":{"id":2,"email":"bob@x.org"}}
        <- {"email":"bob@x.org","password":"<pw b>"}
    @bob GET /api/users/me 200 {"id":2,"email":"bob@x.org"}
    @bob DELETE /api/books/emma/reviews/1 204
    @ann POST /api/books 201
        {"id":14,"slug":"the-waves","title":"The Waves","price":5,"author_id":1,"reviews_count":0}
        <- {"title":"The Waves","price":5,"author_id":1}
    @ann PATCH /api/books/the-waves 200
        {"id":14,"slug":"the-waves","title":"The Waves","price":6,"author_id":1,"reviews_count":0}
        <- {"price":6}
"""
STARS = """
    POST /api/login 200 {"user":{"id":1,"name":"ann"}} +set-cookie: sid=<s1>; Path=/; HttpOnly
        <- {"name":"ann","password":"<pw a>"}
    @sid=s1 GET /api/account 200 {"id":1,"name":"ann"} +set-cookie: sid=<s2>; Path=/; HttpOnly
    POST /api/login 200 {"user":{"id":2,"name":"bob"}} +set-cookie: sid=<s3>; Path=/; HttpOnly
        <- {"name":"bob","password":"<pw b>"}
    @sid=s2 GET /api/books 200 [{"id":11,"title":"Emma","starred":false,"stars_count":1},
        {"id":12,"title":"Dune","starred":false,"stars_count":0}]
    @sid=s3 GET /api/books 200 [{"id":11,"title":"Emma","starred":true,"stars_count":1},
        {"id":12,"title":"Dune","starred":false,"stars_count":0}]
    @sid=s2 GET /api/books/11 200 {"id":11,"title":"Emma","starred":false,"stars_count":1}
    @sid=s2 POST /api/books/11/star 200 {"id":11,"title":"Emma","starred":true,"stars_count":2}
    @sid=s2 POST /api/books/12/star 200 {"id":12,"title":"Dune","starred":true,"stars_count":1}
    @sid=s3 GET /api/books?starred=true 200
        [{"id":11,"title":"Emma","starred":true,"stars_count":2}]
    @sid=s2 DELETE /api/books/11/star 200 {"id":11,"title":"Emma","starred":false,"stars_count":1}
    @sid=s2 POST /api/password 204 <- {"old_password":"<pw a>","new_password":"<pw n>"}
    GET /api/weather 200 {"now":"sunny"}
    GET /api/weather?day=2 200 {"now":"cloudy"}
"""
SHELVES = """
    GET /api/shelves 200 [{"id":1,"name":"a","books_count":9,"can_edit":true},
        {"id":2,"name":"b","books_count":1,"can_edit":true}]
    GET /api/books 200 [{"id":11,"shelf_id":1,"title":"Emma"},{"id":12,"shelf_id":2,"title":"Dune"}]
    POST /api/books 201 {"id":13,"shelf_id":1,"title":"Ada"} <- {"shelf_id":1,"title":"Ada"}
    GET /api/shelves/1 200 {"id":1,"name":"a","books_count":10,"can_edit":true}
    POST /api/shelves 201 {"id":3,"name":"c","books_count":0,"can_edit":true} <- {"name":"c"}
    POST /api/books 201 {"id":14,"shelf_id":3,"title":"Ida"} <- {"shelf_id":3,"title":"Ida"}
    GET /api/shelves/3 200 {"id":3,"name":"c","books_count":1,"can_edit":true}
    DELETE /api/shelves/2 204
"""


def told(blueprint: Blueprint, dataset: Dataset) -> tuple[str, bytes]:
    """All that was inferred."""
    return blueprint.model_dump_json(), msgspec.json.encode(dataset)


def tables(exchanges: Iterable[Exchange]) -> dict[str, Json]:
    """The tables without what was counted for them."""
    blueprint, _ = infer(list(exchanges), salt=SALT)
    made: dict[str, Json] = json.loads(blueprint.model_dump_json())
    return {table["name"]: bare(table) for table in made["tables"]}


def bare(value: Json) -> Json:
    """A document without evidence."""
    if isinstance(value, dict):
        return {name: bare(inner) for name, inner in value.items() if name != "evidence"}
    return [bare(item) for item in value] if isinstance(value, list) else value


def later(exchanges: list[Exchange]) -> list[Exchange]:
    """The same exchanges after the last one."""
    gone = exchanges[-1].started - exchanges[0].started + 1
    return [replace(x, index=x.index + len(exchanges), started=x.started + gone) for x in exchanges]


def exchanges_of(case: str) -> list[Exchange]:
    """A capture of the fixtures by its name, or one of those above by its text."""
    return captured(case) if case in CASES else capture(case)


def recorded(text: str) -> list[Exchange]:
    """The exchanges as a recorder keeps them: their secrets were there, and were redacted."""
    return Redactor(SALT).redact_all(capture(text, plain))


def test_what_was_captured_is_named_and_counted():
    exchanges = [*capture(LIBRARY), *capture("OPTIONS /api/books 204")]
    blueprint, _ = infer(exchanges, salt="s", dropped={"too long": 2})
    assert (blueprint.name, blueprint.origin.url) == ("app.example", "http://app.example")
    assert (blueprint.origin.salt, blueprint.origin.captures) == ("s", (fingerprint(exchanges),))
    assert blueprint.dropped == {"too long": 2, "preflight": 1}


def test_a_capture_without_api_traffic_is_refused_with_what_it_holds():
    with pytest.raises(NoTraffic, match="No API traffic among 1 exchanges") as refused:
        infer(capture("OPTIONS /api/books 204"), salt="s")
    assert refused.value.where == "1 preflight"


def test_each_step_is_told():
    events: list[str] = []
    infer(capture(LIBRARY), salt="s", emit=lambda event: events.append(event.text))
    assert events[0].endswith("API exchanges with http://app.example")
    assert events[-1] == "4 tables, 11 endpoints"


def test_a_capture_is_recognised_by_what_was_asked_and_answered():
    once = capture(LIBRARY)
    assert fingerprint(once) == fingerprint(later(once))
    assert fingerprint(once) != fingerprint(once[1:])


@settings(max_examples=10)
@given(st.sampled_from([LIBRARY, STARS, *CASES]))
def test_inference_is_deterministic(case: str):
    exchanges = exchanges_of(case)
    assert told(*infer(exchanges, salt=SALT)) == told(*infer(exchanges, salt=SALT))


@settings(max_examples=10)
@given(st.data())
def test_the_order_of_the_file_does_not_count(data: st.DataObject):
    case = data.draw(st.sampled_from([LIBRARY, STARS, *CASES]))
    exchanges = exchanges_of(case)
    shuffled = data.draw(st.permutations(exchanges))
    assert tables(shuffled) == tables(exchanges)


def test_no_process_infers_otherwise():
    script = """
import sys
from tests.infer.apps import app
found = app(sys.stdin.read())
print(found.blueprint.model_dump_json(), found.dataset)
"""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": chance},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for chance in ("1", "2")
    ]
    one, other = [process.communicate(LIBRARY + STARS)[0] for process in started]
    assert one == other
    assert one


@settings(max_examples=10)
@given(st.sampled_from([LIBRARY, STARS, *CASES]))
def test_a_capture_seen_twice_tells_the_same_tables(case: str):
    once = exchanges_of(case)
    assert tables([*once, *later(once)]) == tables(once)


secrets = st.text(
    "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", min_size=20, max_size=24
)


@settings(max_examples=8)
@given(password=secrets, bearer=secrets, cookie=secrets, api_key=secrets)
def test_no_secret_of_a_capture_is_in_any_artefact(
    password: str, bearer: str, cookie: str, api_key: str
):
    planted = {"pw": password, "ann": bearer, "s1": cookie, "key": api_key}
    text = """
        POST /api/login 200 {"token":"<ann>","user":{"id":1,"name":"ann"}}
            +set-cookie: sid=<s1>; Path=/; HttpOnly <- {"name":"ann","password":"<pw pw>"}
        @ann GET /api/account 200 {"id":1,"name":"ann","api_key":"<key>"}
        @sid=s1 GET /api/account 200 {"id":1,"name":"ann","api_key":"<key>"}
        GET /api/notes?api_key=<key> 200 [{"id":7,"text":"one"}]
        GET /api/notes?api_key=<key>&page=2 500 {"seen":"<ann>","said":"<pw pw>"}
    """
    exchanges = Redactor(SALT).redact_all(capture(text, lambda name, _: planted[name]))
    blueprint, dataset = infer(exchanges, salt=SALT)
    written = {name: "".join(pieces) for name, pieces in artefacts(blueprint, dataset)}
    assert len(written) >= 6
    leaks = [(n, s) for n, text in written.items() for s in planted.values() if s in text]
    assert leaks == []


@dataclass
class Client:
    """Speaks to one server."""

    address: str

    async def ask(self, method: str, path: str, body: Json = None, **headers: str) -> Message:
        """The status as the first header, and the body of the answer."""
        content = None if body is None else json.dumps(body).encode()
        return await asyncio.to_thread(self._ask, method, path, content, headers)

    async def again(self, asked: Exchange) -> Message:
        """The answer to a request of a capture."""
        target = asked.url.removeprefix(asked.origin)
        headers = dict(asked.request.headers)
        content = asked.request.content
        return await asyncio.to_thread(self._ask, asked.method, target, content, headers)

    def _ask(
        self, method: str, path: str, content: bytes | None, headers: dict[str, str]
    ) -> Message:
        connection = http.client.HTTPConnection(self.address, timeout=60)
        try:
            given = {"content-type": "application/json"} if content else {}
            connection.request(method, path, content, {**given, **headers})
            answer = connection.getresponse()
            named = [(name.lower(), value) for name, value in answer.getheaders()]
            return Message((("status", str(answer.status)), *named), answer.read() or None)
        finally:
            connection.close()


def status(answer: Message) -> int:
    return int(answer.header("status") or 0)


def masked(value: Json) -> Json:
    """A document whose tokens all look the same."""
    if isinstance(value, dict):
        return {n: "***" if n == "token" else masked(v) for n, v in value.items()}
    return [masked(item) for item in value] if isinstance(value, list) else value


@asynccontextmanager
async def running(text: str, database_url: str) -> AsyncIterator[Client]:
    """A server of the app in the state before the capture, which it then answers as recorded."""
    blueprint, dataset = infer(recorded(text), salt=SALT)
    async with opened(database_url) as connection:
        for _, sql in migrations(blueprint):
            await connection.execute(sql)
        await connection.execute("".join(seed(blueprint, dataset, start=True)))
    async with serving(blueprint, database_url) as server:
        client = Client(urlsplit(server.url).netloc)
        for asked in capture(text, plain):
            answer = await client.again(asked)
            right = masked(asked.answer.json()) if asked.answer.content else None
            found = masked(answer.json()) if answer.content else None
            assert (status(answer), found) == (asked.status, right), f"{asked.method} {asked.url}"
        yield client


async def test_a_library_answers_its_capture_and_goes_on(database_url: str):
    async with running(LIBRARY, database_url) as client:
        login = await client.ask(
            "POST", "/api/login", {"email": "bob@x.org", "password": plain("b", "password")}
        )
        token = f"Bearer {login.json()['token']}"
        made = await client.ask(
            "POST", "/api/books/persuasion/reviews", {"text": "calm"}, authorization=token
        )
        assert made.json() == {"id": 4, "book_id": 13, "user_id": 2, "stars": 3, "text": "calm"}
        book = {"title": "Sense & Sensibility", "price": 11, "author_id": 1}
        created = await client.ask("POST", "/api/books", book, authorization=token)
        assert created.json()["slug"] == "sense-sensibility"
        cheap = await client.ask("GET", "/api/books?author=1&sort=-title&q=s")
        assert [b["title"] for b in cheap.json()["items"]] == [
            "The Waves",
            "Sense & Sensibility",
            "Persuasion",
            "Emma",
        ]
        gone = await client.ask("GET", "/api/books/nowhere")
        assert (status(gone), gone.json()) == (404, {"error": "no such book"})


async def test_stars_belong_to_who_asks_and_passwords_change(database_url: str):
    async with running(STARS, database_url) as client:
        for name, password, right in (("ann", "a", 401), ("ann", "n", 200), ("bob", "b", 200)):
            login = await client.ask(
                "POST", "/api/login", {"name": name, "password": plain(password, "password")}
            )
            assert status(login) == right, (name, password)
        cookie = (login.header("set-cookie") or "").split(";")[0]
        before = await client.ask("GET", "/api/books/12", cookie=cookie)
        assert before.json() == {"id": 12, "title": "Dune", "starred": False, "stars_count": 1}
        for count in (2, 2):
            starred = await client.ask("POST", "/api/books/12/star", cookie=cookie)
            assert starred.json()["stars_count"] == count
        mine = await client.ask("GET", "/api/books?starred=true", cookie=cookie)
        assert [book["id"] for book in mine.json()] == [11, 12]
        weather = await client.ask("GET", "/api/weather?day=2")
        assert weather.json() == {"now": "cloudy"}


async def test_what_is_kept_beside_a_table_moves_and_goes_with_its_rows(database_url: str):
    async with running(SHELVES, database_url) as client:
        await client.ask("POST", "/api/books", {"shelf_id": 1, "title": "Eve"})
        shown = await client.ask("GET", "/api/shelves")
        assert [(s["id"], s["books_count"], s["can_edit"]) for s in shown.json()] == [
            (1, 11, True),
            (3, 1, True),
        ]
        async with opened(database_url) as connection:
            kept = await connection.fetch("select id from wirebase.derived_shelves")
            assert [row["id"] for row in kept] == [1]
