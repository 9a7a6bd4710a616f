"""Who the callers are, and whose token is whose."""

from __future__ import annotations

from msgspec.structs import replace

from tests.infer.apps import SALT, App, app, capture, secret
from tests.infer.prose import answer, effects
from wirebase.blueprint.expressions import Choice
from wirebase.blueprint.operations import FailureKind, Login, Verb
from wirebase.exchange import Message
from wirebase.infer.pipeline import infer, understand
from wirebase.infer.routes import routes

COOKIE = ("cookie", f"renew={secret('ann')}")

LOGIN = """
    POST /login 200 {"token":"<ann>","user":{"id":1,"name":"Ann"}}
        <- {"name":"Ann","password":"<pw a>"}
    @ann GET /notes 200 [{"id":7,"text":"one"},{"id":8,"text":"two"}]
    POST /login 200 {"token":"<bob>","user":{"id":2,"name":"Bob"}}
        <- {"name":"Bob","password":"<pw b>"}
    @bob GET /notes 200 [{"id":7,"text":"one"},{"id":8,"text":"two"}]
"""


def callers(found: App) -> list[str | None]:
    return [found.known.caller(call) for call in found.calls]


def test_a_login_opens_a_session_for_the_account_that_it_shows():
    found = app(LOGIN)
    assert found.known.who.entity == "user"
    assert found.known.who.owners == {secret("ann"): "1", secret("bob"): "2"}
    assert callers(found) == [None, "1", None, "2"]


def test_logins_that_worked_are_kept_with_what_was_typed():
    typed = {i: (c.login, key) for i, (c, key) in app(LOGIN).known.who.logins.items()}
    assert typed == {0: ("Ann", "1"), 2: ("Bob", "2")}


def test_a_token_goes_where_the_app_put_it():
    (carrier,) = app(LOGIN).known.who.carriers
    assert (carrier.place, carrier.name, carrier.scheme) == ("header", "authorization", "Bearer")


def test_a_page_about_the_caller_tells_whose_a_token_is():
    found = app("""
        @ann GET /notes 200 [{"id":7,"text":"one"}]
        @ann GET /users/me 200 {"id":1,"name":"Ann"}
        @bob GET /users/me 200 {"id":2,"name":"Bob"}
        GET /users/me 401 {"error":"who?"}
    """)
    assert found.known.who.owners == {secret("ann"): "1", secret("bob"): "2"}
    assert callers(found)[0] == "1"


def test_an_account_may_be_known_by_its_login_alone():
    found = app("""
        GET /users 200 [{"id":1,"email":"ann@x.org"},{"id":2,"email":"bob@x.org"}]
        POST /token 200 {"token":"<bob>"} <- {"email":"bob@x.org","password":"<pw b>"}
        @bob GET /notes 200 [{"id":7,"text":"one"}]
    """)
    assert callers(found)[2] == "2"


def test_cookie_renewals_belong_to_the_same_account():
    found = app("""
        POST /login 200 {"user":{"id":1,"name":"Ann"}} +set-cookie: sid=<s1>
            <- {"name":"Ann","password":"<pw a>"}
        @sid=s1 GET /notes 200 [{"id":7,"text":"one"}] +set-cookie: sid=<s2>
        @sid=s2 GET /notes 200 [{"id":7,"text":"one"}] +set-cookie: sid=<s3>
        @sid=s3 GET /notes 200 [{"id":7,"text":"one"}]
    """)
    assert set(found.known.who.owners.values()) == {"1"}
    assert callers(found)[1:] == ["1", "1", "1"]


def test_a_cookie_renewed_by_a_page_belongs_to_the_same_account():
    found = app("""
        POST /api/login 200 {"user":{"id":1,"name":"Ann"}} +set-cookie: sid=<s1>
            <- {"name":"Ann","password":"<pw a>"}
        @sid=s1 GET /home 200 +set-cookie: sid=<s2> +content-type: text/html
        @sid=s2 GET /api/notes 200 [{"id":7,"text":"one"}]
    """)
    assert found.known.who.owners[secret("s2")] == "1"


def test_tokens_of_two_accounts_stay_apart():
    found = app("""
        POST /login 200 {"user":{"id":1,"name":"Ann"}} +set-cookie: sid=<s1>
            <- {"name":"Ann","password":"<pw a>"}
        @sid=s1 GET /notes 200 [{"id":7,"text":"one"}]
        @sid=s1 POST /login 200 {"user":{"id":2,"name":"Bob"}} +set-cookie: sid=<s2>
            <- {"name":"Bob","password":"<pw b>"}
        @sid=s2 GET /notes 200 [{"id":7,"text":"one"}]
    """)
    assert found.known.who.owners == {secret("s1"): "1", secret("s2"): "2"}


def test_only_tokens_that_are_carried_later_are_sessions():
    found = app("""
        POST /keys 201 {"id":5,"token":"<key>"} <- {"label":"ci"}
        POST /login 200 {"token":"<ann>","user":{"id":1,"name":"Ann"}}
            <- {"name":"Ann","password":"<pw a>"}
        @ann GET /notes 200 [{"id":7,"text":"one"}]
    """)
    assert set(found.known.who.owners) == {secret("ann")}


