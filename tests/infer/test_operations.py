"""What each endpoint is for, how it refuses, and what is kept as it was recorded."""

from __future__ import annotations

import re

import pytest

from tests.infer.apps import app, secret
from tests.infer.prose import answer, effects, said
from wirebase.blueprint.operations import Operation, Verb

PEOPLE = """
    POST /login 200 {"token":"<ann>","user":{"id":1,"email":"ann@x.org"}}
        <- {"email":"ann@x.org","password":"<pw a>"}
    POST /login 401 {"error":"wrong"} <- {"email":"ann@x.org","password":"<pw z>"}
    @ann GET /users/me 200 {"id":1,"email":"ann@x.org"}
    POST /login 200 {"token":"<bob>","user":{"id":2,"email":"bob@x.org"}}
        <- {"email":"bob@x.org","password":"<pw b>"}
    @bob GET /users/me 200 {"id":2,"email":"bob@x.org"}
"""
BOOKS = 'GET /books 200 [{"id":11,"title":"Emma","code":"a"},{"id":12,"title":"Dune","code":"b"}]'
MADE = 'POST /books 201 {"id":13,"title":"Ada","code":"c"} <- {"title":"Ada","code":"c"}'


def failures(operation: Operation) -> list[str]:
    """How an operation refuses."""
    return [
        f"{f.kind} {f.status}"
        + (f" when {said(f.when)}" if f.when else "")
        + (f" {said(f.body)}" if f.body else "")
        for f in operation.failures
    ]


def test_endpoints_stand_in_the_order_in_which_they_were_first_used():
    found = app(BOOKS, MADE, 'GET /books/11 200 {"id":11,"title":"Emma","code":"a"}', BOOKS)
    assert [(o.method, o.path, o.verb) for o in found.blueprint.operations] == [
        ("GET", "/books", Verb.LIST),
        ("POST", "/books", Verb.CREATE),
        ("GET", "/books/{book_id}", Verb.DETAIL),
    ]


def test_evidence_tells_how_often_an_endpoint_was_seen():
    evidence = app(BOOKS, MADE, BOOKS)["GET /books"].evidence
    assert (evidence.support, evidence.exchanges) == (2, (0, 2))


def test_a_login_takes_credentials_and_opens_a_session():
    login = app(PEOPLE)["POST /login"]
    assert (login.verb, login.table) == (Verb.LOGIN, "users")
    assert effects(login) == ["login account by :email, :password"]
    assert answer(login) == ("{token: fresh session, user: {id: account.id, email: account.email}}")


def test_a_wrong_password_is_refused_as_recorded():
    assert failures(app(PEOPLE)["POST /login"]) == ['unauthorized 401 {"error": "wrong"}']


def test_credentials_that_are_refused_as_invalid_are_wrong_all_the_same():
    found = app(PEOPLE.replace("401", "422"))["POST /login"]
    assert failures(found) == ['unauthorized 422 {"error": "wrong"}']


def test_the_token_of_a_login_goes_into_the_cookie_where_the_app_put_it():
    login = app("""
        POST /login 200 {"user":{"id":1,
            "email":"ann@x.org"}}
            +set-cookie: sid=<s1>; Path=/; HttpOnly; Secure; Domain=x.org; SameSite=Lax
            <- {"email":"ann@x.org","password":"<pw a>"}
        @sid=s1 GET /users/me 200 {"id":1,"email":"ann@x.org"}
    """)["POST /login"]
    assert [(h.name, said(h.value)) for h in login.answers[0].headers] == [
        ("set-cookie", '"sid=" || fresh session || "; Path=/; HttpOnly; SameSite=Lax"')
    ]


def test_a_cookie_lasts_as_long_whenever_it_is_handed_out():
    login = app("""
        POST /login 200 {"user":{"id":1,"email":"ann@x.org"}}
            +set-cookie: sid=<s1>; Path=/; Expires=Tue, 14 Nov 2023 23:13:20 GMT
            <- {"email":"ann@x.org","password":"<pw a>"}
        @sid=s1 GET /users/me 200 {"id":1,"email":"ann@x.org"}
    """)["POST /login"]
    assert said(login.answers[0].headers[0].value) == (
        '"sid=" || fresh session || "; Path=/; Max-Age=3600"'
    )


