"""No secret of an app reaches the disk: planted of every kind at every place, and looked for in all
that the line of travel leaves.
"""

import base64
import json
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.serve.conftest import Client
from tests.verify.traffic import exchange, session
from wirebase.capture.entries import to_line
from wirebase.capture.redaction import Redactor
from wirebase.capture.writer import Writer
from wirebase.exchange import Exchange, Headers, Json, Message

FIRST, SECOND = "tulip-season-7", "Gr33n!Garden"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
SESSION = "s7Kq2LmXw9Zp4RtV8bYcN3hD"
PASSWORDS = {
    "form": "sail-boat-01",
    "multipart": "sail-boat-02",
    "beside, multipart": "sail-boat-03",
    "literal of GraphQL": "sail-boat-04",
    "variable of GraphQL": "sail-boat-05",
    "old, variable of GraphQL": "sail-boat-06",
    "new, variable of GraphQL": "sail-boat-07",
    "query": "sail-boat-08",
    "beside, query": "sail-boat-09",
    "user info": "sail-boat-10",
    "basic": "sail-boat-11",
    "patch": "sail-boat-12",
    "label": "sail-boat-13",
    "label after its value": "sail-boat-14",
    "text in text": "sail-boat-15",
    "below a name": "sail-boat-16",
    "beside, form": "sail-boat-17",
    "pin": "48151623",
    "prefilled": "sail-boat-18",
    "journal": "sail-boat-19",
    "repeated": "sail-boat-20",
    "GraphQL in a query": "sail-boat-21",
    "literal of GraphQL alone": "sail-boat-22",
}
TOKENS = {
    "query": "q1W2e3R4t5Y6u7I8o9P0",
    "signature": "a9S8d7F6g5H4j3K2l1Z0",
    "segment": "zX1cV2bN3mA4sD5fG6hJ",
    "parameter of a link": "short-5",
    "fragment": "mN8bV7cX6zL5kJ4hG3fD",
    "header": "pO9iU8yT7rE6wQ5aS4dF",
    "location": "fR5tG6yH7uJ8iK9oL0pZ",
    "link after a segment": "gT6yH7uJ8iK9oL0pZ1xC",
    "answered": "hY7uJ8iK9oL0pZ1xC2vB",
    "answered below keys": "jU8iK9oL0pZ1xC2vB3nM",
    "answered by its form": "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
    "answered as one of several": "kI9oL0pZ1xC2vB3nM4qW",
    "recovery": "b7c1-99x2",
    "page": "lO0pZ1xC2vB3nM4qW5eR",
    "cookie": "nP1xC2vB3nM4qW5eR6tY",
    "escaped in a link": "short-6",
    "beside a label": "mZ2xC3vB4nM5qW6eR7tY",
}
FORM = "application/x-www-form-urlencoded"


def typed(method: str, target: str, kind: str, body: str, answer: Json = None) -> Exchange:
    x = exchange(method, target, answer)
    return Exchange(
        0, 1.0, method, x.url, Message((("content-type", kind),), body.encode()), 200, x.answer
    )


def answered(target: str, kind: str, body: str) -> Exchange:
    x = exchange("GET", target)
    return Exchange(
        0, 1.0, "GET", x.url, Message(), 200, Message((("content-type", kind),), body.encode())
    )


def login(password: str) -> Exchange:
    user: Json = {"id": 42, "email": "ada@example.com", "name": "Ada"}
    return exchange(
        "POST",
        "/api/login",
        {"token": JWT, "user": user},
        sent={"email": "ada@example.com", "password": password},
        answer_headers=(("set-cookie", f"sid={SESSION}; Path=/; HttpOnly"),),
    )