def test_refused_requests_do_not_tell_how_tokens_are_carried():
    found = app("""
        POST /login 200 {"token":"<ann>","user":{"id":1,"name":"Ann"}}
            <- {"name":"Ann","password":"<pw a>"}
        @sid=ann GET /notes 401 {"error":"no"}
        @ann GET /notes 200 [{"id":7,"text":"one"}]
    """)
    assert [c.place for c in found.known.who.carriers] == ["header"]


def test_an_app_without_people_has_no_accounts():
    found = app('GET /notes 200 [{"id":7,"text":"one"}]')
    assert found.known.who.entity == ""
    assert found.blueprint.authentication is None


def test_a_token_that_nobody_was_given_is_the_one_of_the_default_account():
    found = app("""
        @ann GET /users/me 200 {"id":1,"name":"Ann"}
        @ann GET /notes 200 [{"id":7,"text":"one"}]
    """)
    assert found.blueprint.authentication is not None
    assert found.blueprint.authentication.default_account == "1"


def test_there_is_no_default_account_where_people_log_in():
    found = app(LOGIN)
    assert found.blueprint.authentication is not None
    assert found.blueprint.authentication.default_account == ""


def test_a_cookie_that_is_refused_alone_does_not_say_who_asks():
    lines = """
        @ann GET /users/me 200 {"id":1,"name":"Ann"}
        @bob GET /users/me 200 {"id":2,"name":"Bob"}
        @renew=ann GET /users/me 401 {"error":"who?"}
    """
    with_cookie = [
        replace(x, request=Message((*x.request.headers, COOKIE), x.request.content))
        if x.index == 0
        else x
        for x in capture(lines)
    ]
    found = App(with_cookie, *infer(with_cookie, salt=SALT))
    assert [c.place for c in found.known.who.carriers] == ["header"] * len(found.known.who.carriers)
    assert callers(found) == ["1", "2", None]
    assert found["GET /users/me"].authenticated


def test_a_token_that_everybody_carries_from_the_start_does_not_say_who_asks():
    lines = """
        @none GET /users/me 401 {"error":"who?"}
        POST /login 200 {"token":"<ann>","user":{"id":1,"email":"a@x.org"}}
            <- {"email":"a@x.org","password":"<pw a>"}
        @ann GET /users/me 200 {"id":1,"email":"a@x.org"}
        @ann GET /items/7 200 {"id":7,"name":"x"}
        @bob GET /users/me 200 {"id":2,"email":"b@x.org"}
        @bob PATCH /items/7 403 {"error":"not yours"} <- {"name":"y"}
        @ann PATCH /items/7 200 {"id":7,"name":"y"} <- {"name":"y"}
    """
    window = ("x-window", secret("window"))
    told = [
        replace(
            x,
            request=Message(
                (window,)
                if x.index == 0
                else (*x.request.headers, *((window,) if x.index in (2, 6) else ())),
                x.request.content,
            ),
        )
        for x in capture(lines)
    ]
    found = App(told, *infer(told, salt=SALT))
    assert {c.name for c in found.known.who.carriers} == {"authorization"}
    assert callers(found) == [None, None, "1", "1", "2", "2", "1"]


def test_a_login_whose_token_nobody_used_is_a_login():
    found = app("""
        POST /users 201 {"user":{"id":4,"username":"ann","email":"a@x.org","token":"<ann>"}}
            <- {"user":{"username":"ann","email":"a@x.org","password":"<pw a>"}}
        @ann GET /user 200 {"user":{"id":4,"username":"ann","email":"a@x.org"}}
        POST /users/login 400 {"error":"wrong"} <- {"user":{"email":"a@x.org","password":"<pw x>"}}
        POST /users/login 200 {"user":{"id":4,"username":"ann","email":"a@x.org","token":"<later>"}}
            <- {"user":{"email":"a@x.org","password":"<pw a>"}}
    """)
    login = found["POST /users/login"]
    assert login.verb is Verb.LOGIN
    assert "token: fresh session" in answer(login)
    assert [(f.kind, f.status) for f in login.failures] == [(FailureKind.UNAUTHORIZED, 400)]


def test_who_asks_may_take_another_name_where_the_name_is_the_key():
    found = app("""
        GET /profiles/bob 200 {"profile":{"username":"bob","bio":"b"}}
        POST /users 201 {"user":{"username":"ann","bio":"","token":"<ann>"}}
            <- {"user":{"username":"ann","password":"<pw a>"}}
        @ann GET /profiles/ann 200 {"profile":{"username":"ann","bio":""}}
        @ann PUT /user 200 {"user":{"username":"ann","bio":"c"}} <- {"user":{"username":"ann","bio":"c"}}
        @ann GET /user 200 {"user":{"username":"ann","bio":"c"}}
    """)
    (update,) = [e for e in effects(found["PUT /user"]) if e.startswith("update")]
    assert "username =? :username" in update


