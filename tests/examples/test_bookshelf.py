"""The demo app, started as a user starts it and spoken to over HTTP and in a browser."""

from __future__ import annotations

import json
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

APP = Path(__file__).parents[2] / "examples" / "bookshelf" / "app.py"
# -S: without site-packages, so that only the standard library is there to import.
COMMAND = [sys.executable, "-S", str(APP)]
PASSWORD = "correct horse"
NOVEL = {
    "title": "The Years",
    "format": "hardcover",
    "price": 18.25,
    "pages": 444,
    "published_on": "1937-03-11",
}


@contextmanager
def running(*arguments: str) -> Iterator[str]:
    """The address of an app of its own."""
    with subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            word, address = process.stdout.readline().split()
            assert word == "ready"
            yield address
        finally:
            process.terminate()
            assert process.wait(10) == 0


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> dict[str, Any]:
        error: dict[str, Any] = self.json["error"]
        return error


@dataclass(slots=True)
class Client:
    """One visitor, on one connection."""

    address: str
    token: str | None = None
    connection: HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = HTTPConnection(urlsplit(self.address).netloc, timeout=60)

    def ask(self, method: str, path: str, body: object = None, **query: object) -> Reply:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        payload = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        target = f"{path}?{urlencode(query)}" if query else path
        self.connection.request(method, target, payload, headers)
        answer = self.connection.getresponse()
        return Reply(answer.status, dict(answer.getheaders()), answer.read())

    def get(self, path: str, **query: object) -> Any:
        reply = self.ask("GET", path, **query)
        assert reply.status == 200, reply.body
        return reply.json

    def log_in(self, email: str) -> Client:
        account = {"email": email, "password": PASSWORD}
        self.token = self.ask("POST", "/api/auth/login", account).json["token"]
        return self


type Connect = Callable[..., Client]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running() as address:
        yield address


@pytest.fixture
def connect(address: str) -> Iterator[Connect]:
    clients: list[Client] = []

    def connecting(email: str | None = None) -> Client:
        clients.append(Client(address))
        return clients[-1].log_in(email) if email else clients[-1]

    yield connecting
    for client in clients:
        client.connection.close()


@pytest.fixture
def visitor(connect: Connect) -> Client:
    return connect()


@pytest.fixture
def ada(connect: Connect) -> Client:
    return connect("ada@example.com")


@pytest.fixture
def ben(connect: Connect) -> Client:
    return connect("ben@example.com")


@pytest.fixture
def book(ada: Client) -> Iterator[dict[str, Any]]:
    """A book of the test's own."""
    made = ada.ask("POST", "/api/books", {**NOVEL, "author_id": 9, "tags": ["society"]})
    assert made.status == 201
    yield made.json
    ada.ask("DELETE", f"/api/books/{made.json['id']}")


def every_book(client: Client) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.get("/api/books", per_page=100)["items"]
    return items


# Reading


def test_the_shelf_opens_with_the_sample_data(visitor: Client) -> None:
    assert visitor.get("/api/stats") == {"books": 48, "authors": 12, "reviews": 64}


def test_a_book_is_told_in_all_its_types(visitor: Client) -> None:
    told = visitor.get("/api/books/jane-eyre")
    assert told["author"] == {"id": told["author_id"], "name": "Charlotte Brontë"}
    assert date.fromisoformat(told["published_on"]) == date(1847, 10, 19)
    assert datetime.fromisoformat(told["created_at"]).utcoffset() is not None
    assert (told["price"], told["pages"], told["in_print"]) == (21.99, 532, True)
    assert (told["format"], told["tags"]) == ("hardcover", ["classic", "gothic", "romance"])
    assert (told["favourited"], told["favourites_count"]) == (False, 4)
    assert (told["average_rating"], told["reviews_count"]) == (4.8, 4)


def test_a_book_is_found_by_its_slug_and_by_its_id(visitor: Client) -> None:
    told = visitor.get("/api/books/jane-eyre")
    assert visitor.get(f"/api/books/{told['id']}") == told


def test_a_list_leaves_the_descriptions_out(visitor: Client) -> None:
    told = visitor.get("/api/books/jane-eyre")
    assert told.pop("description").startswith("An orphan")
    assert visitor.get("/api/books", q="jane eyre")["items"] == [told]