def planted() -> list[Exchange]:
    p, t = PASSWORDS, TOKENS
    known: Headers = (("authorization", f"Bearer {JWT}"), ("cookie", f"sid={SESSION}; theme=dark"))
    notes: list[Json] = [{"id": n, "title": f"Note {n}"} for n in (1, 2, 3)]
    boundary = "multipart/form-data; boundary=XX"
    parts = "".join(
        f'--XX\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (("password", p["multipart"]), ("new", p["beside, multipart"]))
    )
    basic = base64.b64encode(f"ada:{p['basic']}".encode()).decode()
    literal = (
        f'mutation {{ signIn(email: "a@b.c", password: "{p["literal of GraphQL"]}") {{ ok }} }}'
    )
    alone = f'mutation {{ signIn(password: "{p["literal of GraphQL alone"]}") {{ ok }} }}'
    inquiry = f'{{ check(password: "{p["GraphQL in a query"]}") }}'
    change = "mutation ChangePassword($old: String!, $new: String!) { change(old: $old) { ok } }"
    page = f'<meta name="csrf-token" content="{t["page"]}"><input type="password" value="{p["prefilled"]}">'
    return session(
        login(FIRST),
        exchange("GET", "/api/notes", notes, request_headers=known),
        *(exchange("GET", f"/api/notes/{n['id']}", n, request_headers=known) for n in notes),
        exchange(
            "POST",
            "/api/me/password",
            sent={"old": FIRST, "new": SECOND},
            status=204,
            request_headers=known,
        ),
        exchange(
            "POST",
            "/api/me/password",
            {"errors": {"password": ["is too short"], "new": [f"{SECOND} was used before"]}},
            sent={"old": SECOND, "new": SECOND, "repeat": p["repeated"]},
            status=422,
            request_headers=known,
        ),
        login(SECOND),
        typed("POST", "/sign-in", FORM, f"user=ada&pass={p['form']}"),
        typed(
            "POST", "/change-password", FORM, f"new={p['beside, form']}&confirm={p['beside, form']}"
        ),
        typed("POST", "/api/avatar", boundary, parts + "--XX--\r\n"),
        exchange("POST", "/graphql", {"data": {"ok": True}}, sent={"query": literal}),
        exchange(
            "POST",
            "/graphql",
            {"data": {"ok": True}},
            sent={
                "query": "mutation M($input: In!) { signIn(input: $input) { ok } }",
                "variables": {"input": {"password": p["variable of GraphQL"]}},
            },
        ),
        exchange(
            "POST",
            "/graphql",
            {"data": {"ok": True}},
            sent={
                "query": change,
                "variables": {
                    "old": p["old, variable of GraphQL"],
                    "new": p["new, variable of GraphQL"],
                },
            },
        ),
        typed("POST", "/graphql", "application/graphql", alone, {"data": {"ok": True}}),
        exchange("GET", f"/graphql?query={quote(inquiry)}", {"data": {"check": True}}),
        exchange("GET", f"/api/check?password={p['query']}&new={p['beside, query']}", {"ok": True}),
        exchange("GET", f"/api/export?access_token={t['query']}&sig={t['signature']}", {"rows": 3}),
        exchange("GET", f"/api/reset-password/{t['segment']}", {"ok": True}),
        exchange(
            "GET",
            "/api/links",
            {
                "a": f"https://app.example/in?token={t['parameter of a link']}&x=1",
                "b": f"https://app.example/cb#access_token={t['fragment']}&state=1",
                "c": f"https://app.example/invite/{t['link after a segment']}",
                "d": f"postgres://ada:{p['user info']}@db.example/notes",
            },
            answer_headers=(("location", f"/welcome?token={t['location']}"),),
        ),
        answered(
            "/api/go", "application/json", f'{{"u": "/x?y=1\\u0026token={t["escaped in a link"]}"}}'
        ),
        exchange("GET", "/api/status", {"ok": True}, request_headers=(("x-api-key", t["header"]),)),
        exchange(
            "GET",
            "/api/basic",
            {"ok": True},
            request_headers=(("authorization", f"Basic {basic}"),),
        ),
        exchange("POST", "/api/keys", {"id": 1, "plain": t["answered"]}, sent={"name": "ci"}),
        exchange("GET", "/api/me", {"apiKeys": [{"id": 1, "made": t["answered below keys"]}]}),
        exchange("GET", "/api/pay", {"note": f"use {t['answered by its form']} here"}),
        exchange("GET", "/api/pair", {"tokens": {"refresh": t["answered as one of several"]}}),
        exchange("GET", "/api/codes", {"recoveryCodes": [t["recovery"]]}),
        exchange("GET", "/api/env", [{"value": t["beside a label"], "name": "API_TOKEN"}]),
        exchange(
            "PATCH",
            "/api/me",
            {"ok": True},
            sent=[{"op": "replace", "path": "/password", "value": p["patch"]}],
        ),
        exchange(
            "POST",
            "/api/fields",
            {"ok": True},
            sent=[
                {"name": "password", "value": p["label"]},
                {"value": p["label after its value"], "name": "passwd"},
            ],
        ),
        exchange("POST", "/api/raw", sent={"payload": json.dumps({"pwd": p["text in text"]})}),
        exchange("PUT", "/api/me", {"ok": True}, sent={"password": {"new": p["below a name"]}}),
        exchange("POST", "/api/door", {"ok": True}, sent={"pin": int(p["pin"])}),
        exchange(
            "GET", "/api/journal", [{"field": "password", "old": p["journal"], "new": p["journal"]}]
        ),
        answered("/account", "text/html", page),
        exchange(
            "GET",
            "/api/theme",
            {"dark": True},
            answer_headers=(("set-cookie", f"jwt={t['cookie']}"),),
        ),
    )


