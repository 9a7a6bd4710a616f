"""A capture of a small app: people who log in, boards, and tasks on them."""

from pathlib import Path

from tests.verify.traffic import exchange, session
from wirebase.capture.redaction import Redactor
from wirebase.capture.writer import Writer
from wirebase.exchange import Exchange, Json

BOARDS: list[Json] = [
    {"id": 1, "name": "Home"},
    {"id": 2, "name": "Work"},
    {"id": 3, "name": "Away"},
]
TASKS: list[Json] = [
    {"id": 1, "title": "Sweep", "done": False, "board_id": 1},
    {"id": 2, "title": "Paint", "done": True, "board_id": 1},
    {"id": 3, "title": "Write", "done": False, "board_id": 2},
    {"id": 4, "title": "Pack", "done": False, "board_id": 3},
]
NEW = {"title": "Rest", "done": False, "board_id": 2}


def exchanges() -> list[Exchange]:
    """What a visit looks like: reads, a new task, a change, a removal."""
    made = {"id": 5, **NEW}
    changed = {"id": 5, "title": "Rest", "done": True, "board_id": 2}
    return session(
        exchange("GET", "/api/boards", BOARDS),
        *(exchange("GET", f"/api/boards/{b['id']}", b) for b in BOARDS),
        exchange("GET", "/api/tasks", TASKS),
        *(exchange("GET", f"/api/tasks/{t['id']}", t) for t in TASKS),
        exchange("POST", "/api/tasks", made, sent=NEW, status=201),
        exchange("GET", "/api/tasks/5", made),
        exchange("PATCH", "/api/tasks/5", changed, sent={"done": True}),
        exchange("GET", "/api/tasks", [*TASKS, changed]),
        exchange("DELETE", "/api/tasks/4", status=204),
        exchange("GET", "/api/tasks/4", {"error": "Not found"}, status=404),
        exchange("GET", "/api/tasks", [*TASKS[:3], changed]),
        exchange("OPTIONS", "/api/tasks", status=204),
    )


def later() -> list[Exchange]:
    """Another visit, to the state that the first one left."""
    changed = {"id": 5, "title": "Rest", "done": True, "board_id": 2}
    made = {"id": 6, "title": "Read", "done": False, "board_id": 1}
    return session(
        exchange("GET", "/api/tasks/5", changed),
        exchange(
            "POST",
            "/api/tasks",
            made,
            sent={"title": "Read", "done": False, "board_id": 1},
            status=201,
        ),
        exchange("GET", "/api/tasks", [*TASKS[:3], changed, made]),
    )


def write(path: Path, recorded: list[Exchange], host: str = "app.example") -> Path:
    """The path of an archive that holds the exchanges."""
    with Writer(path, Redactor(host)) as writer:
        for x in recorded:
            writer.write(x)
    return path