def test_the_pages_of_a_list_join_to_the_whole(visitor: Client) -> None:
    pages = [visitor.get("/api/books", page=page, per_page=20) for page in (1, 2, 3, 4)]
    assert [book for page in pages for book in page["items"]] == every_book(visitor)
    assert [len(page["items"]) for page in pages] == [20, 20, 8, 0]
    assert {(p["total"], p["per_page"], p["pages"]) for p in pages} == {(48, 20, 3)}


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ({"q": "THE"}, lambda b: "the" in f"{b['title']} {b['author']['name']}".lower()),
        ({"q": "woolf"}, lambda b: b["author"]["name"] == "Virginia Woolf"),
        ({"q": "%"}, lambda _: False),
        ({"tag": "humour"}, lambda b: "humour" in b["tags"]),
        ({"author": 4}, lambda b: b["author_id"] == 4),
        ({"format": "ebook"}, lambda b: b["format"] == "ebook"),
        ({"year_from": 1900}, lambda b: b["published_on"] >= "1900"),
        ({"year_to": 1847}, lambda b: b["published_on"] < "1848"),
        ({"in_print": "false"}, lambda b: not b["in_print"]),
        ({"q": ""}, lambda _: True),
        (
            {"tag": "gothic", "year_from": 1840, "format": "paperback"},
            lambda b: b["published_on"] >= "1840" and b["format"] == "paperback",
        ),
    ],
)
def test_a_filter_keeps_the_books_that_it_names(
    visitor: Client, query: dict[str, Any], holds: Callable[[dict[str, Any]], bool]
) -> None:
    tag = query.get("tag")
    expected = [b for b in every_book(visitor) if holds(b) and (not tag or tag in b["tags"])]
    found = visitor.get("/api/books", per_page=100, **query)
    assert found["items"] == expected
    assert found["total"] == len(expected)


@pytest.mark.parametrize(
    "sort", ["title", "published_on", "price", "pages", "favourites_count", "created_at"]
)
def test_a_sort_orders_a_list_and_a_minus_turns_it_around(visitor: Client, sort: str) -> None:
    upwards = visitor.get("/api/books", sort=sort, per_page=100)["items"]
    downwards = visitor.get("/api/books", sort=f"-{sort}", per_page=100)["items"]
    values = [b[sort].lower() if sort == "title" else b[sort] for b in upwards]
    assert values == sorted(values)
    assert downwards == upwards[::-1]


def test_books_without_a_rating_come_last_either_way(visitor: Client) -> None:
    for sort, downwards in (("average_rating", False), ("-average_rating", True)):
        books = visitor.get("/api/books", sort=sort, per_page=100)["items"]
        ratings = [b["average_rating"] for b in books]
        known = [rating for rating in ratings if rating is not None]
        assert known == sorted(known, reverse=downwards)
        assert ratings == known + [None] * (48 - len(known))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page", "0"),
        ("page", "one"),
        ("per_page", "101"),
        ("sort", "colour"),
        ("author", "-1"),
        ("year_from", "99999"),
        ("in_print", "maybe"),
        ("q", "x" * 60_000),
    ],
)
def test_a_query_that_makes_no_sense_is_refused(visitor: Client, name: str, value: str) -> None:
    refusal = visitor.ask("GET", "/api/books", **{name: value})
    assert refusal.status == 422
    assert list(refusal.error["fields"]) == [name]


def test_tags_count_their_books(visitor: Client) -> None:
    books = every_book(visitor)
    counts = {tag["name"]: tag["books_count"] for tag in visitor.get("/api/tags")}
    assert len(counts) == 12
    assert counts == {name: sum(name in b["tags"] for b in books) for name in counts}


def test_authors_are_listed_searched_and_shown(visitor: Client) -> None:
    found = visitor.get("/api/authors", sort="-books_count")
    counts = [author["books_count"] for author in found["items"]]
    assert (found["total"], counts) == (12, sorted(counts, reverse=True))
    [traven] = visitor.get("/api/authors", q="traven")["items"]
    assert (traven["born_on"], traven["country"]) == (None, None)
    assert visitor.get(f"/api/authors/{traven['id']}") == traven


def test_reviews_come_with_their_writers_newest_first(visitor: Client) -> None:
    found = visitor.get("/api/books/pride-and-prejudice/reviews")
    times = [review["created_at"] for review in found["items"]]
    assert (found["total"], found["pages"]) == (6, 2)
    assert times == sorted(times, reverse=True)
    assert {frozenset(review["user"]) for review in found["items"]} == {frozenset({"id", "name"})}
    assert all(uuid.UUID(review["user"]["id"]) for review in found["items"])


