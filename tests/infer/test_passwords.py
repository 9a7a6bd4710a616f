"""With which passwords accounts can log in, before the capture and by its end."""

from __future__ import annotations

from tests.infer.apps import app, secret

USERS = 'GET /users 200 [{"id":1,"email":"ann@x.org"},{"id":2,"email":"bob@x.org"}]'
CHANGE = '@ann POST /password 204 <- {"old":"<pw a>","new":"<pw b>"}'


def login(password: str, token: str = "ann") -> str:
    return (
        f'POST /login 200 {{"token":"<{token}>","user":{{"id":1,"email":"ann@x.org"}}}} '
        f'<- {{"email":"ann@x.org","password":"<pw {password}>"}}\n'
        f'@{token} GET /notes 200 [{{"id":7,"text":"one"}}]'
    )


def known(*lines: str) -> dict[str, tuple[list[str], list[str]]]:
    """Account -> the passwords that were good before the capture, and those that are by its end."""
    names = {secret(name, "password"): name for name in "abc"}
    out: dict[str, tuple[list[str], list[str]]] = {}
    for credential in app(*lines).dataset.credentials:
        before, after = out.setdefault(credential.account, ([], []))
        before += [names[credential.password]] * credential.start
        after += [names[credential.password]] * credential.end
    return out


def test_a_login_that_worked_works_before_and_after():
    assert known(USERS, login("a")) == {"1": (["a"], ["a"])}


def test_a_login_that_was_refused_tells_nothing():
    refused = 'POST /login 401 {"error":"no"} <- {"email":"ann@x.org","password":"<pw c>"}'
    assert known(USERS, login("a"), refused) == {"1": (["a"], ["a"])}


def test_a_changed_password_is_good_from_then_on():
    assert known(USERS, login("a"), CHANGE) == {"1": (["a"], ["b"])}
    assert known(USERS, login("a"), CHANGE, login("b", "anew")) == {"1": (["a"], ["b"])}


def test_a_change_that_was_refused_changes_nothing():
    refused = CHANGE.replace(" 204", ' 400 {"error":"weak"}')
    assert known(USERS, login("a"), refused) == {"1": (["a"], ["a"])}


def test_a_password_that_was_changed_back_is_good_all_the_time():
    back = '@ann POST /password 204 <- {"old":"<pw b>","new":"<pw a>"}'
    assert known(USERS, login("a"), CHANGE, back) == {"1": (["a"], ["a"])}


def test_a_new_account_can_log_in_by_the_end():
    made = (
        'POST /users 201 {"id":3,"email":"cem@x.org"} <- {"email":"cem@x.org","password":"<pw c>"}'
    )
    assert known(USERS, login("a"), made) == {"1": (["a"], ["a"]), "3": ([], ["c"])}


def test_a_deleted_account_can_log_in_before_only():
    assert known(
        USERS,
        'GET /users/2 200 {"id":2,"email":"bob@x.org"}',
        login("a"),
        "@ann DELETE /users/1 204",
    ) == {"1": (["a"], [])}


def test_an_account_that_came_and_went_never_can():
    made = (
        'POST /users 201 {"id":3,"email":"cem@x.org"} <- {"email":"cem@x.org","password":"<pw c>"}'
    )
    assert known(USERS, login("a"), made, "@ann DELETE /users/3 204") == {"1": (["a"], ["a"])}


def test_without_accounts_there_are_no_logins():
    assert known('GET /notes 200 [{"id":7,"text":"one"}]') == {}
