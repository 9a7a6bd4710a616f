"""A capture of a guest, inferred and built: the whole way that their starting data goes."""

import pytest

from tests.build.backend import Backend
from tests.infer.apps import App
from tests.infer.guests import demo
from wirebase.exchange import Json

TIMES = ("created_at", "updated_at")


@pytest.fixture(scope="module")
def app() -> App:
    return demo()


@pytest.fixture
async def start(connection, app: App) -> Backend:
    """The app's backend as it was before the capture."""
    backend = Backend(connection, app.blueprint)
    await backend.create(app.dataset, start=True)
    return backend


async def ask(backend: Backend, app: App, named: str, body: Json = None, **values: str) -> Json:
    reply = await backend.call(app[named].name, body, **values)
    assert reply.status < 300, reply.text
    return reply.json


async def log_in(backend: Backend, app: App) -> str:
    backend.token = ""
    return (await ask(backend, app, "POST /demo"))["token"]


def without_times(value: Json) -> Json:
    if isinstance(value, dict):
        return {name: without_times(v) for name, v in value.items() if name not in TIMES}
    return [without_times(item) for item in value] if isinstance(value, list) else value


async def test_the_first_guest_sees_what_the_captured_one_saw(start: Backend, app: App):
    start.token = await log_in(start, app)
    recorded = {x.url.removeprefix("http://app.example"): x for x in reversed(app.exchanges[2:5])}
    for path, exchange in recorded.items():
        shown = await ask(start, app, f"GET {path}")
        assert without_times(shown) == without_times(exchange.answer.json())


async def test_every_guest_has_a_board_of_their_own(start: Backend, app: App):
    ann, bob = await log_in(start, app), await log_in(start, app)
    start.token = ann
    board = (await ask(start, app, "GET /board"))["board"]
    await ask(start, app, "POST /cards", {"title": "Ann's", "board_id": board["id"]})
    mine = await ask(start, app, "GET /cards")
    start.token = bob
    theirs = await ask(start, app, "GET /cards")
    assert [card["title"] for card in mine] == ["One", "Two", "Ann's"]
    assert [card["title"] for card in theirs] == ["One", "Two"]
    assert not {card["id"] for card in mine} & {card["id"] for card in theirs}


async def test_a_new_card_comes_after_the_last_one_of_its_board(start: Backend, app: App):
    for _ in range(2):
        start.token = await log_in(start, app)
        board = (await ask(start, app, "GET /board"))["board"]
        card = await ask(start, app, "POST /cards", {"title": "New", "board_id": board["id"]})
        assert card["position"] == 3
