import base64
import json
import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirebase.capture.entries import to_line
from wirebase.capture.redaction import Redactor, placeholder
from wirebase.capture.sensitive import PLACEHOLDER
from wirebase.exchange import Exchange, Headers, Json, Message

TOKEN = "k3J9xQ7bTz1LmN5vR8wYc2Da"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"


def exchange(
    *,
    url: str = "https://app.test/api/things",
    sent: Json = None,
    got: Json = None,
    headers: Headers = (),
    answered: Headers = (),
) -> Exchange:
    json_type = ("content-type", "application/json")
    return Exchange(
        index=0,
        started=1.0,
        method="POST",
        url=url,
        request=Message(
            (*headers, json_type), json.dumps(sent).encode() if sent is not None else None
        ),
        status=200,
        answer=Message(
            (*answered, json_type), json.dumps(got).encode() if got is not None else None
        ),
    )


def hidden(value: str, kind: str = "token") -> str:
    return placeholder("password" if kind == "password" else "token", value, "app.test")


def test_a_placeholder_is_the_same_for_the_same_value_under_one_salt():
    assert placeholder("token", TOKEN, "a") == placeholder("token", TOKEN, "a")
    assert placeholder("token", TOKEN, "a") != placeholder("token", TOKEN, "b")
    assert placeholder("password", "hunter2", "a") != placeholder("password", "hunter3", "a")


def test_a_login_still_links_to_the_requests_that_used_it():
    login = exchange(sent={"email": "a@b.c", "password": "correct-horse-9"}, got={"token": TOKEN})
    later = exchange(headers=(("authorization", f"Token {TOKEN}"),))
    first, second = Redactor("app.test").redact_all([login, later])
    assert first.answer.json() == {"token": hidden(TOKEN)}
    assert second.request.header("authorization") == f"Token {hidden(TOKEN)}"
    assert first.request.json() == {
        "email": "a@b.c",
        "password": hidden("correct-horse-9", "password"),
    }


def test_a_secret_that_is_known_later_is_replaced_where_it_stood_before():
    early = exchange(url=f"https://app.test/hooks/{TOKEN}/runs", got={"label": f"see {TOKEN}!"})
    late = exchange(got={"access_token": TOKEN})
    first, _ = Redactor("app.test").redact_all([early, late])
    assert first.url == f"https://app.test/hooks/{hidden(TOKEN)}/runs"
    assert first.answer.json() == {"label": f"see {hidden(TOKEN)}!"}


def test_every_other_byte_of_a_body_stays():
    text = (
        b'{ "price": 1.50, "n": 1e3,\n "password" : "hunter2-x",'
        b' "big": 12345678901234567890, "u": "\\u00e9" }'
    )
    redacted = Redactor("app.test").redact_json(text)
    assert redacted == text.replace(b"hunter2-x", hidden("hunter2-x", "password").encode())


def test_a_body_without_secrets_is_the_same_object():
    body = json.dumps(
        {"items": [{"id": i, "author": "Ada", "key": "title"} for i in range(50)]}
    ).encode()
    assert Redactor("app.test").redact_json(body) is body


def test_booleans_nulls_and_counts_are_no_secrets():
    body = json.dumps(
        {"password": None, "token": True, "tokens": 5, "has_password": False}
    ).encode()
    assert Redactor("app.test").redact_json(body) is body


def test_a_numeric_pin_is_hidden():
    redacted = json.loads(Redactor("app.test").redact_json(b'{"pin": 4711, "count": 4711}'))
    assert redacted == {"pin": hidden("4711", "password"), "count": 4711}


def test_ids_are_kept_however_random_they_look():
    ids = {
        name: secrets.token_hex(16)
        for name in ("id", "uuid", "_id", "etag", "checksum", "hash", "parent_id")
    }
    body = json.dumps(ids).encode()
    assert Redactor("app.test").redact_json(body) is body


def test_json_inside_a_string_is_looked_into():
    body = json.dumps({"payload": json.dumps({"password": "hunter2-x"})}).encode()
    redacted = json.loads(Redactor("app.test").redact_json(body))
    assert json.loads(redacted["payload"]) == {"password": hidden("hunter2-x", "password")}


