import itertools
from collections.abc import Callable

from tests.verify.traffic import ORIGIN, Answering, exchange, server, session
from wirebase.exchange import Exchange, Json
from wirebase.verify.knowledge import Knowledge
from wirebase.verify.replay import Outcome, replay
from wirebase.verify.selection import select

TOKEN = f"wb_token_{'0a' * 16}"


async def replayed(
    exchanges: list[Exchange], answering: Answering, known: list[Exchange] | None = None
) -> list[Outcome]:
    knowledge = None if known is None else Knowledge(known)
    with server(answering) as origin:
        selection = select(exchanges, ORIGIN)
        return [outcome async for outcome in replay(selection, origin, knowledge=knowledge)]


def board(first: int) -> Callable[..., tuple[int, Json]]:
    """A backend with login, whose rows are numbered from `first` on."""
    rows: dict[int, Json] = {}
    numbers = itertools.count(first)

    def answering(method: str, target: str, body: Json, headers: dict[str, str]):
        if target == "/login":
            return 200, {"token": f"issued-{first}-0123456789"}
        if headers.get("authorization") != f"Bearer issued-{first}-0123456789":
            return 401, {"error": "who are you?"}
        if method == "POST":
            row = {"id": next(numbers), **body}
            rows[row["id"]] = row
            return 201, row
        if target == "/tasks":
            return 200, {"tasks": list(rows.values())}
        key = int(target.rsplit("/", 1)[1])
        if method == "DELETE" and key in rows:
            del rows[key]
            return 204, None
        return (200, rows[key]) if key in rows else (404, {"error": "not found"})

    return answering


def bearer() -> dict[str, object]:
    return {"request_headers": (("authorization", f"Bearer {TOKEN}"),)}


def recorded() -> list[Exchange]:
    task = {"id": 7, "title": "a", "parent_id": None}
    child = {"id": 8, "title": "b", "parent_id": 7}
    return session(
        exchange("GET", "/tasks", {"error": "who are you?"}, status=401),
        exchange("POST", "/login", {"token": TOKEN}, sent={"user": "ann"}),
        exchange("GET", "/tasks", {"tasks": []}, **bearer()),
        exchange(
            "POST", "/tasks", task, sent={"title": "a", "parent_id": None}, status=201, **bearer()
        ),
        exchange(
            "POST", "/tasks", child, sent={"title": "b", "parent_id": 7}, status=201, **bearer()
        ),
        exchange("GET", "/tasks/8", child, **bearer()),
        exchange("DELETE", "/tasks/7", status=204, **bearer()),
        exchange("GET", "/tasks/7", {"error": "not found"}, status=404, **bearer()),
        exchange("GET", "/tasks", {"tasks": [child]}, **bearer()),
    )


async def test_a_backend_with_its_own_numbers_and_tokens_is_exact() -> None:
    outcomes = await replayed(recorded(), board(41))
    assert [o.actual for o in outcomes] == [401, 200, 200, 201, 201, 200, 204, 404, 200]
    assert [o.comparison.exact for o in outcomes] == [1.0] * 9


async def test_the_recorded_backend_itself_is_exact() -> None:
    outcomes = await replayed(recorded(), board(7))
    assert all(o.comparison.exact for o in outcomes)


async def test_a_backend_that_forgets_is_not() -> None:
    remembering = board(7)

    def answering(method: str, target: str, body: Json, headers: dict[str, str]):
        return (204, None) if method == "DELETE" else remembering(method, target, body, headers)

    outcomes = await replayed(recorded(), answering)
    assert [o.exchange.index for o in outcomes if not o.comparison.exact] == [7, 8]


async def test_cookies_of_this_backend_take_the_place_of_the_recorded_ones() -> None:
    got = []

    def answering(method: str, target: str, body: Json, headers: dict[str, str]):
        got.append((headers.get("cookie"), headers.get("x-csrf")))
        return 200, {}, {"set-cookie": "sid=this-one-is-fresh"}

    old = f"wb_token_{'0b' * 16}"
    await replayed(
        session(
            exchange("POST", "/login", {}, answer_headers=(("set-cookie", f"sid={old}"),)),
            exchange(
                "GET", "/me", {}, request_headers=(("cookie", f"sid={old}; a=b"), ("x-csrf", old))
            ),
        ),
        answering,
    )
    assert got[1] == ("sid=this-one-is-fresh; a=b", "this-one-is-fresh")


async def test_cookies_are_sent_where_the_recorder_kept_none() -> None:
    got = []

    def answering(method: str, target: str, body: Json, headers: dict[str, str]):
        got.append(headers.get("cookie"))
        return 200, {}, {"set-cookie": "sid=1"}

    await replayed(session(exchange("POST", "/login", {}), exchange("GET", "/me", {})), answering)
    assert got == [None, "sid=1"]


async def test_a_write_without_an_answer_is_sent_and_not_scored() -> None:
    targets = []

    def answering(method: str, target: str, body: Json, headers: dict[str, str]):
        targets.append(target)
        return 200, {}

    outcomes = await replayed(
        session(exchange("POST", "/guest", sent={}, status=0), exchange("GET", "/me", {})),
        answering,
    )
    assert targets == ["/guest", "/me"]
    assert [o.exchange.path for o in outcomes] == ["/me"]


async def test_a_server_that_does_not_answer_is_told_as_such() -> None:
    selection = select(recorded(), ORIGIN)
    outcomes = [o async for o in replay(selection, "http://127.0.0.1:1")]
    assert {o.actual for o in outcomes} == {0}
    assert all("refused" in o.failure for o in outcomes)


async def test_what_only_the_other_session_said_does_not_count() -> None:
    other = session(exchange("GET", "/quote", {"text": "a new thought", "by": "ann"}))
    known = session(exchange("GET", "/quote", {"text": "an old thought", "by": "ann"}))

    def answering(*_: object):
        return 200, {"text": "an old thought", "by": "ann"}

    strict, lenient = await replayed(other, answering), await replayed(other, answering, known)
    assert (strict[0].comparison.value, lenient[0].comparison.value) == (0.5, 1)