EITHER = """
    POST /signup 200 {"user":{"id":1,"username":"ann","email":"a@x.org"},"token":"<ann>"}
        <- {"username":"ann","email":"a@x.org","password":"<pw ann>"}
    @ann GET /users/me 200 {"id":1,"username":"ann","email":"a@x.org"}
    POST /signup 200 {"user":{"id":2,"username":"bob","email":"b@x.org"},"token":"<bob>"}
        <- {"username":"bob","email":"b@x.org","password":"<pw bob>"}
    @bob GET /users/me 200 {"id":2,"username":"bob","email":"b@x.org"}
    POST /login 400 {"errors":["The username and/or password is wrong"]}
        <- {"username":"ann","password":"<pw bad>"}
    POST /login 200 {"user":{"id":1,"username":"ann","email":"a@x.org"},"token":"<more>"}
        <- {"email":"a@x.org","password":"<pw ann>"}
    @more GET /users/me 200 {"id":1,"username":"ann","email":"a@x.org"}
"""


def test_the_name_of_a_login_that_was_refused_is_another_way_in():
    found = app(EITHER)
    assert found.blueprint.authentication
    assert set(found.blueprint.authentication.logins) == {"email", "username"}
    login = found["POST /login"]
    assert {p.key for p in login.parameters} >= {"/email", "/username", "/password"}
    effect = login.effects[0]
    assert isinstance(effect, Login)
    assert isinstance(effect.login, Choice)
    assert [(f.kind, f.when) for f in login.failures] == [(FailureKind.UNAUTHORIZED, None)]


def test_a_cookie_that_is_refused_alone_hides_no_session_that_a_registration_opens():
    asked = capture("""
        GET /users/me 401 {"error":"who?"}
        POST /signup 200 {"user":{"id":1,"username":"ann"},"token":"<ann>"}
            <- {"username":"ann","password":"<pw ann>"}
        @ann GET /users/me 200 {"id":1,"username":"ann"}
    """)
    cookie = ("cookie", f"sid={secret('dead')}")
    beside = [
        replace(x, request=Message((*x.request.headers, cookie), x.request.content)) for x in asked
    ]
    calls = routes(beside)
    assert understand(calls, beside).who.issued == {1: {secret("ann")}}


def test_bare_tokens_that_change_with_each_login_are_of_sessions():
    made = app("""
        POST /login 200 {"id":"ac-ann","name":"Ann","key":"<one>"} <- {"name":"Ann","password":"<pw a>"}
        @x-key:one GET /users/me 200 {"id":"ac-ann","name":"Ann","key":"<one>"}
        POST /login 200 {"id":"ac-ann","name":"Ann","key":"<two>"} <- {"name":"Ann","password":"<pw a>"}
        @x-key:two GET /users/me 200 {"id":"ac-ann","name":"Ann","key":"<two>"}
        GET /users 200 [{"id":"ac-ann","name":"Ann"},{"id":"ac-bob","name":"Bob"}]
    """)
    assert not made.known.key_headers()
    assert "key" not in [c.name for c in made.blueprint.table("users").columns]


NAMED = """
    POST /users 201 {"id":1,"username":"ann"} <- {"username":"ann","password":"<pw ann>"}
    POST /users 201 {"id":2,"username":"bob"} <- {"username":"bob","password":"<pw bob>"}
    @basic:ann GET /me 200 {"id":1,"username":"ann"}
    @basic:ann GET /notes 200 [{"id":7,"user_id":1,"text":"one"},{"id":8,"user_id":1,"text":"two"}]
    @basic:bob GET /notes 200 [{"id":9,"user_id":2,"text":"three"}]
    @basic:bob POST /notes 201 {"id":10,"user_id":2,"text":"four"} <- {"text":"four"}
    @basic:eve GET /notes 401 {"error":"who?"}
    GET /notes 401 {"error":"who?"}
"""


def test_a_name_and_a_password_in_every_request_are_those_of_the_account():
    found = app(NAMED)
    assert callers(found) == [None, None, "1", "1", "2", "2", None, None]
    assert found.dataset.sessions == []
    assert [(c.account, c.login, c.password) for c in found.dataset.credentials] == [
        ("1", "ann", secret("ann", "password")),
        ("2", "bob", secret("bob", "password")),
    ]


def test_who_gives_no_name_is_nobody_where_names_are_given_in_every_request():
    authentication = app(NAMED).blueprint.authentication
    assert authentication is not None
    assert [c.scheme for c in authentication.carriers] == ["Basic"]
    assert authentication.logins == ("username",)
    assert authentication.default_account == ""


def test_a_password_that_is_given_in_requests_alone_is_known_too():
    found = app("""
        GET /users 200 [{"id":1,"username":"ann"},{"id":2,"username":"bob"}]
        @basic:ann GET /me 200 {"id":1,"username":"ann"}
        @basic:bob GET /notes 200 []
        @basic:eve GET /notes 401 {"error":"who?"}
    """)
    assert [(c.account, c.login) for c in found.dataset.credentials] == [("1", "ann"), ("2", "bob")]