# Accounts


def test_somebody_registers_and_logs_out(visitor: Client) -> None:
    account = {"name": "Gil", "email": "gil@example.com", "password": "battery staple"}
    made = visitor.ask("POST", "/api/auth/register", account)
    assert (made.status, set(made.json)) == (201, {"token", "user"})
    assert "password" not in made.body.decode()
    visitor.token = made.json["token"]
    assert visitor.get("/api/auth/me") == made.json["user"]
    assert visitor.ask("POST", "/api/auth/logout").status == 204
    assert visitor.ask("GET", "/api/auth/me").status == 401
    again = visitor.ask("POST", "/api/auth/register", {**account, "email": "GIL@example.com"})
    assert (again.status, again.error["code"]) == (409, "email_taken")


def test_registering_names_every_wrong_field(visitor: Client) -> None:
    account = {"name": " ", "email": "nowhere", "password": "short"}
    refusal = visitor.ask("POST", "/api/auth/register", account)
    assert (refusal.status, refusal.error["code"]) == (422, "validation_failed")
    assert set(refusal.error["fields"]) == {"name", "email", "password"}


@pytest.mark.parametrize("email", ["ada@example.com", "nobody@example.com"])
def test_a_wrong_password_and_an_unknown_address_are_told_alike(
    visitor: Client, email: str
) -> None:
    refusal = visitor.ask("POST", "/api/auth/login", {"email": email, "password": "guess"})
    assert (refusal.status, refusal.error["code"]) == (401, "invalid_credentials")


def test_a_token_that_is_no_good_is_refused_even_for_reading(connect: Connect) -> None:
    client = connect()
    client.token = "made-up"
    assert client.ask("GET", "/api/books").status == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/books"),
        ("PATCH", "/api/books/emma"),
        ("DELETE", "/api/books/emma"),
        ("POST", "/api/books/emma/favourite"),
        ("DELETE", "/api/books/emma/favourite"),
        ("POST", "/api/books/emma/reviews"),
        ("POST", "/api/authors"),
        ("PATCH", "/api/authors/1"),
        ("DELETE", "/api/authors/1"),
        ("GET", "/api/auth/me"),
        ("POST", "/api/auth/logout"),
    ],
)
def test_writing_needs_a_login(visitor: Client, method: str, path: str) -> None:
    refusal = visitor.ask(method, path, None if method in {"GET", "DELETE"} else {})
    assert (refusal.status, refusal.error["code"]) == (401, "unauthenticated")


# Favourites


def test_each_reader_sees_their_own_favourites(
    ada: Client, ben: Client, visitor: Client, book: dict[str, Any]
) -> None:
    path = f"/api/books/{book['slug']}"
    marked = ada.ask("POST", f"{path}/favourite")
    assert marked.json == ada.get(path)
    seen = [client.get(path) for client in (ada, ben, visitor)]
    assert [b["favourited"] for b in seen] == [True, False, False]
    assert [b["favourites_count"] for b in seen] == [1, 1, 1]


def test_a_favourite_is_marked_once_and_unmarked_once(ada: Client, book: dict[str, Any]) -> None:
    path = f"/api/books/{book['id']}/favourite"
    steps = [ada.ask(method, path) for method in ("POST", "POST", "DELETE", "DELETE")]
    assert [step.status for step in steps] == [200, 200, 200, 200]
    assert [step.json["favourites_count"] for step in steps] == [1, 1, 0, 0]


def test_the_list_of_favourites_is_the_callers(ada: Client, ben: Client, visitor: Client) -> None:
    slugs = [
        {b["slug"] for b in client.get("/api/books", favourited="true")["items"]}
        for client in (ada, ben)
    ]
    assert [len(some) for some in slugs] == [8, 5]
    assert slugs[0] & slugs[1] == {"frankenstein", "the-time-machine"}
    assert ada.get("/api/books", favourited="false")["total"] == 40
    assert visitor.ask("GET", "/api/books", favourited="true").status == 401


# Writing


