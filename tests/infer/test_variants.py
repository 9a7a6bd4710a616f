"""Answers of several forms."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import said, where

LOGIN = """
    POST /login 200 {"token":"<ann>","user":{"id":1,"login":"ann"}} <- {"login":"ann","password":"<pw ann>"}
    @ann GET /me 200 {"id":1,"login":"ann","role":7}
"""


def test_who_says_who_they_are_may_see_more():
    found = app(
        'GET /info 200 {"data":{"name":"x"}}',
        LOGIN,
        '@ann GET /info 200 {"data":{"name":"x","version":"1"}}',
    )["GET /info"]
    first, second = found.answers
    assert first.when is not None
    assert second.when is None
    assert [first.body and said(first.body), second.body and said(second.body)] == [
        '{"data": {"name": "x"}}',
        '{"data": {"name": "x", "version": "1"}}',
    ]


def test_a_list_may_be_of_the_row_that_the_callers_account_refers_to():
    roles = '[{"id":7,"name":"admin"},{"id":8,"name":"guest"}]'
    found = app(
        LOGIN,
        f"@ann GET /roles 200 {roles}",
        '@ann GET /roles/me 200 [{"id":7,"name":"admin"}]',
    )
    assert where(found["GET /roles/me"]) == ["role.id = caller.role"]


PAGES = """
    GET /pets?limit=2&offset=0 200 {"count":3,"results":[{"id":3,"name":"Rex","kind":"dog","tricks":4},
        {"id":2,"name":"Tom","kind":"cat"}]}
    GET /pets?limit=2&offset=2 200 {"count":3,"results":[{"id":1,"name":"Kim","kind":"cat"}]}
    GET /pets?limit=5&offset=0 200 {"count":3,"results":[{"id":3,"name":"Rex","kind":"dog","tricks":4},
        {"id":2,"name":"Tom","kind":"cat"},{"id":1,"name":"Kim","kind":"cat"}]}
"""


def test_what_some_rows_of_a_list_have_is_no_form_of_a_page():
    assert [a.when for a in app(PAGES)["GET /pets"].answers] == [None]
