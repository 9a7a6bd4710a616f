from tests.infer.apps import App, app
from wirebase.blueprint.expressions import (
    Constant,
    Field,
    IsGiven,
    Member,
    Object,
)
from wirebase.blueprint.operations import Delete, Operation

TASKS = """
GET /users 200 [{"id":1,"name":"Ann"},{"id":2,"name":"Bob"},{"id":3,"name":"Cleo"}]
GET /tasks 200 [{"id":11,"title":"a","userIds":[1,2]},{"id":12,"title":"b","userIds":[2]}]
GET /tasks/11 200 {"id":11,"title":"a","userIds":[1,2],"users":[{"id":1,"name":"Ann"},\
{"id":2,"name":"Bob"}]}
PUT /tasks/11 200 {"id":11,"title":"A","userIds":[1,2]} <- {"title":"A"}
PUT /tasks/12 200 {"id":12,"title":"B","userIds":[2]} <- {"title":"B"}
"""
WITH_USERS = """
PUT /tasks/12 200 {"id":12,"title":"B","userIds":[3],"users":[{"id":3,"name":"Cleo"}]} <- \
{"userIds":[3],"users":[{"id":3,"name":"Cleo"}]}
"""


def operation(found: App, method: str) -> Operation:
    return next(o for o in found.blueprint.operations if o.method == method)


def member(found: App, method: str, name: str) -> Member:
    body = operation(found, method).answers[0].body
    assert isinstance(body, Object)
    return next(m for m in body.members if m.name == name)


def test_a_member_that_is_there_just_where_the_request_gave_it_is_shown_only_then():
    assert member(app(TASKS, WITH_USERS), "PUT", "users").when == IsGiven(parameter="users")


def test_a_member_that_is_missing_where_the_request_gave_it_depends_on_something_else():
    more = """
PUT /tasks/11 200 {"id":11,"title":"A","userIds":[1]} <- {"userIds":[1],"users":[{"id":1}]}
"""
    assert member(app(TASKS, WITH_USERS, more), "PUT", "users").when is None


def test_a_deletion_shows_the_row_as_it_was_though_without_its_key():
    notes = """
GET /notes 200 [{"id":1,"text":"x","pinned":false},{"id":2,"text":"y","pinned":true}]
DELETE /notes/2 200 {"note":{"text":"y","pinned":true}}
"""
    found = app(notes)
    body = operation(found, "DELETE").answers[0].body
    assert isinstance(body, Object)
    shown = body.members[0].value
    assert isinstance(shown, Object)
    assert [m.value for m in shown.members] == [
        Field(row="row", column="text"),
        Field(row="row", column="pinned"),
    ]
    assert any(isinstance(effect, Delete) for effect in operation(found, "DELETE").effects)


def test_a_deletion_that_shows_something_else_shows_no_row():
    found = app("""
GET /notes 200 [{"id":1,"text":"x","pinned":false},{"id":2,"text":"y","pinned":true}]
DELETE /notes/2 200 {"note":{"text":"y","pinned":false}}
""")
    value = operation(found, "DELETE").answers[0].body
    assert value == Constant(value={"note": {"text": "y", "pinned": False}})


def test_a_member_may_be_asked_for_by_a_parameter_that_is_named_alike():
    found = app(
        'GET /books/1 200 {"id":1,"title":"Emma"}',
        'GET /books/1?withNotes=true 200 {"id":1,"title":"Emma","notes":["a"]}',
        'GET /books/2 200 {"id":2,"title":"Dune","isbn":"x1"}',
    )
    assert member(found, "GET", "notes").when == IsGiven(parameter="with_notes")