def test_a_book_is_made_changed_and_deleted(ada: Client) -> None:
    made = ada.ask("POST", "/api/books", {**NOVEL, "author_id": 9, "tags": [" Society", "society"]})
    assert made.status == 201
    told = made.json
    assert told.items() >= {**NOVEL, "slug": "the-years", "tags": ["society"]}.items()
    assert (told["in_print"], told["isbn"], told["description"]) == (True, None, None)
    path = f"/api/books/{told['slug']}"
    changed = ada.ask("PATCH", path, {"title": "The Pargiters", "price": 9, "tags": ["draft"]}).json
    assert ada.get(path) == changed
    assert (changed["slug"], changed["price"], changed["tags"]) == ("the-years", 9, ["draft"])
    assert changed["updated_at"] > changed["created_at"] == told["created_at"]
    assert changed["pages"] == told["pages"]
    deleted = ada.ask("DELETE", path)
    assert (deleted.status, deleted.body) == (204, b"")
    assert ada.ask("GET", path).status == 404


def test_slugs_are_unique_and_never_a_number(ada: Client) -> None:
    titles = ["1984", "1984", "Čapek’s “Ďábel”", "???", "New"]
    bodies = [{**NOVEL, "author_id": 9, "title": title} for title in titles]
    books = [ada.ask("POST", "/api/books", body).json for body in bodies]
    assert [b["slug"] for b in books] == [
        "book-1984",
        "book-1984-2",
        "capeks-dabel",
        "book",
        "book-new",
    ]
    for made in books:
        assert ada.ask("DELETE", f"/api/books/{made['id']}").status == 204


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", None),
        ("title", "   "),
        ("title", 7),
        ("title", "x" * 201),
        ("title", "\ud800"),
        ("author_id", 4711),
        ("author_id", "9"),
        ("author_id", True),
        ("isbn", "978"),
        ("format", "scroll"),
        ("format", ["ebook"]),
        ("price", -1),
        ("price", 1.005),
        ("price", "9.99"),
        ("pages", 0),
        ("pages", 10**30),
        ("published_on", "1937-02-30"),
        ("published_on", 1937),
        ("in_print", "yes"),
        ("in_print", None),
        ("cover_url", "javascript:alert(1)"),
        ("tags", "society"),
        ("tags", ["x" * 31]),
        ("tags", [str(number) for number in range(9)]),
    ],
)
def test_a_wrong_field_is_named(ada: Client, name: str, value: object) -> None:
    refusal = ada.ask("POST", "/api/books", {**NOVEL, "author_id": 9, name: value})
    assert refusal.status == 422
    assert list(refusal.error["fields"]) == [name]


def test_an_empty_book_lacks_what_is_required(ada: Client) -> None:
    fields = ada.ask("POST", "/api/books", {}).error["fields"]
    assert fields == dict.fromkeys([*NOVEL, "author_id"], "is required")


def test_two_books_never_share_an_isbn(ada: Client, book: dict[str, Any]) -> None:
    [emma] = ada.get("/api/books", q="emma")["items"]
    for method, path, body in (
        ("POST", "/api/books", {**NOVEL, "author_id": 9}),
        ("PATCH", f"/api/books/{book['id']}", {}),
    ):
        refusal = ada.ask(method, path, {**body, "isbn": emma["isbn"]})
        assert (refusal.status, refusal.error["code"]) == (409, "isbn_taken")
    assert ada.ask("PATCH", "/api/books/emma", {"isbn": emma["isbn"]}).status == 200


def test_an_author_is_made_changed_and_deleted_once_without_books(ada: Client) -> None:
    made = ada.ask("POST", "/api/authors", {"name": "E. Nesbit", "born_on": "1858-08-15"}).json
    path = f"/api/authors/{made['id']}"
    assert (made["books_count"], made["country"]) == (0, None)
    assert ada.ask("PATCH", path, {"country": "England"}).json["country"] == "England"
    novel = ada.ask("POST", "/api/books", {**NOVEL, "author_id": made["id"]}).json
    refusal = ada.ask("DELETE", path)
    assert (refusal.status, refusal.error["code"]) == (409, "author_has_books")
    assert ada.ask("DELETE", f"/api/books/{novel['id']}").status == 204
    assert ada.ask("DELETE", path).status == 204
    assert ada.ask("GET", path).status == 404


