"""The captured front end, served beside the API."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.build.test_frontend import answered
from tests.serve.conftest import Client, served
from tests.serve.library import library
from wirebase.blueprint.frontend import FOLDER
from wirebase.build.frontend import frontend_of, write_frontend
from wirebase.exchange import Exchange
from wirebase.serve.pages import Pages

API = library().origin.url
SCRIPT = f'fetch("{API}/api/books"); import("https://cdn.example/x.js")'.encode()
PICTURE = b"\x89PNG\r\n\x00\xff https://cdn.example/"
PAGE = b'<html><script integrity="sha384-x" src="/app.js"></script></html>'
NAVIGATION = {"sec_fetch_mode": "navigate", "accept": "text/html"}


def seen() -> Iterator[Exchange]:
    headers = (("set-cookie", "theme=dark"),)
    yield answered(f"{API}/", PAGE, index=1, headers=headers)
    yield answered(f"{API}/shelf", PAGE, index=2)
    yield answered(f"{API}/about", PAGE + b"<p>About", index=3)
    yield answered(f"{API}/app.js?v=1", SCRIPT, "text/javascript")
    yield answered(f"{API}/cover.png", PICTURE, "image/png")
    yield answered("https://cdn.example/x.js", b"1", "text/javascript")
    to_home = (("location", f"{API}/shelf"),)
    yield answered(f"{API}/old", None, status=302, headers=to_home)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    folder = tmp_path_factory.mktemp("pages")
    write_frontend(frontend_of(seen()), folder)
    assert (folder / FOLDER).is_dir()
    return Pages.load(folder, API)


@pytest.fixture
def visitor(library_url: str, pages: Pages) -> Iterator[Client]:
    with served(library_url, pages) as client:
        yield client


def test_a_page_is_shown_and_its_script_asks_this_server(visitor: Client):
    page = visitor.get("/", **NAVIGATION)
    assert page.content == b'<html><script src="/app.js"></script></html>'
    assert page.all("set-cookie") == ["theme=dark"]
    assert "default-src 'self'" in (page.header("content-security-policy") or "")
    script = visitor.get("/app.js?v=1").content.decode()
    assert script == (
        f'fetch("{visitor.url}/api/books"); import("{visitor.url}/_wirebase/at/cdn.example/x.js")'
    )
    assert visitor.get("/_wirebase/at/cdn.example/x.js").content == b"1"


def test_binary_files_come_byte_for_byte(visitor: Client):
    picture = visitor.get("/cover.png")
    assert (picture.content, picture.header("content-type")) == (PICTURE, "image/png")


def test_a_route_of_the_program_is_shown_by_its_page(visitor: Client):
    assert visitor.get("/shelf/of/mine", **NAVIGATION).status == 200
    assert visitor.get("/shelf/of/mine").status == 404


def test_the_api_answers_where_it_did(visitor: Client):
    assert len(visitor.get("/api/books").json()) == 3
    assert visitor.get("/api/books", **NAVIGATION).header("content-type") == "application/json"
    assert visitor.get("/_wirebase/health").json()["status"] == "ok"
    assert visitor.post("/about", {}).status == 404


def test_a_file_that_did_not_change_is_not_sent_again(visitor: Client):
    tag = visitor.get("/app.js").header("etag") or ""
    again = visitor.get("/app.js", if_none_match=tag)
    assert (again.status, again.content) == (304, b"")


def test_a_redirect_leads_to_this_server(visitor: Client):
    answer = visitor.get("/old", **NAVIGATION)
    assert (answer.status, answer.header("location")) == (302, f"{visitor.url}/shelf")


def test_a_service_worker_would_outlive_the_server_and_is_refused(visitor: Client):
    assert visitor.get("/app.js", service_worker="script").status == 404


def test_an_app_of_pages_that_differ_shows_none_in_place_of_another(tmp_path: Path):
    different = [answered("/a", b"<p>"), answered("/b", b"<p><p>")]
    write_frontend(frontend_of(different), tmp_path)
    pages = Pages.load(tmp_path, "https://app.example")
    assert pages._shell("/c") is None
