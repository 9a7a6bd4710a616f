"""Which places show rows of one table."""

from __future__ import annotations

from tests.infer.apps import App, app


def tables(found: App) -> dict[str, list[str]]:
    return {t.name: [c.name for c in t.columns] for t in found.blueprint.tables}


def test_rows_of_one_key_that_differ_in_one_answer_are_of_two_tables():
    found = app("""
        POST /boards 201 {"id":1,"title":"One",
            "bug_states":[{"id":1,"name":"New","color":"gray"},{"id":2,"name":"Done","color":"green"}],
            "task_states":[{"id":1,"name":"New","color":"gray"},{"id":2,"name":"Ready","color":"blue"},
                {"id":3,"name":"Done","color":"green"}]} <- {"title":"One"}
        POST /boards 201 {"id":2,"title":"Two",
            "bug_states":[{"id":3,"name":"New","color":"gray"},{"id":4,"name":"Done","color":"green"}],
            "task_states":[{"id":4,"name":"New","color":"gray"},{"id":5,"name":"Ready","color":"blue"},
                {"id":6,"name":"Done","color":"green"}]} <- {"title":"Two"}
    """)
    assert {"bug_states", "task_states"} <= tables(found).keys()


def dates(kind: str) -> str:
    rows = ",".join(f'{{"id":{i},"name":"Step {i}","days":{i}}}' for i in range(1, 6))
    return f'"{kind}_dates":[{rows}]'


def test_lists_called_after_different_things_do_not_show_the_same_rows_twice():
    found = app(f"""
        GET /boards/1 200 {{"id":1,"title":"One",{dates("bug")},{dates("task")}}}
    """)
    assert {"bug_dates", "task_dates"} <= tables(found).keys()


def entry(chance: str, day: int, text: str) -> str:
    told = f'"at":"2026-01-0{day}T10:00:00Z","kind":1,"key":"k","text":"{text}","hidden":false'
    return f'{{"id":"{chance * 8}-{chance * 4}-4{chance * 3}-8{chance * 3}-{chance * 12}",{told},"a":1,"b":2}}'


def test_logs_of_different_things_in_one_form_are_one_table():
    found = app(f"""
        GET /books 200 [{{"id":1,"title":"Emma"}}]
        GET /maps 200 [{{"id":1,"place":"Bath"}}]
        GET /log/books/1 200 [{entry("a", 1, "x")},{entry("b", 2, "y")}]
        GET /log/maps/1 200 [{entry("c", 3, "z")},{entry("d", 4, "w")}]
    """)
    logs = [name for name, columns in tables(found).items() if "hidden" in columns]
    assert len(logs) == 1
    keys = found.blueprint.table(logs[0]).foreign_keys
    assert {(k.columns[0], k.table) for k in keys} == {("book_id", "books"), ("map_id", "maps")}


def test_what_is_done_to_many_rows_shows_these_rows():
    found = app("""
        POST /books 201 {"id":1,"title":"Emma","place":100001} <- {"title":"Emma"}
        POST /books 201 {"id":2,"title":"Dune","place":100002} <- {"title":"Dune"}
        POST /books 201 {"id":3,"title":"Ubik","place":100003} <- {"title":"Ubik"}
        POST /books/arrange 200 [{"id":3,"place":200001},{"id":1,"place":200002},{"id":2,"place":200003}]
            <- {"ids":[3,1,2]}
        GET /books 200 [{"id":3,"title":"Ubik","place":200001},{"id":1,"title":"Emma","place":200002},
            {"id":2,"title":"Dune","place":200003}]
    """)
    assert tables(found) == {"books": ["id", "title", "place"]}