def test_forms_and_queries_are_redacted_in_place():
    redactor = Redactor("app.test")
    form = redactor.redact_form(b"username=ada&password=p%40ss+word1&next=%2Fhome")
    assert form == f"username=ada&password={hidden('p@ss word1', 'password')}&next=%2Fhome".encode()
    url = redactor.redact_url(f"https://app.test/a?x=1&api_key={TOKEN}&empty=&token=#top")
    assert url == f"https://app.test/a?x=1&api_key={hidden(TOKEN)}&empty=&token=#top"


def test_multipart_fields_are_redacted_and_files_are_left_alone():
    body = (
        b'--XX\r\nContent-Disposition: form-data; name="password"\r\n\r\nhunter2-x\r\n'
        b'--XX\r\nContent-Disposition: form-data; name="token"; filename="t"\r\n\r\nabc\r\n'
        b"--XX--\r\n"
    )
    redacted = Redactor("app.test").redact_body(body, "multipart/form-data; boundary=XX")
    assert redacted == body.replace(b"hunter2-x", hidden("hunter2-x", "password").encode())


def test_cookies_keep_their_names_attributes_and_harmless_values():
    redactor = Redactor("app.test")
    headers = (
        ("set-cookie", f"sid=s%3A{TOKEN}; Path=/; HttpOnly; SameSite=Lax"),
        ("cookie", f"theme=dark; sid=s%3A{TOKEN}"),
    )
    token = hidden(f"s:{TOKEN}")
    assert redactor.redact_headers(headers) == (
        ("set-cookie", f"sid={token}; Path=/; HttpOnly; SameSite=Lax"),
        ("cookie", f"theme=dark; sid={token}"),
    )


def test_a_cookie_and_the_header_that_repeats_it_stay_joined():
    headers = (("cookie", f"XSRF-TOKEN={TOKEN}%3D"), ("x-xsrf-token", f"{TOKEN}="))
    redacted = dict(Redactor("app.test").redact_headers(headers))
    assert redacted["cookie"] == f"XSRF-TOKEN={redacted['x-xsrf-token']}"


def basic(login: str) -> str:
    return f"Basic {base64.b64encode(login.encode()).decode()}"


def test_basic_authentication_keeps_the_name_and_hides_the_password():
    seen = exchange(
        headers=(("authorization", basic("ada:tulip-season-7")),), got={"note": "tulip-season-7"}
    )
    password = hidden("tulip-season-7", "password")
    redactor = Redactor("app.test")
    redacted = redactor.redact(seen)
    assert redacted.request.header("authorization") == f"Basic ada:{password}"
    assert redacted.answer.json() == {"note": password}
    assert redactor.redact(redacted) == redacted


def test_a_server_that_remembers_nothing_hides_the_same_password():
    server = Redactor("app.test", remember=False)
    [(_, value)] = server.redact_headers((("authorization", basic("ada:tulip-season-7")),))
    assert value == f"Basic ada:{hidden('tulip-season-7', 'password')}"


@pytest.mark.parametrize("login", ["tulip-season-7:", ":tulip-season-7", f"{TOKEN}:x", "tulip-7"])
def test_basic_authentication_by_a_key_alone_is_a_token(login: str):
    seen = exchange(headers=(("authorization", basic(login)),))
    redacted = Redactor("app.test").redact(seen)
    scheme, _, value = (redacted.request.header("authorization") or "").partition(" ")
    assert scheme == "Basic"
    assert PLACEHOLDER.fullmatch(value)


def test_what_is_a_secret_by_its_form_is_hidden_under_any_name():
    values = [JWT, "sk_live_4eC39HqLyjWDarjtT1zdp7dc", "ghp_16C7e42F292c6912E7710c838347Ae178B4a"]
    body = json.dumps({"note": values, "text": f"use {JWT} here"}).encode()
    redacted = Redactor("app.test").redact_json(body).decode()
    assert not any(value in redacted for value in values)
    assert redacted.count(hidden(JWT)) == 2


