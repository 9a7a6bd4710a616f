"""Lists of parts that a change of the row around them makes anew."""

from __future__ import annotations

from tests.infer.apps import App, app
from tests.infer.prose import effects

START = """
    GET /recipes 200 [{"id":"r1","name":"Soup","steps":[{"id":"s1","text":"Boil"},{"id":"s2","text":"Salt"}]},
        {"id":"r2","name":"Pie","steps":[{"id":"s3","text":"Mix"}]}]
"""
ANEW = """
    PUT /recipes/r1 200 {"id":"r1","name":"Soup","steps":[{"id":"s4","text":"Wash"},{"id":"s5","text":"Stir"}]}
        <- {"name":"Soup","steps":[{"text":"Wash"},{"text":"Stir"}]}
    PUT /recipes/r2 200 {"id":"r2","name":"Tart","steps":[{"id":"s6","text":"Bake"}]}
        <- {"name":"Tart","steps":[{"text":"Bake"}]}
"""
KEPT = """
    PUT /recipes/r1 200 {"id":"r1","name":"Soup","steps":[{"id":"s1","text":"Wash"},{"id":"s2","text":"Stir"}]}
        <- {"name":"Soup","steps":[{"id":"s1","text":"Wash"},{"id":"s2","text":"Stir"}]}
"""
PATH = "PUT /recipes/{recipe_id}"


def deletions(found: App, named: str) -> list[str]:
    return [e for e in effects(found[named]) if e.startswith("delete")]


def test_what_was_listed_before_is_no_more_and_what_is_sent_is_made():
    found = app(START, ANEW)
    assert len(deletions(found, PATH)) == 1
    assert any("insert" in e and "text" in e for e in effects(found[PATH]))
    (steps,) = [t.name for t in found.blueprint.tables if "step" in t.name]
    assert {row["id"] for row in found.start(steps)} == {"s1", "s2", "s3"}
    assert {row["id"] for row in found.end(steps)} == {"s4", "s5", "s6"}


def test_rows_that_keep_their_keys_are_changed():
    assert deletions(app(START, KEPT), PATH) == []


def test_a_row_that_only_got_another_key_is_brought_by_nothing():
    again = """
        PATCH /recipes/r2 200 {"id":"r2","name":"Cake","steps":[{"id":"s7","text":"Mix"}]} <- {"name":"Cake"}
    """
    made = effects(app(START, again)["PATCH /recipes/{recipe_id}"])
    assert not any(e.startswith("insert") for e in made)


HOT, COLD = (
    f'{{"id":"8f14e45f-{n}-4167-b1a5-5a36dedd4bea","name":"{t}"}}'
    for n, t in ((1001, "hot"), (1002, "cold"))
)
TAGGED = """
    GET /tags 200 [HOT,COLD]
    GET /soups 200 [{"id":"a","name":"Pea","tags":[]},{"id":"b","name":"Leek","tags":[HOT]},
        {"id":"c","name":"Beet","tags":[HOT,COLD]}]
    PUT /soups/a 200 {"id":"a","name":"Peas","tags":[COLD]} <- {"id":"a","name":"Peas","tags":[COLD]}
    PUT /soups/b 200 {"id":"b","name":"Leeks","tags":[COLD]} <- {"id":"b","name":"Leeks","tags":[COLD]}
"""


def test_a_change_that_lists_one_linked_row_is_no_joining():
    made = effects(app(TAGGED.replace("HOT", HOT).replace("COLD", COLD))["PUT /soups/{soup_id}"])
    assert any(e.startswith("update row: name") for e in made)
    assert any("soup_tags" in e for e in made)
    assert not any(e.startswith("insert") for e in made)
