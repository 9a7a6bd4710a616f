"""What is inferred from small captures, served from a database."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from tests.infer.apps import app, secret
from tests.infer.test_accounts import EITHER, NAMED
from tests.infer.test_callers import QUERIES, SHOP
from tests.infer.test_contents import QUERIES as CART_QUERIES
from tests.infer.test_contents import SHOP as CARTS
from tests.infer.test_continued import SAME
from tests.infer.test_lacking import REFUSED
from tests.infer.test_lone import POSTS
from tests.infer.test_usual_pages import PAGED
from tests.serve.conftest import Client, Reply, served
from wirebase.build.migration import migrations
from wirebase.build.seed import seed
from wirebase.database import EmbeddedPostgres
from wirebase.database.load import Artefacts, copy_of


@contextmanager
def backend(postgres: EmbeddedPostgres, text: str) -> Iterator[Client]:
    """A client of the backend that a capture gives."""
    found = app(text)
    rows = "".join(seed(found.blueprint, found.dataset, start=False))
    url = asyncio.run(copy_of(postgres, Artefacts(tuple(migrations(found.blueprint)), rows)))
    with served(url, blueprint=found.blueprint) as client:
        yield client
    postgres.drop_database(urlsplit(url).path[1:])


def test_links_lead_to_the_pages_of_a_list_that_was_never_turned(postgres: EmbeddedPostgres):
    with backend(postgres, PAGED) as client:
        first = client.get("/people?limit=1").json()
        assert [row["name"] for row in first["results"]] == ["a"]
        assert first["count"] == 2
        assert first["next"] == f"{client.url}/people?limit=1&offset=1"
        assert first["previous"] is None
        last = client.get(urlsplit(first["next"]).path + "?limit=1&offset=1").json()
        assert [row["name"] for row in last["results"]] == ["b"]
        assert (last["next"], last["previous"]) == (None, f"{client.url}/people?limit=1")


def test_a_lone_row_is_read_made_and_changed_in_its_list(postgres: EmbeddedPostgres):
    with backend(postgres, POSTS) as client:
        assert client.get("/posts/p2").json()["posts"][0]["title"] == "Sky"
        assert client.get("/posts/p7").status == 404
        made = client.post("/posts", {"posts": [{"title": "Rain"}]}).json()["posts"]
        assert [row["title"] for row in made] == ["Rain"]
        path = f"/posts/{made[0]['id']}"
        changed = client("PUT", path, {"posts": [{"title": "Hail"}]}).json()["posts"]
        assert [row["title"] for row in changed] == ["Hail"]
        assert client.get(path).json()["posts"] == changed


def test_an_account_logs_in_by_the_name_that_only_a_refused_login_gave(postgres: EmbeddedPostgres):
    with backend(postgres, EITHER) as client:
        typed = {"username": "bob", "password": secret("bob", "password")}
        token = client.post("/login", typed).json()["token"]
        me = client.get("/users/me", authorization=f"Bearer {token}").json()
        assert me["username"] == "bob"
        wrong = client.post("/login", {"username": "bob", "password": "nothing"})
        assert wrong.status == 400


def test_a_new_account_is_known_by_its_name_and_password_in_each_request(
    postgres: EmbeddedPostgres,
):
    def by(login: str) -> dict[str, str]:
        return {"authorization": f"Basic {base64.b64encode(login.encode()).decode()}"}

    with backend(postgres, NAMED) as client:
        cleo = by("cleo:tulip-season-7")
        assert client.get("/notes", **cleo).status == 401
        made = {"username": "cleo", "password": "tulip-season-7"}
        assert client.post("/users", made).status == 201
        assert client.get("/me", **cleo).json()["username"] == "cleo"
        assert client.post("/notes", {"text": "mine"}, **cleo).json()["user_id"] == 3
        assert [note["text"] for note in client.get("/notes", **cleo).json()] == ["mine"]
        for wrong in ({}, by("cleo:rose"), by("ann:tulip-season-7"), by("eve:tulip-season-7")):
            assert client.get("/notes", **wrong).status == 401


def test_each_login_opens_a_session_of_its_own(postgres: EmbeddedPostgres):
    with backend(postgres, SAME) as client:
        cookies = []
        for name in ("ann", "bob"):
            typed = {"username": name, "password": secret(name, "password")}
            cookies.append(client.post("/session", typed).all("set-cookie")[0].partition(";")[0])
        names = [client.get("/users/me", cookie=c).json()["username"] for c in cookies]
        assert names == ["ann", "bob"]


def test_each_missing_field_is_named(postgres: EmbeddedPostgres):
    with backend(postgres, REFUSED) as client:
        required = ["This field is required."]
        lacking = client.post("/events", {"start": "s"})
        assert (lacking.status, lacking.json()) == (400, {"name": required, "end": required})
        assert client.post("/events", {}).json().keys() == {"name", "start", "end"}
        assert client.post("/events", {"name": "n", "start": "s", "end": "e"}).status == 201


def test_a_number_written_with_decimals_is_always_written_so(postgres: EmbeddedPostgres):
    text = """
        GET /prices 200 [{"id":1,"amount":"8.00"},{"id":2,"amount":"60.50"}]
        POST /prices 201 {"id":3,"amount":"7.00"} <- {"amount":7}
        POST /prices 201 {"id":4,"amount":"12.50"} <- {"amount":"12.5"}
    """
    with backend(postgres, text) as client:
        assert client.post("/prices", {"amount": 5}).json()["amount"] == "5.00"
        assert client.post("/prices", {"amount": "120.1"}).json()["amount"] == "120.10"
        assert [row["amount"] for row in client.get("/prices").json()][:2] == ["8.00", "60.50"]


def test_who_registers_without_an_answer_is_known_and_sees_their_own(postgres: EmbeddedPostgres):
    with backend(postgres, SHOP) as client:

        def ask(name: str, variables: dict[str, object], cookie: str = "") -> Reply:
            asked = {"operationName": name, "query": QUERIES[name], "variables": variables}
            return client.post("/graphql", asked, **({"cookie": cookie} if cookie else {}))

        password = secret("eve", "password")
        sent = {"emailAddress": "eve@a.example", "name": "Eve", "password": password}
        assert ask("join", {"i": sent}).json()["data"] == {"join": {"success": True}}
        login = ask("login", {"l": "eve@a.example", "p": password})
        assert login.json()["data"]["login"]["handle"] == "eve@a.example"
        cookie = login.all("set-cookie")[0].partition(";")[0]
        assert ask("me", {}, cookie).json()["data"]["activeCustomer"]["name"] == "Eve"
        assert ask("cart", {}, cookie).json()["data"] == {"activeCart": None}
        wrong = {"o": secret("bob", "password"), "n": secret("new", "password")}
        refused = ask("change", wrong, cookie).json()["data"]["changePassword"]
        assert refused["__typename"] == "InvalidCredentialsError"
        ask("change", {**wrong, "o": password}, cookie)
        again = ask("login", {"l": "eve@a.example", "p": secret("new", "password")})
        assert again.json()["data"]["login"]["handle"] == "eve@a.example"
        ask("out", {}, cookie)
        assert ask("me", {}, cookie).json()["data"] == {"activeCustomer": None}
        assert ask("book", {"id": "3"}).json()["data"]["book"]["slug"] == "book-3"
        assert ask("book", {"slug": "none"}).json()["data"] == {"book": None}


def test_each_caller_fills_a_cart_of_their_own(postgres: EmbeddedPostgres):
    with backend(postgres, CARTS) as client:

        def ask(name: str, variables: dict[str, object], cookie: str) -> Any:
            asked = {"operationName": name, "query": CART_QUERIES[name], "variables": variables}
            return client.post("/graphql", asked, cookie=cookie).json()["data"]

        def logged_in(name: str) -> str:
            typed = {"l": f"{name}@a.example", "p": secret(name, "password")}
            asked = {"operationName": "login", "query": CART_QUERIES["login"], "variables": typed}
            return client.post("/graphql", asked).all("set-cookie")[0].partition(";")[0]

        def lines(cart: dict[str, Any]) -> list[tuple[str, int]]:
            return [(line["book"]["id"], line["quantity"]) for line in cart["lines"]]

        ann, bob = logged_in("ann"), logged_in("bob")
        assert ask("cart", {}, ann) == {"activeCart": None}
        theirs = ask("cart", {}, bob)["activeCart"]
        assert lines(theirs) == [("4", 2)]
        ask("put", {"b": "6", "n": 2}, ann)
        cart = ask("put", {"b": "6", "n": 1}, ann)["addItemToCart"]
        assert (lines(cart), cart["count"], cart["active"]) == ([("6", 3)], 3, True)
        stolen = ask("set", {"l": theirs["lines"][0]["id"], "n": 9}, ann)
        assert not stolen or stolen == {"setCartLine": None}
        assert ask("cart", {}, bob)["activeCart"] == theirs
        line = cart["lines"][0]["id"]
        assert ask("set", {"l": line, "n": 7}, ann)["setCartLine"]["count"] == 7
        ask("close", {}, ann)
        assert ask("cart", {}, ann) == {"activeCart": None}
