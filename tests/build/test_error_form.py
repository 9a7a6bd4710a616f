"""Errors in the form that an app's other errors have."""

from __future__ import annotations

import pytest

from wirebase.blueprint.expressions import Constant, Given, Member, Object
from wirebase.blueprint.operations import Failure, FailureKind, Operation, Verb
from wirebase.build.error_form import ErrorForm, Told
from wirebase.exchange import Json

TOO_LARGE = Told(413, "body_too_large", "A body may have 10 MB.")


def refusing(*bodies: tuple[int, Json], kind: FailureKind = FailureKind.MISSING) -> Operation:
    failures = tuple(
        Failure(kind=kind, status=status, body=Constant(value=body)) for status, body in bodies
    )
    return Operation(name="a", verb=Verb.DETAIL, method="GET", path="/a", failures=failures)


def said(*bodies: tuple[int, Json]) -> Json:
    form = ErrorForm.of([refusing(*bodies)])
    assert form is not None
    return form.body(TOO_LARGE)


@pytest.mark.parametrize(
    ("status", "body", "ours"),
    [
        (404, {"detail": "Not found."}, {"detail": "A body may have 10 MB."}),
        (404, {"detail": "Missing"}, {"detail": "A body may have 10 MB."}),
        (
            404,
            {"statusCode": 404, "message": "Cannot GET /x", "error": "Not Found"},
            {
                "statusCode": 413,
                "message": "A body may have 10 MB.",
                "error": "Request Entity Too Large",
            },
        ),
        (
            401,
            {"errors": [{"message": "Log in.", "extensions": {"code": "NO_TOKEN"}}]},
            {
                "errors": [
                    {
                        "message": "A body may have 10 MB.",
                        "extensions": {"code": "BODY_TOO_LARGE"},
                    }
                ]
            },
        ),
        (
            403,
            {"error": {"code": "not_yours", "message": "Not yours.", "fields": {}}},
            {
                "error": {
                    "code": "body_too_large",
                    "message": "A body may have 10 MB.",
                    "fields": {},
                }
            },
        ),
        (
            404,
            {"name": "NotFoundError", "message": "No such flag", "id": "b9278ab6-54d5-40e0-afeb"},
            {"name": "BodyTooLarge", "message": "A body may have 10 MB.", "id": None},
        ),
    ],
)
def test_what_was_never_seen_is_told_as_the_app_tells_errors(status: int, body: Json, ours: Json):
    form = said((status, body))
    assert {k: v for k, v in form.items() if k != "error"} == {
        k: v for k, v in ours.items() if k != "error"
    }
    if isinstance(body, dict) and isinstance(body.get("error"), dict):
        assert form["error"] == ours["error"]


def test_a_member_that_not_all_errors_have_is_left_out():
    both = ({"message": "No.", "path": "/a"}, {"message": "Nope.", "path": "/b"})
    assert said(*((404, body) for body in both)) == {
        "message": "A body may have 10 MB.",
        "path": None,
    }


def test_most_errors_win_over_what_is_told_of_single_fields():
    operations = [
        refusing((422, {"errors": {"title": ["is needed"]}}), kind=FailureKind.INVALID),
        refusing((404, {"message": "Not here"})),
    ]
    form = ErrorForm.of(operations)
    assert form is not None
    assert form.body(TOO_LARGE) == {"message": "A body may have 10 MB."}


def test_a_text_that_differs_is_a_message():
    body = Object(members=(Member(name="error", value=Given(parameter="title")),))
    failure = Failure(kind=FailureKind.MISSING, status=404, body=body)
    operation = refusing().model_copy(update={"failures": (failure,)})
    form = ErrorForm.of([operation])
    assert form is not None
    assert form.body(TOO_LARGE) == {"error": "A body may have 10 MB."}


def test_an_app_that_was_never_seen_to_refuse_has_no_form():
    assert ErrorForm.of([refusing(), refusing((404, "gone"), (404, {"title_page": "x"}))]) is None
