"""Requests to a running backend, over the studio's API."""

import json

import httpx
import pytest

from tests.studio.conftest import Running
from wirebase.database import connected
from wirebase.serve import State


@pytest.fixture(scope="module")
def names(client: httpx.Client, blog_job: dict) -> dict[str, str]:
    """The operations by method and path."""
    found = client.get(f"/jobs/{blog_job['id']}/endpoints").json()
    return {f"{one['method']} {one['path']}": one["name"] for one in found}


def tried(client: httpx.Client, job: dict, operation: str, **more) -> dict:
    answer = client.post(f"/jobs/{job['id']}/trials", json={"operation": operation} | more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def account(client: httpx.Client, job: dict, name: str) -> str:
    found = client.get(f"/jobs/{job['id']}/accounts", params={"search": name}).json()
    return next(one["key"] for one in found if name in one["name"])


def test_an_endpoint_is_tried_with_its_parameters(
    client: httpx.Client, blog_job: dict, names: dict[str, str]
):
    slug = next(path for path in names if path.startswith("GET /api/articles/{"))
    if slug.count("{") == 1:
        key = slug.partition("{")[2].partition("}")[0]
        told = tried(client, blog_job, names[slug], path={key: "bread-at-home"})
        assert told["target"] == "/api/articles/bread-at-home"
        assert json.loads(told["body"])["article"]["slug"] == "bread-at-home"
    listed = names["GET /api/articles"]
    told = tried(client, blog_job, listed, query=[["limit", "2"], ["tag", "boats & more"]])
    assert told["target"] == "/api/articles?limit=2&tag=boats+%26+more"
    told = tried(client, blog_job, listed, query=[["limit", "2"]])
    assert (told["status"], told["method"], told["cut"]) == (200, "GET", False)
    assert told["milliseconds"] > 0
    assert ["content-type", "application/json"] in [
        [name, value.partition(";")[0]] for name, value in told["headers"]
    ]
    here = httpx.get(f"{blog_job['backend_url']}/api/articles", params={"limit": "2"})
    assert json.loads(told["body"]) == here.json()


async def test_it_is_tried_as_an_account_and_leaves_no_session(
    client: httpx.Client, studio: Running, blog_job: dict, names: dict[str, str]
):
    async def sessions() -> int:
        state = State.read(studio.home / "projects" / blog_job["name"])
        assert state
        async with connected(state.database_url) as connection:
            return await connection.fetchval("select count(*) from wirebase.sessions")

    before = await sessions()
    nobody = tried(client, blog_job, names["GET /api/user"])
    assert nobody["status"] in (401, 403)
    for name in ("ida", "jon"):
        key = account(client, blog_job, name)
        told = tried(client, blog_job, names["GET /api/user"], account=key)
        assert json.loads(told["body"])["user"]["username"] == name
    assert await sessions() == before


def test_a_body_is_sent_as_it_was_typed(
    client: httpx.Client, blog_job: dict, names: dict[str, str]
):
    create = names["POST /api/articles"]
    article = {"title": "Tried “here”", "description": "d", "body": "b", "tagList": []}
    body = json.dumps({"article": article}, ensure_ascii=False)
    told = tried(client, blog_job, create, body=body, account=account(client, blog_job, "ida"))
    assert told["status"] in (200, 201)
    made = json.loads(told["body"])["article"]
    assert (made["title"], made["author"]["username"]) == ("Tried “here”", "ida")
    broken = tried(client, blog_job, create, body="{", account=account(client, blog_job, "ida"))
    assert 400 <= broken["status"] < 500


def test_headers_cannot_change_how_the_request_is_sent(
    client: httpx.Client, blog_job: dict, names: dict[str, str]
):
    headers = {"host": "elsewhere", "content-length": "7", "x-a": "one\r\nx-b: two", "b: c": "d"}
    told = tried(client, blog_job, names["GET /api/tags"], headers=headers)
    assert told["status"] == 200


def test_what_cannot_be_tried_is_said(
    client: httpx.Client, blog_job: dict, board_job: dict, names: dict[str, str]
):
    place = f"/jobs/{blog_job['id']}/trials"
    assert client.post(place, json={"operation": "none"}).status_code == 404
    slug = next(name for path, name in names.items() if "{" in path)
    empty = client.post(place, json={"operation": slug})
    assert (empty.status_code, empty.json()["what"]) == (400, "A part of the path is empty")
    # An app without accounts has none to ask as.
    assert client.get(f"/jobs/{board_job['id']}/accounts").json() == []
    board = client.get(f"/jobs/{board_job['id']}/endpoints").json()[0]["name"]
    asked = {"operation": board, "account": "1"}
    answer = client.post(f"/jobs/{board_job['id']}/trials", json=asked)
    assert answer.status_code == 400