def test_a_review_is_its_writers_alone(ada: Client, ben: Client, book: dict[str, Any]) -> None:
    path = f"/api/books/{book['slug']}/reviews"
    made = ada.ask("POST", path, {"rating": 4, "body": "Long years."})
    assert (made.status, made.json["book_id"]) == (201, book["id"])
    mine = f"{path}/{made.json['id']}"
    for method in ("PATCH", "DELETE"):
        refusal = ben.ask(method, mine, {"rating": 1})
        assert (refusal.status, refusal.error["code"]) == (403, "forbidden")
    changed = ada.ask("PATCH", mine, {"rating": 2}).json
    assert (changed["rating"], changed["body"]) == (2, "Long years.")
    assert ada.get(f"/api/books/{book['slug']}")["average_rating"] == 2
    assert ada.ask("DELETE", mine).status == 204
    assert ada.get(path)["items"] == []


def test_a_review_is_found_under_its_own_book_only(ada: Client) -> None:
    [review, *_] = ada.get("/api/books/emma/reviews")["items"]
    assert ada.ask("PATCH", f"/api/books/villette/reviews/{review['id']}", {}).status == 404


def test_a_wrong_review_is_refused(ada: Client) -> None:
    refusal = ada.ask("POST", "/api/books/emma/reviews", {"rating": 6, "body": ""})
    assert (refusal.status, set(refusal.error["fields"])) == (422, {"rating", "body"})


def test_a_refused_request_changes_nothing(ada: Client, book: dict[str, Any]) -> None:
    before = ada.get(f"/api/books/{book['id']}")
    refusal = ada.ask("PATCH", f"/api/books/{book['id']}", {"title": "Other", "pages": -1})
    assert refusal.status == 422
    assert ada.get(f"/api/books/{book['id']}") == before


# The protocol


@pytest.mark.parametrize(
    "path", ["/api/books/no-such-book", "/api/books/4711", "/api/authors/x", "/api/nothing"]
)
def test_what_is_not_there_is_not_found(visitor: Client, path: str) -> None:
    assert visitor.ask("GET", path).status == 404


def test_a_method_that_has_no_meaning_is_told_which_have(visitor: Client) -> None:
    refusal = visitor.ask("PUT", "/api/stats", {})
    assert (refusal.status, refusal.headers["Allow"]) == (405, "GET")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b'{"price":NaN}', b"[" * 100_000])
def test_a_body_that_is_no_json_object_is_refused(visitor: Client, body: bytes) -> None:
    refusal = visitor.ask("POST", "/api/auth/login", body)
    assert (refusal.status, refusal.error["code"]) == (400, "malformed_json")


def test_a_body_that_is_too_large_is_not_read(visitor: Client) -> None:
    visitor.connection.putrequest("POST", "/api/auth/login")
    visitor.connection.putheader("Content-Length", "1000001")
    visitor.connection.endheaders()
    assert visitor.connection.getresponse().status == 413


def test_a_connection_is_kept_for_the_next_request(visitor: Client) -> None:
    visitor.get("/api/stats")
    first = visitor.connection.sock
    visitor.ask("GET", "/api/nothing")
    visitor.get("/api/tags")
    assert visitor.connection.sock is first is not None


@pytest.mark.parametrize("path", ["/", "/books", "/books/emma/edit", "/nowhere/at/all"])
def test_every_page_is_the_same_document(visitor: Client, path: str) -> None:
    page = visitor.ask("GET", path)
    assert page.status == 200
    assert page.headers["Content-Type"].startswith("text/html")
    assert b"/assets/main.js" in page.body


@pytest.mark.parametrize(
    "path", ["/assets/missing.js", "/../app.py", "/assets/../../app.py", "/covers/no-such.svg"]
)
def test_files_outside_the_front_end_are_not_served(visitor: Client, path: str) -> None:
    assert visitor.ask("GET", path).status == 404


def test_a_cover_shows_title_and_author(visitor: Client) -> None:
    cover = visitor.ask("GET", visitor.get("/api/books/emma")["cover_url"])
    assert cover.headers["Content-Type"].startswith("image/svg+xml")
    assert ">Emma<" in cover.body.decode()
    assert ">Jane Austen<" in cover.body.decode()


# Starting


def test_the_sample_data_is_the_same_every_time(tmp_path: Path) -> None:
    dumps = []
    for name in ("one", "two"):
        with running("--database", str(tmp_path / name)):
            pass
        with closing(sqlite3.connect(tmp_path / name)) as connection:
            dumps.append(list(connection.iterdump()))
    assert dumps[0] == dumps[1]


