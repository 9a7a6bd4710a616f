"""What apps that describe their own tables say of their columns."""

from __future__ import annotations

from tests.infer.apps import app
from wirebase.blueprint.tables import Column, Table

ROWS = """
    GET /items/books 200 [{"id":1,"title":"Emma","isbn":"x","writer":"w1","shelf":null,"rank":4},
        {"id":2,"title":"Dune","isbn":"y","writer":"w2","shelf":null,"rank":5},
        {"id":3,"title":"Ada","isbn":"z","writer":"w1","shelf":null,"rank":6}]
    GET /writers 200 [{"id":"w1","name":"Ann"},{"id":"w2","name":"Bob"}]
    GET /racks 200 [{"id":1,"place":"left"},{"id":2,"place":"right"}]
"""
FIELDS = """
    GET /fields 200 [
        {"table":"app_books","column":"id","schema":{"is_nullable":false,"is_unique":true,"foreign_key_table":null}},
        {"table":"app_books","column":"title","schema":{"is_nullable":true,"is_unique":false,"foreign_key_table":null}},
        {"table":"app_books","column":"isbn","schema":{"is_nullable":false,"is_unique":false,"foreign_key_table":null}},
        {"table":"app_books","column":"writer","schema":{"is_nullable":false,"is_unique":false,"foreign_key_table":null}},
        {"table":"app_books","column":"rank","schema":{"is_nullable":false,"is_unique":true,"foreign_key_table":null}},
        {"table":"app_books","column":"shelf","schema":{"is_nullable":true,"foreign_key_table":"app_racks"}},
        {"table":"app_racks","column":"id","schema":{"is_nullable":false,"is_unique":true}},
        {"table":"app_racks","column":"place","schema":{"is_nullable":true,"is_unique":false}}]
"""


def books(*lines: str) -> Table:
    return app(*lines).blueprint.table("books")


def column(*lines: str, name: str) -> Column:
    return books(*lines).column(name)


def test_a_list_of_columns_says_which_may_be_empty_and_which_are_unique():
    before, after = books(ROWS), books(ROWS, FIELDS)
    assert not before.column("title").nullable
    assert after.column("title").nullable
    assert before.column("isbn").unique is False
    assert after.column("rank").unique
    assert not before.column("rank").unique


def test_a_column_that_is_always_empty_refers_to_what_the_app_says():
    assert not [k for k in books(ROWS).foreign_keys if k.columns == ("shelf",)]
    keys = {k.columns: k for k in books(ROWS, FIELDS).foreign_keys}
    assert keys["shelf",].table == "racks"
    assert keys["shelf",].enforced


def test_a_reference_that_the_app_keeps_without_a_constraint_is_not_enforced():
    keys = [
        {k.columns: k for k in books(*given).foreign_keys} for given in ((ROWS,), (ROWS, FIELDS))
    ]
    assert keys[0]["writer",].enforced
    assert not keys[1]["writer",].enforced


def test_documents_of_tables_hold_their_columns_as_a_list_or_by_name():
    listed = """GET /meta 200 {"tables":[{"id":"t1","name":"Books","columns":[
        {"name":"id","nullable":false},{"name":"title","nullable":true},{"name":"isbn","nullable":false}]}]}"""
    named = """GET /meta 200 {"tables":[{"id":"t1","name":"Books","attributes":{
        "id":{"nullable":false},"title":{"nullable":true},"isbn":{"notNull":true}}}]}"""
    assert column(ROWS, listed, name="title").nullable
    assert column(ROWS, named, name="title").nullable


def test_what_the_rows_contradict_is_not_believed():
    wrong = FIELDS.replace(
        '"shelf","schema":{"is_nullable":true', '"shelf","schema":{"is_nullable":false'
    )
    assert column(ROWS, wrong, name="shelf").nullable
    assert not column(ROWS, wrong, name="title").nullable


def test_a_description_of_other_columns_is_none_of_the_table():
    other = FIELDS.replace('"column":"id"', '"column":"key"').replace('"rank"', '"size"')
    other = other.replace('"isbn"', '"colour"').replace('"writer"', '"maker"')
    assert not column(ROWS, other, name="title").nullable


def test_fields_of_forms_say_nothing_of_columns():
    form = """GET /form 200 {"name":"book","fields":[{"name":"id","label":"No."},
        {"name":"title","label":"Title"},{"name":"isbn","label":"ISBN"}]}"""
    assert books(ROWS, form).columns == books(ROWS).columns
