"""A guest who gets a board of their own; `"@n"` is the time n seconds after the start."""

import re
from datetime import UTC, datetime

import msgspec

from tests.infer.apps import SALT, App, capture
from wirebase.exchange import Exchange
from wirebase.infer.pipeline import infer

START = 1_700_000_000.0
"""When the first exchange of a capture begins; each of the others a second later."""
TIME = re.compile(r'"@(-?[\d.]+)"')

DEMO = """
GET /board 401 {"error":"Who are you?"}
POST /demo 200 {"token":"<ann>"}
@ann GET /board 200 {"board":{"id":4,"name":"Start","created_at":"@1.2","users":[\
{"id":8,"email":"bot@demo.test","board_id":4,"created_at":"@1.1"},\
{"id":9,"email":"you@demo.test","board_id":4,"created_at":"@1.1"}],"cards":[\
{"id":21,"title":"One","position":1,"board_id":4,"label_id":1,"created_at":"@1.3","updated_at":"@1.3"},\
{"id":22,"title":"Two","position":2,"board_id":4,"label_id":null,"created_at":"@1.3",\
"updated_at":"@1.3"}]}}
@ann GET /me 200 {"user":{"id":9,"email":"you@demo.test","board_id":4,"created_at":"@1.1"}}
@ann GET /labels 200 [{"id":1,"name":"red","created_at":"@-9000"},\
{"id":2,"name":"blue","created_at":"@-9000"}]
@ann POST /cards 201 {"id":23,"title":"Mine","position":3,"board_id":4,"label_id":null,\
"created_at":"@5","updated_at":"@5"} <- {"title":"Mine","board_id":4}
@ann PUT /cards/21 200 {"id":21,"title":"Changed","position":1,"board_id":4,"label_id":1,\
"created_at":"@1.3","updated_at":"@6"} <- {"title":"Changed"}
@ann POST /cards 201 {"id":24,"title":"More","position":4,"board_id":4,"label_id":null,\
"created_at":"@7","updated_at":"@7"} <- {"title":"More","board_id":4}
@ann GET /cards 200 [\
{"id":21,"title":"Changed","position":1,"board_id":4,"label_id":1,"created_at":"@1.3","updated_at":"@6"},\
{"id":22,"title":"Two","position":2,"board_id":4,"label_id":null,"created_at":"@1.3","updated_at":"@1.3"},\
{"id":23,"title":"Mine","position":3,"board_id":4,"label_id":null,"created_at":"@5","updated_at":"@5"},\
{"id":24,"title":"More","position":4,"board_id":4,"label_id":null,"created_at":"@7","updated_at":"@7"}]
"""


def demo(text: str = DEMO, clock: float = 0.0) -> App:
    """What is inferred from a session whose server has its clock that many seconds ahead."""
    exchanges = [_dated(x, clock) for x in capture(timed(text, clock))]
    return App(exchanges, *infer(exchanges, salt=SALT))


def timed(text: str, clock: float = 0.0) -> str:
    """The text with times in ISO 8601."""
    return TIME.sub(lambda m: f'"{_at(float(m[1]) + clock)}"', text)


def _at(seconds: float) -> str:
    moment = datetime.fromtimestamp(START + seconds, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _dated(exchange: Exchange, clock: float) -> Exchange:
    moment = datetime.fromtimestamp(exchange.started + clock, UTC)
    headers = (*exchange.answer.headers, ("date", moment.strftime("%a, %d %b %Y %H:%M:%S GMT")))
    answer = msgspec.structs.replace(exchange.answer, headers=headers)
    return msgspec.structs.replace(exchange, answer=answer)
