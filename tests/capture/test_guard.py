import json

import pytest

from wirebase.capture.guard import Guard, Intent
from wirebase.capture.sent import Sent
from wirebase.exchange import Exchange, Message

API = "https://app.test/api"


def sent(method: str, path: str, body: object = None) -> Sent:
    return Sent(method, API + path, json.dumps(body).encode() if body is not None else b"")


def created(path: str, body: object, answer: object, status: int = 201) -> Exchange:
    json_type = (("content-type", "application/json"),)
    return Exchange(
        index=0,
        started=1.0,
        method="POST",
        url=API + path,
        request=Message(json_type, json.dumps(body).encode()),
        status=status,
        answer=Message(json_type, json.dumps(answer).encode()),
    )


def writing(intent: Intent = Intent.WRITE) -> Guard:
    guard = Guard(allow_writes=True)
    guard.intent = intent
    return guard


@pytest.mark.parametrize(
    "request_",
    [
        sent("GET", "/books"),
        sent("SEARCH", "/items"),
        sent("POST", "/books/search", {"q": "x"}),
        sent("POST", "/getBooks", {"page": 1}),
        sent("POST", "/graphql", {"query": "query Books { books { id } }"}),
        sent("POST", "/graphql", {"query": "{ books { id } }"}),
        sent("POST", "/auth/login", {"password": "x"}),
        sent("POST", "/token/refresh"),
        sent("POST", "/graphql", {"query": "mutation { login(name: 1) { token } }"}),
    ],
)
def test_what_reads_or_logs_in_passes_always(request_: Sent):
    assert Guard().refusal(request_) == ""


@pytest.mark.parametrize(
    "request_",
    [
        sent("POST", "/books", {"title": "x"}),
        sent("PUT", "/books/1", {"title": "x"}),
        sent("DELETE", "/books/1"),
        sent("POST", "/auth/logout"),
        sent("POST", "/graphql", {"query": "mutation { createBook { id } }"}),
        sent("POST", "/graphql", [{"query": "{ a }"}, {"query": "mutation { b }"}]),
        sent("POST", "/search/history/clear"),
    ],
)
def test_what_changes_something_is_stopped_and_counted(request_: Sent):
    guard = Guard()
    assert guard.refusal(request_) == "the exploration only reads"
    assert guard.blocked == {f"{request_.method} {request_.path}": 1}


def test_a_login_form_that_is_sent_passes_under_any_name():
    guard = Guard()
    guard.intent = Intent.LOG_IN
    assert guard.refusal(sent("POST", "/enter", {"password": "x"})) == ""
    assert guard.refusal(sent("POST", "/logout")) != ""


def test_writing_is_allowed_only_while_it_is_meant():
    guard = writing(Intent.LOOK)
    assert guard.refusal(sent("POST", "/books", {"title": "x"})) == "nothing was to be written"
    guard.intent = Intent.WRITE
    assert guard.refusal(sent("POST", "/books", {"title": "x"})) == ""


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_only_what_was_created_is_changed(method: str):
    guard = writing()
    guard.learn(created("/books", {"title": "x"}, {"book": {"id": 31, "title": "x"}}))
    assert guard.refusal(sent(method, "/books/31", {"title": "y"})) == ""
    assert guard.refusal(sent(method, "/books/3", {"title": "y"})) != ""
    assert guard.refusal(sent(method, "/authors/31", {"title": "y"})) != ""


def test_the_parent_of_what_was_created_is_not_ours():
    guard = writing()
    guard.learn(created("/books/7/reviews", {"book": 7, "text": "x"}, {"id": 9, "book": {"id": 7}}))
    assert guard.refusal(sent("DELETE", "/books/7/reviews/9")) == ""
    assert guard.refusal(sent("DELETE", "/books/7")) != ""


def test_pages_of_what_was_created_are_known():
    guard = writing()
    guard.learn(created("/books", {"title": "A tale"}, {"id": 31, "slug": "a-tale-of-two"}))
    assert guard.is_own_page("https://app.test/books/a-tale-of-two/edit")
    assert guard.is_own_page("https://app.test/#/books/31")
    assert not guard.is_own_page("https://app.test/books/30")
    assert not guard.is_own_page("https://app.test/authors/31")


def test_calls_by_name_are_told_by_their_words_and_values():
    guard = writing()
    guard.learn(created("/createBook", {"title": "x"}, {"id": 31}))
    assert guard.refusal(sent("POST", "/deleteBook", {"id": 31})) == ""
    assert guard.refusal(sent("POST", "/deleteBook", {"id": 30})) != ""
    assert (
        guard.refusal(sent("POST", "/graphql", {"query": "mutation { deleteBook(id: 5) }"})) != ""
    )
    query = {"query": "mutation ($id: ID!) { deleteBook(id: $id) }", "variables": {"id": "31"}}
    assert guard.refusal(sent("POST", "/graphql", query)) == ""


def test_marks_are_set_and_taken_away_while_toggling():
    guard = writing(Intent.TOGGLE)
    assert guard.refusal(sent("POST", "/books/3/favourite")) == ""
    assert guard.refusal(sent("DELETE", "/books/3/favourite")) == ""
    assert guard.refusal(sent("PATCH", "/todos/3", {"done": True})) == ""
    assert guard.refusal(sent("DELETE", "/books/3")) != ""
    assert guard.refusal(sent("PATCH", "/todos/3", {"title": "other"})) != ""