def test_a_token_against_forgery_is_another():
    login = app("""
        POST /login 200 {"user":{"id":1,
            "email":"ann@x.org"}} +set-cookie: sid=<s1>; Path=/
            +set-cookie: csrftoken=<f1>; Path=/ <- {"email":"ann@x.org","password":"<pw a>"}
        @sid=s1 GET /users/me 200 {"id":1,"email":"ann@x.org"}
    """)["POST /login"]
    assert [said(h.value) for h in login.answers[0].headers] == [
        '"sid=" || fresh session || "; Path=/"',
        '"csrftoken=" || fresh token || "; Path=/"',
    ]


def test_a_login_that_asks_for_nothing_is_a_guests():
    login = app("""
        POST /guest 200 {"token":"<g>"}
        @g GET /users/me 200 {"id":9,"name":"Guest"}
        @g GET /notes 200 [{"id":1,"text":"aa"}]
    """)["POST /guest"]
    assert (login.verb, effects(login)) == (Verb.LOGIN, ["login account as 9"])
    assert answer(login) == "{token: fresh session}"


def test_an_account_that_is_made_may_log_in_with_what_was_typed():
    made = app(
        PEOPLE,
        'POST /users 201 {"id":3,"email":"cem@x.org"} <- {"email":"cem@x.org","password":"<pw c>"}',
    )["POST /users"]
    assert (made.verb, made.table) == (Verb.CREATE, "users")
    assert effects(made) == [
        "insert users row: email = :email",
        "let row log in by :email, :password",
    ]


def test_making_an_account_may_open_a_session_at_once():
    made = app(
        PEOPLE,
        """
        POST /users 201 {"token":"<cem>","user":{"id":3,"email":"cem@x.org"}}
            <- {"email":"cem@x.org","password":"<pw c>"}
        @cem GET /users/me 200 {"id":3,"email":"cem@x.org"}
        """,
    )["POST /users"]
    assert effects(made)[-1] == "open session of row"
    assert "token: fresh session" in answer(made)


def test_a_token_that_nobody_used_is_one_of_a_session_all_the_same():
    made = app(
        PEOPLE,
        """
        POST /users 201 {"token":"<dan>","user":{"id":4,"email":"dan@x.org"}}
            <- {"email":"dan@x.org","password":"<pw d>"}
        POST /users 201 {"token":"<cem>","user":{"id":3,"email":"cem@x.org"}}
            <- {"email":"cem@x.org","password":"<pw c>"}
        @cem GET /users/me 200 {"id":3,"email":"cem@x.org"}
        """,
    )["POST /users"]
    assert "token: fresh session" in answer(made)


def test_a_password_change_is_for_who_asks():
    changed = app(PEOPLE, '@ann POST /password 204 <- {"old":"<pw a>","new_one":"<pw n>"}')[
        "POST /password"
    ]
    assert effects(changed) == [
        "find users row where row.id = caller.id",
        "let row log in by :new_one",
    ]
    assert [p.name for p in changed.parameters] == ["new_one"]


def test_a_logout_closes_the_session():
    left = app(PEOPLE, '@ann POST /auth/logout 200 {"ok":true}')["POST /auth/logout"]
    assert (left.verb, effects(left)) == (Verb.LOGOUT, ["close session"])
    assert answer(left) == '{"ok": true}'


def test_deleting_the_session_of_who_asks_is_a_logout():
    path = "DELETE /access-tokens/me"
    found = app(PEOPLE, f'@ann {path} 200 {{"ok":true}}')
    assert (found[path].verb, effects(found[path])) == (Verb.LOGOUT, ["close session"])
    assert all(life.deleted is None for life in found.known.past.rows["user"].values())
    account = app(PEOPLE, '@ann DELETE /users/me 200 {"ok":true}')["DELETE /users/me"]
    assert account.verb is not Verb.LOGOUT


def test_the_callers_own_page_shows_who_asks():
    me = app(PEOPLE)["GET /users/me"]
    assert (me.verb, me.table) == (Verb.CALLER, "users")
    assert answer(me) == (
        "({id: user.id, email: user.email} of users user where user.id = caller.id)"
    )


