"""A server of the library, spoken to over HTTP."""

from __future__ import annotations

import asyncio
import http.client
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlsplit

import asyncpg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.serve.conftest import Client
from tests.serve.library import library
from wirebase.blueprint.expressions import Constant
from wirebase.blueprint.operations import Answer
from wirebase.serve.answers import json_type
from wirebase.serve.request import LARGEST_BODY

storable = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
texts = st.text(storable, min_size=1)
documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(storable),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(storable), inner),
    max_leaves=8,
)
ADA = {"email": "ada@library.test", "password": "lovelace"}


def ask_database(url: str, query: str) -> object:
    async def ask() -> object:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(query)
        finally:
            await connection.close()

    return asyncio.run(ask())


def test_rows_are_listed_at_the_captured_path(reader: Client) -> None:
    answer = reader.get("/api/books")
    assert answer.status == 200
    assert answer.header("content-type") == "application/json"
    assert [book["title"] for book in answer.json()] == ["Dune", "Emma", "Ilias"]


def test_query_parameters_reach_the_operation_decoded_and_repeated(reader: Client) -> None:
    assert [b["title"] for b in reader.get("/api/books?q=%45MM").json()] == ["Emma"]
    both = reader.get("/api/books?title=Dune&title=Ilias").json()
    assert [b["title"] for b in both] == ["Dune", "Ilias"]


@pytest.mark.parametrize("path", ["/api/books/2", "/api/books/2/", "/api/%62ooks/%32"])
def test_a_row_is_found_however_its_path_is_spelt(reader: Client, path: str) -> None:
    assert reader.get(path).json() == {"id": 2, "title": "Emma"}


def test_a_literal_path_is_preferred_to_a_variable(reader: Client) -> None:
    assert reader.get("/api/books/new").json() == {"title": ""}


def test_what_is_missing_is_told_in_the_apps_words(reader: Client) -> None:
    answer = reader.get("/api/books/99")
    assert (answer.status, answer.json()) == (404, {"detail": "Not here"})


@settings(max_examples=60)
@given(texts)
def test_any_text_arrives_in_a_path_as_it_was_meant(reader: Client, text: str) -> None:
    answer = reader.get("/echo/" + quote(text, safe=""), accept_language="en")
    assert answer.json() == {"what": text, "language": "en"}


@settings(max_examples=60)
@given(documents)
def test_any_document_arrives_in_a_body_as_it_was_meant(reader: Client, value: object) -> None:
    assert reader.post("/echo", value).json() == {"body": value}


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(["a", "b c", "ü&="]), texts, min_size=1))
def test_a_form_arrives_as_an_object(reader: Client, fields: dict[str, str]) -> None:
    body = "&".join(f"{quote(n, safe='')}={quote(v, safe='')}" for n, v in fields.items())
    kind = "application/x-www-form-urlencoded"
    assert reader.post("/echo", body.encode(), content_type=kind).json() == {"body": fields}


def test_a_multipart_form_arrives_as_an_object(reader: Client) -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nDune\r\n'
        b'--x\r\nContent-Disposition: form-data; name="scan"; filename="a.png"\r\n'
        b"Content-Type: image/png\r\n\r\n\x89PNG\r\n--x--\r\n"
    )
    answer = reader.post("/echo", body, content_type="multipart/form-data; boundary=x")
    assert answer.json()["body"]["title"] == "Dune"


def test_a_body_that_is_no_document_is_none(reader: Client) -> None:
    answer = reader.post("/echo", b"\x00\xff", content_type="application/octet-stream")
    assert answer.json() == {"body": None}


def test_a_chunked_body_is_read(reader: Client) -> None:
    chunked = b'6\r\n{"a": \r\n2\r\n1}\r\n0\r\n\r\n'
    sent = {"content_type": "application/json", "transfer_encoding": "chunked"}
    connection = http.client.HTTPConnection(urlsplit(reader.url).netloc)
    connection.putrequest("POST", "/echo")
    for name, value in sent.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    connection.send(chunked)
    assert json.loads(connection.getresponse().read()) == {"body": {"a": 1}}
    connection.close()


