"""Rows whose key is called as the thing itself."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import answer

COLLECTIONS = """
    GET /collections 200 {"data":[
        {"collection":"posts","meta":{"collection":"posts","note":"a","hidden":false},
            "schema":{"name":"posts"}},
        {"collection":"pages","meta":{"collection":"pages","note":null,"hidden":true},
            "schema":{"name":"pages"}},
        {"collection":"users","meta":{"collection":"users","note":"b","hidden":true},
            "schema":{"name":"users"}}]}
    GET /collections/pages 200 {"data":{"collection":"pages","schema":{"name":"pages"},
        "meta":{"collection":"pages","note":null,"hidden":true}}}
"""
ENVIRONMENTS = """
    GET /environments 200 [{"name":"test","sort":1},{"name":"live","sort":2},{"name":"demo","sort":3}]
    GET /environments/test 200 {"name":"test","sort":1}
    GET /projects 200 [
        {"id":"p1","title":"One","environments":[{"environment":"test"},{"environment":"live"}]},
        {"id":"p2","title":"Two","environments":[{"environment":"test"}]}]
    GET /projects/p1 200 {"id":"p1","title":"One",
        "environments":[{"environment":"test"},{"environment":"live"}]}
    GET /tokens 200 [{"id":1,"project":"p1","environment":"test"},
        {"id":2,"project":"p1","environment":"live"},
        {"id":3,"project":"p2","environment":"test"},
        {"id":4,"project":"p2","environment":"test"}]
"""


def test_a_field_called_as_the_thing_is_its_key():
    table = app(COLLECTIONS).blueprint.table("collections")
    assert table.primary_key == ("collection",)


def test_an_object_that_repeats_the_key_holds_fields_of_the_row():
    found = app(COLLECTIONS)
    names = [column.name for column in found.blueprint.table("collections").columns]
    assert names == ["collection", "note", "hidden", "schema"]
    assert answer(found["GET /collections/{schema_name}"]) == (
        "{data: {collection: row.collection, schema: row.schema, "
        "meta: {collection: row.collection, note: row.note, hidden: row.hidden}}}"
    )


def test_objects_that_name_rows_by_what_these_are_called_link_them():
    found = app(ENVIRONMENTS)
    assert found.blueprint.table("environments").primary_key == ("name",)
    link = found.blueprint.table("project_environments")
    assert [key.table for key in link.foreign_keys] == ["projects", "environments"]
    assert "environments: [{environment: environment.name} for" in answer(
        found["GET /projects/{project_id}"]
    )


def test_a_few_pairs_among_those_of_other_rows_do_not_make_these_the_link():
    assert app(ENVIRONMENTS).blueprint.table("tokens").kind == "entity"
    assert len(app(ENVIRONMENTS).end("project_environments")) == 3
