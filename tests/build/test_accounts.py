import hashlib

import pytest

from tests.build.backend import Backend
from tests.build.people import PASSWORD
from wirebase.capture.sensitive import looks_random

NEW = {"username": "cleo", "email": "cleo@blog.test", "password": "wb_password_" + "1" * 32}


def login(email: str, password: str) -> dict[str, object]:
    return {"user": {"email": email, "password": password}}


async def status_of_login(backend: Backend, email: str, password: str) -> int:
    return (await backend.call("login", login(email, password))).status


async def test_a_captured_session_is_known(ann: Backend):
    reply = await ann.call("current_user")
    assert reply.json == {"id": 1, "username": "ann"}


async def test_a_captured_credential_logs_in(backend: Backend):
    reply = await backend.call("login", login("ann@blog.test", PASSWORD))
    assert reply.status == 200
    backend.token = reply.json["user"]["token"]
    assert (await backend.call("current_user")).json["username"] == "ann"


async def test_a_captured_password_is_good_with_each_name_that_tells_the_account(backend: Backend):
    assert await status_of_login(backend, "ann", PASSWORD) == 200


async def test_wrong_credentials_are_answered_as_the_app_did(backend: Backend):
    for email, password in (("ann@blog.test", "x"), ("nobody", PASSWORD), ("ann", "x")):
        reply = await backend.call("login", login(email, password))
        assert (reply.status, reply.json) == (403, {"message": "Wrong password"})
    assert (await backend.call("login")).status == 403


@pytest.mark.parametrize(
    ("login", "password", "account"),
    [
        ("ann@blog.test", PASSWORD, "1"),
        ("ann", PASSWORD, "1"),
        ("ann", "wb_password_" + "9" * 32, None),
        ("bob@blog.test", "first", None),
        ("nobody", PASSWORD, None),
    ],
)
async def test_a_name_and_a_password_tell_the_account_and_claim_none(
    backend: Backend, login: str, password: str, account: str | None
):
    query = "select wirebase.known_login($1, $2)"
    assert await backend.rows(query, login, password) == [(account,)]


async def test_a_new_account_can_log_in(backend: Backend):
    reply = await backend.call("register", {"user": NEW})
    assert reply.status == 201
    assert reply.json["user"]["id"] == 3
    first, second = reply.json["user"]["token"], None
    second = (await backend.call("login", login(NEW["email"], NEW["password"]))).json["user"][
        "token"
    ]
    assert first != second
    for token in (first, second):
        backend.token = token
        assert (await backend.call("current_user")).json["username"] == "cleo"


async def test_a_closed_session_is_over_and_others_are_not(backend: Backend):
    tokens = [
        (await backend.call("login", login("ann@blog.test", PASSWORD))).json["user"]["token"]
        for _ in range(2)
    ]
    backend.token = tokens[0]
    assert (await backend.call("logout")).status == 204
    assert (await backend.call("current_user")).status == 401
    backend.token = tokens[1]
    assert (await backend.call("current_user")).status == 200


async def test_a_new_login_replaces_the_old_one(ann: Backend):
    changed = {"user": {"email": "new@blog.test"}}
    assert (await ann.call("update_user", changed)).json["user"]["email"] == "new@blog.test"
    assert await status_of_login(ann, "ann@blog.test", PASSWORD) == 403
    assert await status_of_login(ann, "new@blog.test", PASSWORD) == 200


async def test_a_new_password_replaces_the_old_one(ann: Backend):
    await ann.call("update_user", {"user": {"password": "wb_password_" + "2" * 32}})
    assert await status_of_login(ann, "ann@blog.test", PASSWORD) == 403
    assert await status_of_login(ann, "ann@blog.test", "wb_password_" + "2" * 32) == 200


async def test_sessions_and_logins_follow_an_account_whose_key_changes(backend: Backend):
    backend.token = (await backend.call("register", {"user": NEW})).json["user"]["token"]
    assert (await backend.call("renumber_user", {"id": 77})).status == 200
    assert (await backend.call("current_user")).json == {"id": 77, "username": "cleo"}
    assert await status_of_login(backend, NEW["email"], NEW["password"]) == 200


async def test_an_account_without_a_password_takes_the_first_one(backend: Backend):
    assert await status_of_login(backend, "bob@blog.test", "first") == 200
    assert await status_of_login(backend, "bob@blog.test", "second") == 403
    assert await status_of_login(backend, "bob@blog.test", "first") == 200


async def test_an_address_that_was_never_seen_is_that_of_the_account_which_it_begins_with(
    backend: Backend,
):
    await backend.connection.execute("alter table users alter column email drop not null")
    await backend.connection.execute("update users set email = null where username = 'bob'")
    assert await status_of_login(backend, "bob@other.test", "first") == 200
    assert await status_of_login(backend, "bob@third.test", "second") == 403
    [(noted,)] = await backend.rows("select email from users where username = 'bob'")
    assert noted == "bob@other.test"


async def test_accounts_without_a_password_can_be_closed(backend: Backend):
    await backend.connection.execute(
        "insert into wirebase.settings values ('unclaimed_accounts', 'closed')"
    )
    assert await status_of_login(backend, "bob@blog.test", "first") == 403


async def test_a_key_of_the_api_tells_who_asks(backend: Backend):
    backend.token = "key-2"
    assert (await backend.call("current_user")).json["username"] == "bob"


async def test_a_new_account_has_a_key_of_its_own(backend: Backend):
    await backend.call("register", {"user": NEW})
    [(key,)] = await backend.rows("select api_key from users where username = 'cleo'")
    [(hidden,)] = await backend.rows("select wirebase.placeholder($1)", key)
    for token in (str(key), str(hidden)):
        backend.token = token
        assert (await backend.call("current_user")).json["username"] == "cleo"


async def test_only_placeholders_of_tokens_are_stored(backend: Backend):
    token = (await backend.call("register", {"user": NEW})).json["user"]["token"]
    content = b"wirebase\0" + b"salt'y" + b"\0" + token.encode()
    expected = "wb_token_" + hashlib.sha256(content).hexdigest()[:32]
    assert (expected,) in await backend.rows("select token from wirebase.sessions")
    assert await backend.rows("select wirebase.placeholder($1)", expected) == [(expected,)]


async def test_tokens_look_as_random_as_captured_ones(backend: Backend):
    tokens = await backend.rows("select wirebase.secret() from generate_series(1, 2000)")
    assert all(looks_random(token) for (token,) in tokens)
    assert len(set(tokens)) == 2000