@pytest.mark.parametrize(
    "body",
    [b"{", b'{"title": }', b'"\xff"', b"[" * 200_000, b'{"title": "\\u0000"}', b'"\\ud800"', b""],
    ids=["cut off", "no value", "no UTF-8", "too deep", "a NUL", "half a pair", "none"],
)
def test_a_bad_body_is_refused_in_the_operations_words(reader: Client, body: bytes) -> None:
    answer = reader.post("/api/books", body, content_type="application/json")
    assert (answer.status, answer.json()) == (422, {"detail": "Nonsense"})
    assert reader.events == []


def test_a_bad_body_is_refused_in_the_form_of_the_apps_errors_where_it_has_no_words(
    reader: Client,
) -> None:
    answer = reader.post("/echo", b"{", content_type="application/json")
    assert answer.status == 400
    assert answer.json()["detail"].startswith("The body is not JSON")


def test_a_document_of_moderate_depth_is_accepted(reader: Client) -> None:
    deep = b"[" * 500 + b"]" * 500
    assert reader.post("/echo", deep, content_type="application/json").status == 200


@pytest.mark.parametrize("how", ["said", "chunked"])
def test_a_body_that_is_too_large_is_refused(reader: Client, how: str) -> None:
    body = b'"' + b"x" * LARGEST_BODY + b'"'
    headers = {"content-type": "application/json"}
    if how == "chunked":
        headers["transfer-encoding"] = "chunked"
        body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    answer = reader("POST", "/echo", body, headers)
    assert (answer.status, answer.json()) == (413, {"detail": "A body may have 10 MB."})


def test_a_client_that_asks_first_is_spared_a_body_that_is_too_large(reader: Client) -> None:
    headers = {"expect": "100-continue", "content-length": str(LARGEST_BODY + 1)}
    assert reader("POST", "/echo", headers=headers).status == 413


def test_an_answer_has_its_status_and_headers(client: Client) -> None:
    answer = client.post("/api/books", {"title": "Faust"})
    assert answer.status == 201
    assert answer.header("location") == f"/api/books/{answer.json()['id']}"
    assert client.get(answer.header("location") or "").json() == answer.json()


def test_an_answer_without_a_body_has_none(reader: Client) -> None:
    answer = reader("PATCH", "/api/books/1", {"title": "x"})
    assert (answer.status, answer.content) == (202, b"")
    assert answer.header("content-type") is None


def test_a_taken_key_is_a_conflict(client: Client) -> None:
    answer = client.post("/api/books", {"title": "Dune"})
    assert (answer.status, answer.json()) == (409, {"detail": "There already"})


def test_text_that_is_no_json_keeps_its_media_type(reader: Client) -> None:
    answer = reader.get("/echo.txt")
    assert answer.header("content-type") == "text/plain"
    assert answer.content == b'"quoted" & plain'


def test_the_most_specific_match_is_meant(reader: Client) -> None:
    assert reader.get("/api/books?featured=today").json() == {"which": "today"}
    assert reader.get("/api/books?featured=tomorrow").json() == {"which": "any"}
    assert isinstance(reader.get("/api/books").json(), list)


def test_operations_behind_one_url_are_told_apart_by_the_body(reader: Client) -> None:
    query = {"query": "query AllBooks { books { id } }", "operationName": "AllBooks"}
    assert reader.post("/graphql", query).json() == {"data": "all"}
    assert reader.post("/graphql", {"query": "{ hello }"}).json() == {"data": "hello"}
    assert reader.post("/graphql", {"query": "{ other }"}).status == 404
    assert reader.post("/graphql", b"{", content_type="application/json").status == 400


def test_operations_that_are_sent_together_are_answered_in_their_order(reader: Client) -> None:
    hello, other = {"query": "{ hello }"}, {"query": "{ other }"}
    named = {"operationName": "All", "query": "query All { hello }"}
    answer = reader.post("/graphql", [hello, named, hello])
    assert (answer.status, answer.header("content-type")) == (200, "application/json")
    alone = [reader.post("/graphql", sent).json() for sent in (hello, named, hello)]
    assert answer.json() == alone
    mixed = reader.post("/graphql", [hello, other])
    assert mixed.status == 404
    assert mixed.json() == [{"data": "hello"}, reader.post("/graphql", other).json()]


