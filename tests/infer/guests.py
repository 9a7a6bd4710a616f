"""Sessions of guests on boards of their own, as lines of text with the time at which rows were made."""

from datetime import UTC, datetime

import msgspec

from tests.infer.fixtures import traffic
from wirebase.blueprint.dataset import Dataset
from wirebase.blueprint.document import Blueprint
from wirebase.exchange import Exchange
from wirebase.infer.pipeline import infer

START = 1_700_000_000.0
"""When the first exchange of `traffic` begins; each of the others a second later."""
TOKENS = {"ann": "wb_token_" + "a" * 32, "bob": "wb_token_" + "b" * 32}

DEMO = """
GET /board 401 {"error":"Who are you?"}
POST /demo 200 {"token":"ann"}
ann GET /board 200 {"board":{"id":4,"name":"Start","created_at":"@1.2","users":[\
{"id":8,"email":"bot@demo.test","board_id":4,"created_at":"@1.1"},\
{"id":9,"email":"you@demo.test","board_id":4,"created_at":"@1.1"}],"cards":[\
{"id":21,"title":"One","position":1,"board_id":4,"label_id":1,"created_at":"@1.3","updated_at":"@1.3"},\
{"id":22,"title":"Two","position":2,"board_id":4,"label_id":null,"created_at":"@1.3",\
"updated_at":"@1.3"}]}}
ann GET /me 200 {"user":{"id":9,"email":"you@demo.test","board_id":4,"created_at":"@1.1"}}
ann GET /labels 200 [{"id":1,"name":"red","created_at":"@-9000"},{"id":2,"name":"blue","created_at":"@-9000"}]
ann POST /cards 201 {"id":23,"title":"Mine","position":3,"board_id":4,"label_id":null,\
"created_at":"@5","updated_at":"@5"} <- {"title":"Mine","board_id":4}
ann PUT /cards/21 200 {"id":21,"title":"Changed","position":1,"board_id":4,"label_id":1,\
"created_at":"@1.3","updated_at":"@6"} <- {"title":"Changed"}
ann POST /cards 201 {"id":24,"title":"More","position":4,"board_id":4,"label_id":null,\
"created_at":"@7","updated_at":"@7"} <- {"title":"More","board_id":4}
ann GET /cards 200 [\
{"id":21,"title":"Changed","position":1,"board_id":4,"label_id":1,"created_at":"@1.3","updated_at":"@6"},\
{"id":22,"title":"Two","position":2,"board_id":4,"label_id":null,"created_at":"@1.3","updated_at":"@1.3"},\
{"id":23,"title":"Mine","position":3,"board_id":4,"label_id":null,"created_at":"@5","updated_at":"@5"},\
{"id":24,"title":"More","position":4,"board_id":4,"label_id":null,"created_at":"@7","updated_at":"@7"}]
"""


def session(text: str, clock: float = 0.0) -> list[Exchange]:
    """The exchanges: `@n` is the time n seconds after the start, a name before a line who asks.

    `clock` is how many seconds the server's clock is ahead, which its answers tell."""
    lines = [line for line in text.splitlines() if line.strip()]
    names = [line.split(" ")[0] for line in lines]
    plain = [line.removeprefix(f"{n} ") if n in TOKENS else line for n, line in zip(names, lines)]
    found = traffic(_filled("\n".join(plain), clock))
    return [_asked(x, TOKENS.get(name, ""), clock) for x, name in zip(found, names, strict=True)]


def understood(text: str, clock: float = 0.0) -> tuple[Blueprint, Dataset]:
    """What is inferred from a session."""
    return infer(session(text, clock), salt="pepper")


def _filled(text: str, clock: float) -> str:
    for name, token in TOKENS.items():
        text = text.replace(f'"{name}"', f'"{token}"')
    head, *rest = text.split('"@')
    times = [part.split('"', 1) for part in rest]
    return head + "".join(f'"{_at(float(n) + clock)}"{after}' for n, after in times)


def _at(seconds: float) -> str:
    moment = datetime.fromtimestamp(START + seconds, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _asked(exchange: Exchange, token: str, clock: float) -> Exchange:
    request, answer = exchange.request, exchange.answer
    headers = (*request.headers, *((("authorization", f"Bearer {token}"),) if token else ()))
    ahead = datetime.fromtimestamp(exchange.started + clock, UTC)
    date = ("date", ahead.strftime("%a, %d %b %Y %H:%M:%S GMT"))
    return msgspec.structs.replace(
        exchange,
        request=msgspec.structs.replace(request, headers=headers),
        answer=msgspec.structs.replace(answer, headers=(*answer.headers, date)),
    )
