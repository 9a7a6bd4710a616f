"""What is answered where no operation can answer."""

from __future__ import annotations

import json

from tests.serve.library import failure, operation
from wirebase.blueprint.expressions import Given
from wirebase.blueprint.operations import Failure, FailureKind
from wirebase.exchange import Json
from wirebase.serve.refusals import Refusals

NOT_FOUND = failure(FailureKind.MISSING, 404, "Not found.")
NO_SUCH_BOOK = failure(FailureKind.MISSING, 404, "There is no such book")
REQUIRED = failure(FailureKind.INVALID, 422, "title is required")


def told(content: bytes) -> Json:
    return json.loads(content)


def test_what_several_tables_share_is_said_of_any_path() -> None:
    refusals = Refusals(
        [
            operation("a", "GET", "/a", table="books", failures=(NOT_FOUND,)),
            operation("b", "GET", "/b", table="members", failures=(NOT_FOUND,)),
            operation("c", "GET", "/c", table="books", failures=(NO_SUCH_BOOK,)),
        ]
    )
    answer = refusals.unknown("GET", "/nowhere")
    assert (answer.status, told(answer.content)) == (404, {"detail": "Not found."})


def test_what_one_table_says_is_not() -> None:
    alone = [operation(n, "GET", f"/{n}", table="books", failures=(NO_SUCH_BOOK,)) for n in "ab"]
    answer = Refusals(alone).unknown("GET", "/nowhere")
    assert told(answer.content) == {
        "error": "not_found",
        "message": "No captured endpoint answers GET /nowhere.",
    }


def test_an_operation_speaks_for_itself() -> None:
    refusals = Refusals([operation("a", "POST", "/a", table="books", failures=(REQUIRED,))])
    assert refusals.invalid("a", "").status == 422
    assert refusals.invalid("b", "Because").status == 400


def test_words_that_depend_on_the_request_are_not_repeated() -> None:
    echo = Failure(kind=FailureKind.INVALID, status=422, body=Given(parameter="title"))
    refusals = Refusals([operation("a", "POST", "/a", failures=(echo,))])
    assert refusals.invalid("a", "Because").status == 400


def test_a_path_that_is_unknown_is_refused_as_its_area_refuses() -> None:
    problem = failure(FailureKind.MISSING, 404, "Not found.")
    gone = failure(FailureKind.MISSING, 404, "Nothing here")
    refusals = Refusals(
        [
            operation("a", "GET", "/api/books/{id}", table="books", failures=(problem,)),
            operation("b", "GET", "/admin/members/{id}", table="members", failures=(gone,)),
            operation("c", "GET", "/api/books/{id}/x", table="books", failures=(NO_SUCH_BOOK,)),
        ]
    )
    assert told(refusals.unknown("GET", "/api/nowhere").content) == {"detail": "Not found."}
    assert told(refusals.unknown("GET", "/admin/nowhere").content) == {"detail": "Nothing here"}
    answer = refusals.unknown("GET", "/elsewhere")
    assert (answer.status, b"not_found" in answer.content) == (404, True)


def test_a_refusal_with_a_status_of_success_speaks_for_its_own_url_alone() -> None:
    graphql = failure(FailureKind.MISSING, 200, "Not found")
    refusals = Refusals(
        [operation(t, "POST", "/graphql", table=t, failures=(graphql,)) for t in ("a", "b")]
    )
    assert refusals.unknown("GET", "/nowhere").status == 404