def test_a_list_that_is_no_batch_is_one_request(reader: Client) -> None:
    assert isinstance(reader.post("/graphql", [{"query": "cats"}]).json(), dict)
    assert isinstance(reader.post("/graphql", [{"query": "{ hello }"}] * 101).json(), dict)


def test_a_recorded_answer_is_the_one_to_the_most_similar_request(reader: Client) -> None:
    answer = reader.get("/weather?town=a%20b&day=2")
    assert (answer.status, answer.json()) == (203, {"sky": "blue"})
    assert answer.header("x-wirebase-fidelity") == "recorded"
    assert reader.get("/weather").json() == {"sky": "grey"}
    assert reader.get("/api/books").header("x-wirebase-fidelity") is None


def test_an_unknown_path_is_not_found_in_the_words_of_its_area(reader: Client) -> None:
    answer = reader.get("/api/nothing")
    assert answer.status == 404
    assert answer.json().keys() == {"detail"}


def test_a_path_far_from_all_that_was_captured_is_not_found(reader: Client) -> None:
    answer = reader.get("/nothing")
    assert answer.status == 404
    assert answer.json() == {"detail": "No captured endpoint answers GET /nothing."}


def test_a_method_that_a_path_does_not_know_is_refused_with_those_it_knows(reader: Client) -> None:
    answer = reader("DELETE", "/api/books/1")
    assert answer.status == 405
    assert answer.header("allow") == "GET, HEAD, OPTIONS, PATCH"


def test_a_head_is_answered_as_a_get_without_the_body(reader: Client) -> None:
    full, bare = reader.get("/api/books"), reader("HEAD", "/api/books")
    assert (bare.status, bare.content) == (200, b"")
    assert bare.header("content-length") == str(len(full.content))


@pytest.mark.parametrize("origin", ["http://localhost:3000", "https://library.test"])
def test_a_page_of_this_machine_or_of_the_app_may_read_answers(reader: Client, origin: str) -> None:
    answer = reader.get("/weather", origin=origin)
    assert answer.header("access-control-allow-origin") == origin
    assert answer.header("access-control-allow-credentials") == "true"
    assert answer.header("access-control-expose-headers") == "x-wirebase-fidelity"


def test_a_page_of_elsewhere_may_not(reader: Client) -> None:
    answer = reader.get("/weather", origin="https://localhost.evil.test")
    assert answer.header("access-control-allow-origin") is None


def test_a_preflight_is_answered(reader: Client) -> None:
    asked = {
        "origin": "http://127.0.0.1:8080",
        "access-control-request-method": "PATCH",
        "access-control-request-headers": "authorization, x-more",
    }
    answer = reader("OPTIONS", "/api/books/1", headers=asked)
    assert (answer.status, answer.content) == (204, b"")
    assert answer.header("access-control-allow-origin") == "http://127.0.0.1:8080"
    assert answer.header("access-control-allow-methods") == "GET, HEAD, PATCH"
    assert answer.header("access-control-allow-headers") == "authorization, x-more"


def test_the_server_says_that_it_is_well(reader: Client) -> None:
    answer = reader.get("/_wirebase/health")
    assert answer.json()["status"] == "ok"
    assert answer.json()["operations"] > 10


def test_a_login_opens_a_session_that_every_carrier_can_prove(client: Client) -> None:
    answer = client.post("/login", ADA)
    token = answer.json()["token"]
    cookies = answer.all("set-cookie")
    assert cookies == [f"who={token}; Path=/; HttpOnly", "theme=dark; Path=/"]
    for proof in (
        client.get("/me", authorization=f"Bearer {token}"),
        client.get("/me", authorization=f"bearer {token}"),
        client.get("/me", cookie=f"theme=dark; who={token}"),
        client.get(f"/me?access_token={token}"),
    ):
        assert proof.json() == {"email": "ada@library.test"}