def test_what_is_not_there_is_answered_as_recorded():
    found = app(BOOKS, 'GET /books/11 200 {"id":11,"title":"Emma","code":"a"}', "GET /books/99 404")
    assert failures(found["GET /books/{book_id}"]) == ["missing 404"]


def test_a_blank_field_is_told_by_the_field():
    refused = 'POST /books 422 {"error":"title!"} <- {"title":"","code":"c"}'
    assert failures(app(BOOKS, MADE, refused)["POST /books"]) == [
        'invalid 422 when (:title is_null true or :title = "") {"error": "title!"}'
    ]


def test_a_missing_field_is_blank():
    refused = 'POST /books 400 {"error":"code!"} <- {"title":"Ada"}'
    assert failures(app(BOOKS, MADE, refused)["POST /books"]) == [
        'invalid 400 when (:code is_null true or :code = "") {"error": "code!"}'
    ]


def test_more_blank_fields_are_looked_for_first():
    refused = """
        POST /books 422 {"error":"title!"} <- {"title":"","code":"c"}
        POST /books 422 {"error":"both!"} <- {}
    """
    assert [f.split("{")[1] for f in failures(app(BOOKS, MADE, refused)["POST /books"])] == [
        '"error": "both!"}',
        '"error": "title!"}',
    ]


def test_a_field_that_is_not_always_given_may_be_blank():
    more = 'POST /books 201 {"id":14,"title":"Eve","code":null} <- {"title":"Eve"}'
    refused = 'POST /books 422 {"error":"bad"} <- {"title":"Ida"}'
    assert failures(app(BOOKS, MADE, more, refused)["POST /books"]) == [
        'invalid 422 {"error": "bad"}'
    ]


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, "unauthorized"), (403, "forbidden"), (404, "missing"), (409, "conflict")],
)
def test_the_status_of_a_refusal_tells_why(status: int, kind: str):
    refused = f'POST /books {status} {{"error":"no"}} <- {{"title":"Zoe","code":"z"}}'
    assert failures(app(BOOKS, MADE, refused)["POST /books"]) == [
        f'{kind} {status} {{"error": "no"}}'
    ]


def test_words_of_a_refusal_that_vary_are_not_explained():
    refused = """
        POST /books 409 {"error":"k7"} <- {"title":"Zoe","code":"y"}
        POST /books 409 {"error":"p3"} <- {"title":"Yan","code":"z"}
    """
    assert failures(app(BOOKS, MADE, refused)["POST /books"]) == ['conflict 409 ~{"error": "p3"}']


def test_a_server_that_broke_is_no_law():
    broken = 'POST /books 500 {"error":"oops"} <- {"title":"Ada","code":"c"}'
    assert failures(app(BOOKS, MADE, broken)["POST /books"]) == []


def test_an_endpoint_that_refused_somebody_unknown_wants_to_know_who_asks():
    found = app(PEOPLE, BOOKS.replace("GET", "@ann GET"), 'GET /books 401 {"error":"who?"}')
    assert found["GET /books"].authenticated
    assert failures(found["GET /books"]) == ['unauthorized 401 {"error": "who?"}']
    assert not found["POST /login"].authenticated


def test_an_endpoint_that_served_somebody_unknown_does_not():
    found = app(PEOPLE, BOOKS, 'GET /books 401 {"error":"stale"}')
    assert not found["GET /books"].authenticated


def test_an_answer_that_is_not_explained_is_recorded():
    found = app(
        BOOKS,
        """
        GET /weather?city=Oslo 200 {"now":12,"text":"sunny"}
        GET /weather?city=Rome&day=2 200 {"now":14,"text":"cloudy"}
        """,
    )
    weather = found["GET /weather"]
    assert (weather.verb, answer(weather)) == (Verb.RECORDED, "recorded")
    assert [(r.query, r.answer) for r in found.dataset.recorded] == [
        ("city=Oslo", '{"now":12,"text":"sunny"}'),
        ("city=Rome&day=2", '{"now":14,"text":"cloudy"}'),
    ]


def test_of_the_recorded_answers_to_one_request_the_last_counts():
    found = app('GET /weather 200 {"now":12}\nGET /weather 200 {"now":14}')
    assert [r.answer for r in found.dataset.recorded] == ['{"now":14}']