def test_a_database_is_kept_until_it_is_reset(tmp_path: Path) -> None:
    place = ("--database", str(tmp_path / "books.sqlite"))
    totals = []
    for arguments in (place, place, (*place, "--reset")):
        with running(*arguments) as address:
            client = Client(address).log_in("ben@example.com")
            totals.append(client.get("/api/stats")["authors"])
            client.ask("POST", "/api/authors", {"name": "Somebody"})
            client.connection.close()
    assert totals == [12, 13, 12]


@pytest.mark.parametrize("content", [b"no database at all, but a text" * 50, None])
def test_a_file_of_somebody_else_is_left_alone(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "precious"
    if content is None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE precious (id)")
    else:
        path.write_bytes(content)
    before = path.read_bytes()
    command = [*COMMAND, "--reset", "--database", str(path)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "precious" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert path.read_bytes() == before


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        command = [*COMMAND, "--port", str(taken.getsockname()[1])]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert "in use" in ended.stderr
    assert "Traceback" not in ended.stderr


# The front end


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium")
        yield playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])


@pytest.fixture
def page(address: str, browser: Browser) -> Iterator[Page]:
    page = browser.new_page(base_url=address)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    page.close()
    assert faults == []


def test_a_reader_logs_in_searches_adds_reviews_and_deletes(page: Page) -> None:
    page.goto("/")
    log_in(page)
    search_and_page(page)
    add_a_book(page)
    mark_and_unmark(page)
    review(page)
    delete(page)


def log_in(page: Page) -> None:
    page.get_by_role("link", name="Log in").click()
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_text("Ada Lindqvist", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_text("Ada Lindqvist", exact=True)).to_be_visible()


def search_and_page(page: Page) -> None:
    page.get_by_label("Search by title or author").fill("the")
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(re.compile(r"/books\?q=the$"))
    expect(page.get_by_role("heading", level=3)).to_have_count(12)
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_role("link", name="Page 2")).to_have_attribute("aria-current", "page")
    page.get_by_label("Tag").select_option("essay")
    expect(page.get_by_text("1 book", exact=True)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("link", name="Page 2")).to_have_attribute("aria-current", "page")


def add_a_book(page: Page) -> None:
    page.get_by_role("link", name="Add a book").click()
    page.get_by_role("button", name="Add book").click()
    expect(page.get_by_label("Title")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("This is required.")).to_have_count(5)
    page.get_by_label("Title").fill("Flush: A <b>Biography</b>")
    page.get_by_label("Author", exact=True).select_option("Virginia Woolf")
    page.get_by_label("Published on").fill("1933-10-05")
    page.get_by_label("Pages").fill("163")
    page.get_by_label("Price").fill("7.50")
    page.get_by_label("Tags").fill("humour, dogs")
    page.get_by_role("button", name="Add book").click()
    expect(page).to_have_url(re.compile("/books/flush-a-b-biography-b$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Flush: A <b>Biography</b>")
    expect(page.get_by_role("link", name="dogs")).to_be_visible()


def mark_and_unmark(page: Page) -> None:
    page.get_by_role("button", name="Add to favourites (0)").click()
    page.get_by_role("button", name="Remove from favourites (1)").click()
    expect(page.get_by_role("button", name="Add to favourites (0)")).to_be_visible()


def review(page: Page) -> None:
    page.get_by_label("Rating").select_option("5")
    page.get_by_label("Your review").fill("The spaniel is the hero.")
    page.get_by_role("button", name="Post review").click()
    page.get_by_role("button", name="Edit review").click()
    page.get_by_label("Your review").first.fill("The spaniel is the heroine.")
    page.get_by_role("button", name="Save review").click()
    expect(page.get_by_text("The spaniel is the heroine.")).to_be_visible()


def delete(page: Page) -> None:
    page.get_by_role("button", name="Delete book").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Delete book").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete for good").click()
    expect(page).to_have_url(re.compile("/books$"))
    expect(page.get_by_text("48 books")).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/books", "/books/emma", "/authors", "/login"])
def test_no_page_is_wider_than_a_phone(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_page_for_readers_asks_others_to_log_in_and_returns(page: Page) -> None:
    page.goto("/books/emma/edit")
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_label("Title")).to_have_value("Emma")