SECRETS = [FIRST, SECOND, JWT, SESSION, *PASSWORDS.values(), *TOKENS.values()]


SPELLINGS = [
    (secret, spelt.encode())
    for secret in SECRETS
    for spelt in {secret, quote(secret, safe=""), json.dumps(secret)[1:-1]}
]
_BASE64 = re.compile(rb'(?<=")[A-Za-z0-9+/]{20,}={0,2}(?=")|(?<=Basic )[A-Za-z0-9+/]{8,}={0,2}')


def found_in(data: bytes) -> set[str]:
    decoded = (base64.b64decode(run[: len(run) // 4 * 4]) for run in _BASE64.findall(data))
    data = b" ".join((data, *decoded))
    return {secret for secret, spelt in SPELLINGS if spelt in data}


def files_below(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path
        if path.name == "location":  # where the files of the database had to stand
            yield from files_below(Path(path.read_text().strip()))


def test_the_plants_are_found_where_nothing_is_redacted() -> None:
    lines = b"".join(to_line(x, "app.example") for x in planted())
    assert {*SECRETS} - found_in(lines) == set()


def test_no_secret_is_in_a_capture(tmp_path: Path) -> None:
    with Writer(tmp_path / "c.jsonl", Redactor("app.example")) as writer:
        for x in planted():
            writer.write(x)
    written = (tmp_path / "c.jsonl").read_bytes()
    assert found_in(written) == set()
    assert b"is too short" in written
    assert b"theme=dark" in written


@pytest.fixture(scope="module")
def har(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a browser's own tools save: with all secrets in it."""
    path = tmp_path_factory.mktemp("har") / "app.har"
    entries = [json.loads(to_line(x, "")) for x in planted()]
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}))
    return path


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that Postgres's own user can walk to, as pytest's is not."""
    made = Path(tempfile.mkdtemp(prefix="wirebase-test-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


COMMAND = [sys.executable, "-m", "wirebase"]


def served(folder: Path) -> bytes:
    """All that a server says while the app's own requests are sent to it, and what it keeps of it."""
    with subprocess.Popen(
        [*COMMAND, "serve", str(folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            assert process.stdout
            client = Client(process.stdout.readline().decode().split()[1])
            sent = {"email": "ada@example.com", "password": SECOND}
            assert client.post("/api/login", sent).json()["token"] != JWT
            for x in planted():
                target = x.url.removeprefix("http://app.example")
                client(x.method, target, x.request.content, dict(x.request.headers))
            kept = (folder / ".wirebase/serve.json").read_bytes()
        finally:
            process.send_signal(signal.SIGINT)
            said = process.communicate(timeout=90)
    return b"".join((kept, *said))


def test_no_secret_is_in_what_is_generated_and_served(har: Path, home: Path) -> None:
    folder = home / "out"
    command = [*COMMAND, "generate", str(har), "-o", str(folder)]
    made = subprocess.run(command, capture_output=True, check=False)
    assert made.returncode == 0, made.stderr.decode()
    said = served(folder)
    searched = [path.name for path in files_below(folder)]
    assert {"blueprint.json", "openapi.json", "report.md", "seed.sql", "PG_VERSION"} <= {*searched}
    assert found_in(made.stdout + made.stderr + said) == set()
    assert {str(p): f for p in files_below(folder) if (f := found_in(p.read_bytes()))} == {}