def test_recorded_requests_are_told_apart_by_path_and_body():
    found = app("""
        POST /quote 200 {"rate":1.5} <- {"b":2,"a":1}
        POST /quote 200 {"rate":1.7} <- {"a":2}
    """)
    assert [(r.path, r.body) for r in found.dataset.recorded] == [
        ("/quote", '{"a": 1, "b": 2}'),
        ("/quote", '{"a": 2}'),
    ]


def test_an_endpoint_that_only_failed_is_recorded():
    found = app(BOOKS, 'GET /admin 403 {"error":"no"}')
    admin = found["GET /admin"]
    assert (admin.verb, admin.answers[0].status, admin.failures) == (Verb.RECORDED, 403, ())
    assert [(r.status, r.answer) for r in found.dataset.recorded] == [(403, '{"error":"no"}')]


def test_what_is_explained_is_not_recorded():
    assert app(PEOPLE, BOOKS, MADE).dataset.recorded == []


def test_rows_of_two_forms_are_two_answers_told_by_a_parameter():
    found = app(
        BOOKS,
        (
            'GET /books?full=1 200 [{"id":11,"title":"Emma","code":"a","pages":40},'
            '{"id":12,"title":"Dune","code":"b","pages":70}]'
        ),
    )["GET /books"]
    assert [
        (a.when and said(a.when), said(a.body).count("pages")) for a in found.answers if a.body
    ] == [
        (':full = "1"', 2),
        (None, 0),
    ]


def test_a_document_that_never_changes_is_a_constant():
    found = app(
        BOOKS, 'GET /about 200 {"name":"x","version":3}\nGET /about 200 {"name":"x","version":3}'
    )
    about = found["GET /about"]
    assert (about.verb, answer(about)) == (Verb.DOCUMENT, '{"name": "x", "version": 3}')


def test_the_usual_status_is_the_answers():
    found = app(
        BOOKS,
        """
        POST /books 201 {"id":13,"title":"Ada","code":"c"} <- {"title":"Ada","code":"c"}
        POST /books 200 {"id":14,"title":"Ida","code":"d"} <- {"title":"Ida","code":"d"}
        POST /books 201 {"id":15,"title":"Eve","code":"e"} <- {"title":"Eve","code":"e"}
        """,
    )
    assert found["POST /books"].answers[0].status == 201


def test_sessions_are_kept_with_their_accounts():
    found = app(PEOPLE).dataset.sessions
    assert {(s.account, s.token) for s in found} == {("1", secret("ann")), ("2", secret("bob"))}


def test_a_value_that_another_row_has_is_a_conflict():
    refused = 'POST /books 400 {"error":"there is one"} <- {"title":"Ada","code":"z"}'
    assert failures(app(BOOKS, MADE, refused)["POST /books"]) == [
        'conflict 400 when exists(books taken where taken.title = :title) {"error": "there is one"}'
    ]


def test_who_asks_for_what_is_not_there_may_be_told_that_it_is_forbidden():
    found = app(
        PEOPLE,
        """
        @ann GET /notes 200 [{"id":7,"text":"aa"},{"id":8,"text":"bb"}]
        @ann GET /notes/7 200 {"id":7,"text":"aa"}
        @ann DELETE /notes/7 204
        @ann GET /notes/7 403 {"error":"no"}
        @ann GET /notes/8 200 {"id":8,"text":"bb"}
        """,
    )["GET /notes/{note_id}"]
    assert 'missing 403 {"error": "no"}' in failures(found)


def test_what_an_answer_goes_by_stays_a_parameter():
    found = app("""
        GET /pages 200 {"docs":[{"id":1,"slug":"home"},{"id":2,"slug":"about"}]}
        GET /pages?where[slug][equals]=home&limit=1 200
            {"docs":[{"id":1,"slug":"home","hero":{"links":[{"id":"a"}]}}]}
        GET /pages?where[slug][equals]=about&limit=1 200
            {"docs":[{"id":2,"slug":"about","layout":[{"id":"b","rows":[1]}]}]}
    """)
    for operation in found.blueprint.operations:
        names = {p.name for p in operation.parameters}
        assert names >= set(re.findall(r'"parameter":"(\w+)"', operation.model_dump_json()))