def test_hidden_fields_and_meta_tags_of_a_page_are_redacted():
    page = (
        f'<meta name="csrf-token" content="{TOKEN}"><input type="password" value="tulip-season-7">'
        f'<input type=hidden name=title value="Hello"><script>var csrfToken = "{TOKEN}x9";</script>'
    )
    redacted = Redactor("app.test").redact_body(page.encode(), "text/html; charset=utf-8").decode()
    assert TOKEN not in redacted
    assert "tulip" not in redacted
    assert 'value="Hello"' in redacted


def test_a_weak_password_is_not_taken_for_other_words():
    seen = exchange(sent={"username": "admin", "password": "admin"}, got={"role": "admin"})
    redacted = Redactor("app.test").redact(seen)
    assert redacted.answer.json() == {"role": "admin"}
    assert redacted.request.json() == {"username": "admin", "password": hidden("admin", "password")}


def test_a_server_forgets_what_its_users_sent():
    redactor = Redactor("app.test", remember=False)
    redactor.redact_json(json.dumps({"password": "tulip-season-7"}).encode())
    body = b'{"title": "tulip-season-7"}'
    assert redactor.redact_json(body) is body


TOKENS = st.builds(
    lambda data: base64.urlsafe_b64encode(data).decode().strip("="),
    st.binary(min_size=18, max_size=36),
)
PASSWORDS = st.sampled_from(
    ["tulip-season-7", "Gr33n!Garden", "horse staple 42", 'quo"te\\9x', "p%40/ü1234"]
)
WORDS = st.sampled_from(["title", "body", "note", "name", "message"])
PLANTS = ["field", "text", "query", "segment", "header", "cookie", "nested", "form"]


def planted(place: str, secret: str, word: str) -> Exchange:
    """An exchange with the secret under an innocent name."""
    match place:
        case "field":
            return exchange(sent={word: secret})
        case "text":
            return exchange(got=[{word: f"({secret}) and more"}])
        case "query":
            return exchange(url=f"https://app.test/api?{word}={secret_in_url(secret)}")
        case "segment":
            return exchange(url=f"https://app.test/{word}/{secret_in_url(secret)}")
        case "header":
            return exchange(headers=(("x-note", f"{word} {secret}"),))
        case "cookie":
            return exchange(headers=(("cookie", f"{word}={secret_in_url(secret)}"),))
        case "nested":
            return exchange(got={word: json.dumps({word: secret})})
    form = Message(
        (("content-type", "application/x-www-form-urlencoded"),),
        f"{word}={secret_in_url(secret)}".encode(),
    )
    return Exchange(0, 1.0, "POST", "https://app.test/f", form, 200, Message())


def secret_in_url(secret: str) -> str:
    from urllib.parse import quote

    return quote(secret, safe="")


@given(
    TOKENS, PASSWORDS, st.lists(st.tuples(st.sampled_from(PLANTS), WORDS), max_size=6), st.randoms()
)
@settings(max_examples=80)
def test_no_planted_secret_is_in_what_is_written(
    token: str, password: str, places: list[tuple[str, str]], random
):
    known = [exchange(sent={"password": password}), exchange(got={"access_token": token})]
    exchanges = known + [
        planted(place, s, word) for place, word in places for s in (token, password)
    ]
    random.shuffle(exchanges)
    written = b"".join(
        to_line(x, "app.test") for x in Redactor("app.test").redact_all(exchanges)
    ).decode()
    for secret in (token, password):
        assert secret not in written
        assert json.dumps(secret)[1:-1] not in written
        assert secret_in_url(secret) not in written
    assert written.count(hidden(password, "password")) >= 1