def test_who_asks_is_told_the_token_that_they_carry(client: Client) -> None:
    token = client.post("/login", ADA).json()["token"]
    for proof in (
        client.get("/session", authorization=f"Bearer {token}"),
        client.get("/session", cookie=f"who={token}"),
    ):
        assert proof.json() == {"token": token}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Bearer wrong"},
        {"authorization": "Basic recorded-token"},
        {"authorization": "recorded-token"},
        {"cookie": "other=recorded-token"},
    ],
)
def test_who_proves_nothing_is_nobody(reader: Client, headers: dict[str, str]) -> None:
    answer = reader("GET", "/me", headers=headers)
    assert (answer.status, answer.json()) == (401, {"detail": "Who are you?"})


def test_a_token_of_the_capture_is_still_accepted(reader: Client) -> None:
    answer = reader.get("/me", authorization="Bearer recorded-token")
    assert answer.json() == {"email": "ada@library.test"}


def test_a_wrong_password_opens_nothing(reader: Client) -> None:
    answer = reader.post("/login", {**ADA, "password": "byron"})
    assert (answer.status, answer.json()) == (401, {"detail": "Wrong password"})


def test_a_session_that_was_closed_proves_nothing(client: Client) -> None:
    bearer = f"Bearer {client.post('/login', ADA).json()['token']}"
    assert client.post("/logout", authorization=bearer).status == 204
    assert client.get("/me", authorization=bearer).status == 401


def test_no_token_stands_in_the_database_as_it_was_issued(client: Client, library_url: str) -> None:
    token = client.post("/login", ADA).json()["token"]
    kept = ask_database(library_url, "select string_agg(token, ' ') from wirebase.sessions")
    assert isinstance(kept, str)
    assert token not in kept


def test_a_failure_inside_is_told_to_the_log_and_not_to_the_client(client: Client) -> None:
    answer = client.get("/crash")
    assert answer.status == 500
    assert b"42" not in answer.content
    assert [event.text for event in client.events] == ["crash failed: XX000"]


def test_a_write_that_lost_against_another_is_tried_again(client: Client) -> None:
    assert client.post("/contended").json() == {"tries": 3}


def test_a_write_that_always_loses_is_told_to_come_back(client: Client) -> None:
    answer = client.post("/deadlocked")
    assert (answer.status, answer.header("retry-after")) == (503, "1")


def test_many_requests_at_once_are_all_answered(reader: Client) -> None:
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda n: reader.get(f"/echo/{n}").json()["what"], range(200)))
    assert answers == [str(n) for n in range(200)]


def test_a_slow_request_holds_up_no_other(reader: Client) -> None:
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(reader.get, "/slow")
        time.sleep(0.05)
        assert reader.get("/echo/quick").status == 200
        assert not slow.done()
        assert slow.result().json() == {"slept": True}


def test_writes_at_once_lose_nothing(client: Client, library_url: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(lambda _: client.post("/visits").json()["count"], range(40)))
    assert sorted(seen) == list(range(1, 41))
    assert ask_database(library_url, "select count from visits") == 40


def test_a_tagged_answer_is_not_sent_again_to_who_has_it(reader: Client) -> None:
    full = reader.get("/api/books/2")
    tag = full.header("etag") or ""
    assert re.fullmatch(r'W/"[0-9a-f]+-[\w+/]{27}"', tag)
    for held in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = reader.get("/api/books/2", if_none_match=held)
        assert (again.status, again.content, again.header("etag")) == (304, b"", tag)
    assert reader.get("/api/books/2", if_none_match='"other"').content == full.content
    assert reader.get("/api/books/1").header("etag") != tag
    assert reader.get("/api/books").header("etag") is None


def test_a_head_of_a_tagged_answer_has_its_tag(reader: Client) -> None:
    assert reader("HEAD", "/api/books/2").header("etag") == reader.get("/api/books/2").header(
        "etag"
    )


def test_json_is_labelled_as_the_app_labels_it() -> None:
    labelled = library()
    answers = (Answer(mime="application/json; charset=utf-8", body=Constant(value=1)),)
    operations = [o.model_copy(update={"answers": answers}) for o in labelled.operations]
    made = labelled.model_copy(update={"operations": tuple(operations)})
    assert json_type(made) == b"application/json; charset=utf-8"
    assert json_type(labelled) == b"application/json"
