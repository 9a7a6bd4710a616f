"""Columns that hold JSON objects, of which requests give parts."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import effects

LIST = 'GET /purses 200 [{"id":1,"name":"Old","look":{"icon":"bolt","dark":false}}]'


def test_a_new_row_has_the_rest_of_an_object_as_new_rows_have_it():
    made = app(
        LIST,
        'POST /purses 201 {"id":2,"name":"A","look":{"icon":"bag","dark":false}}'
        ' <- {"name":"A","look":{"icon":"bag"}}',
    )
    assert effects(made["POST /purses"]) == [
        'insert purses row: name = :name, look = {"icon": null, "dark": false} with :look'
    ]


def test_a_partial_update_keeps_the_rest_of_an_object():
    made = app(
        LIST,
        'PATCH /purses/1 200 {"id":1,"name":"Old","look":{"icon":"bag","dark":false}}'
        ' <- {"look":{"icon":"bag"}}',
    )
    assert "update row: look =? row.look with :look" in effects(made["PATCH /purses/{purse_id}"])


def test_fields_of_the_body_may_be_members_of_an_object():
    made = app(
        LIST,
        'PATCH /purses/1 200 {"id":1,"name":"New","look":{"icon":"bag","dark":false}}'
        ' <- {"name":"New","icon":"bag"}',
    )
    told = effects(made["PATCH /purses/{purse_id}"])
    assert "update row: name =? :name, look = row.look with {icon?: :icon}" in told


def test_an_object_that_is_given_whole_replaces_the_other():
    made = app(
        LIST,
        'PATCH /purses/1 200 {"id":1,"name":"Old","look":{"icon":"bag"}} <- {"look":{"icon":"bag"}}',
    )
    assert "update row: look =? :look" in effects(made["PATCH /purses/{purse_id}"])


def test_a_field_of_the_row_is_no_envelope():
    made = app(
        'GET /tasks 200 [{"id":1,"list":4,"data":{"text":"a"}}]',
        'POST /tasks 201 {"id":2,"list":5,"data":{"text":"b"}} <- {"list":5,"data":{"text":"b"}}',
    )
    assert effects(made["POST /tasks"]) == ["insert tasks row: list = :list, data = :data"]