@given(TOKENS, PASSWORDS)
@settings(max_examples=20)
def test_redacting_again_changes_nothing(token: str, password: str):
    exchanges = [
        exchange(sent={"password": password}, got={"token": token, "at": JWT}),
        exchange(
            url=f"https://app.test/x/{token}?token={token}",
            headers=(("authorization", f"Bearer {token}"),),
        ),
        exchange(
            headers=(("cookie", f"sid={token}; theme=dark"),),
            answered=(("set-cookie", f"sid={token}; Path=/"),),
        ),
    ]
    once = Redactor("app.test").redact_all(exchanges)
    assert Redactor("app.test").redact_all(once) == once


@given(st.lists(TOKENS, min_size=2, max_size=6, unique=True))
@settings(max_examples=30)
def test_different_secrets_stay_different_and_equal_ones_equal(tokens: list[str]):
    exchanges = [
        exchange(got={"token": t}, headers=(("authorization", f"Bearer {t}"),)) for t in tokens
    ]
    redacted = Redactor("app.test").redact_all(exchanges)
    values = [json.loads(x.answer.text)["token"] for x in redacted]
    assert len(set(values)) == len(tokens)
    assert [x.request.header("authorization") for x in redacted] == [f"Bearer {v}" for v in values]


@pytest.mark.parametrize("count", [40, 400])
def test_many_secrets_are_found_in_one_pass(count: int):
    tokens = [secrets.token_hex(20) for _ in range(count)]
    redactor = Redactor("app.test")
    redactor.redact_all([exchange(got={"token": token}) for token in tokens])
    cleaned = redactor.redact_body(" ".join(tokens).encode(), "text/plain").decode()
    assert not any(token in cleaned for token in tokens)


@pytest.mark.parametrize("mime", ["application/wasm", "application/octet-stream", "font/woff2"])
def test_binary_assets_are_left_byte_for_byte(mime: str):
    redactor = Redactor("app.test")
    redactor.redact_headers((("authorization", "Bearer k3yThatIsASecret99"),))
    content = b'\0asm\1"password":"hunter22" k3yThatIsASecret99'
    assert redactor.redact_body(content, mime) == content


def at(path: str, sent: Json, *, got: Json = None, status: int = 200) -> Exchange:
    from msgspec.structs import replace

    seen = exchange(url=f"https://app.test{path}", sent=sent, got=got)
    return Redactor("app.test").redact(replace(seen, status=status))


@pytest.mark.parametrize("path", ["/api/me/password", "/users/7/change-password", "/auth/passwd"])
def test_below_a_path_about_passwords_old_and_new_are_passwords(path: str):
    seen = at(path, {"old": "rose-1", "new": "rose-2", "email": "a@b.c", "newsletter": "weekly"})
    assert seen.request.json() == {
        "old": hidden("rose-1", "password"),
        "new": hidden("rose-2", "password"),
        "email": "a@b.c",
        "newsletter": "weekly",
    }


def test_beside_a_password_its_repetition_is_one():
    seen = at("/api/me", {"currentPassword": "rose-1", "new": "rose-2", "confirm": "rose-2"})
    assert seen.request.json() == {
        "currentPassword": hidden("rose-1", "password"),
        "new": hidden("rose-2", "password"),
        "confirm": hidden("rose-2", "password"),
    }


def test_old_and_new_are_plain_where_nothing_speaks_of_passwords():
    sent: Json = {"old": "Draft", "new": "Published", "confirm": "yes", "value": "red"}
    assert at("/api/articles/7/status", sent).request.json() == sent


def test_what_is_said_about_a_refused_password_stays():
    said: Json = {"errors": {"password": ["is too short"], "email": ["is taken"]}}
    seen = at("/api/users", {"password": "rose-1"}, got=said, status=422)
    assert seen.answer.json() == said


def test_a_refused_password_that_is_repeated_is_hidden_even_so():
    said: Json = {"errors": {"password": ["rose-season-1 is too short"]}}
    seen = at("/api/users", {"password": "rose-season-1"}, got=said, status=422)
    assert "rose" not in seen.answer.text


def test_identities_below_a_name_of_keys_stay():
    key = secrets.token_hex(16)
    got: Json = {"apiKeys": [{"id": key, "label": "ci"}], "session": {"userId": key}}
    assert at("/api/keys", None, got=got).answer.json() == got
