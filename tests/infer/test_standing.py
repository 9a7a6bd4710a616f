"""What rows refer to, told by where they stand."""

from __future__ import annotations

from tests.infer.apps import App, app
from tests.infer.prose import answer

ZONES = """
    GET /zones 200 [{"name":"dev","kind":"a"},{"name":"prod","kind":"b"}]
    GET /flags 200 [{"name":"red","zones":[{"name":"dev","on":false},{"name":"prod","on":true}]},
        {"name":"blue","zones":[{"name":"dev","on":true},{"name":"prod","on":false}]}]
    GET /zones/dev 200 {"name":"dev","kind":"a"}
    GET /rules 200 [{"id":1,"flag":"red","zone":"dev","text":"aa"},
        {"id":2,"flag":"red","zone":"prod","text":"bb"}]
    GET /flags/red 200 {"name":"red","zones":[{"name":"dev","on":false,"rules":[{"id":1,"text":"aa"}]},
        {"name":"prod","on":true,"rules":[{"id":2,"text":"bb"}]}]}
    GET /flags/blue 200 {"name":"blue","zones":[{"name":"dev","on":true,
        "rules":[{"id":3,"text":"cc"},{"id":4,"text":"dd"}]},{"name":"prod","on":false,"rules":[]}]}
"""


def rules(found: App) -> dict[object, tuple[object, object]]:
    return {row["id"]: (row.get("flag"), row.get("zone")) for row in found.end("rules")}


def test_rows_inside_of_others_refer_to_them_where_those_that_tell_do():
    found = rules(app(ZONES))
    assert found[3] == found[4] == ("blue", "dev")


def test_what_stands_in_the_items_of_a_list_of_links_belongs_to_the_link():
    shown = answer(app(ZONES)["GET /flags/{flag_name}"])
    assert (
        "rules rule where rule.flag = zone_link.flag_id and rule.zone = zone_link.zone_id" in shown
    )


def test_rows_below_a_path_refer_to_the_row_that_it_names():
    found = app(
        ZONES,
        'GET /flags/blue/rules 200 [{"id":5,"text":"ee"}]',
        'POST /flags/blue/rules 201 {"id":6,"text":"ff"} <- {"text":"ff"}',
        'GET /flags/blue/rules 200 [{"id":5,"text":"ee"},{"id":6,"text":"ff"}]',
    )
    assert rules(found)[6][0] == "blue"


def test_rows_that_refer_to_others_than_those_around_them_are_left_alone():
    found = app(
        'GET /users 200 [{"id":1,"name":"Ann"},{"id":2,"name":"Bob"}]',
        'GET /users/1/feed 200 [{"id":7,"text":"aa","user_id":2},{"id":8,"text":"bb"}]',
    )
    rows = next(rows for rows in found.dataset.rows.values() if len(rows) == 2 and rows[0].end)
    assert all("text" not in (row.end or {}) or row.end["user_id"] != 1 for row in rows if row.end)
