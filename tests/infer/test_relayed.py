"""GraphQL as many servers speak it: global ids, rows looked up by them, refusals with status 200,
deletions that show what is left, and selections that no document asked for in that place."""

from __future__ import annotations

from tests.infer.apps import App, app, compact
from wirebase.blueprint.expressions import Expression, Field, Given, Object, Row, Rows
from wirebase.blueprint.operations import Delete, Find, Operation
from wirebase.exchange import Json


def asked(query: str, data: Json, variables: Json = None, errors: Json = None) -> str:
    """A document and what it is answered."""
    answer = {"data": data} if errors is None else {"errors": errors, "data": data}
    return f"POST /graphql 200 {compact(answer)} <- {compact({'query': query, 'variables': variables or {}})}"


def tables(found: App) -> dict[str, list[str]]:
    return {t.name: [c.name for c in t.columns] for t in found.blueprint.tables}


def operation(found: App, name: str) -> Operation:
    return next(o for o in found.blueprint.operations if o.name.endswith(name))


def members(body: Expression | None, *path: str) -> dict[str, Expression]:
    """The members of the object at a path of an answer."""
    for step in path:
        body = members(body)[step]
    while isinstance(body, (Row, Rows)):
        body = body.value if isinstance(body, Row) else body.item
    assert isinstance(body, Object)
    return {member.name: member.value for member in body.members}


MARK = "nodeId bookId labelId label { nodeId id word }"
LABELS: dict[int, str] = {1: "old", 2: "rare", 3: "new"}


def mark(book: int, label: int) -> Json:
    word: Json = {"nodeId": f"L{label}", "id": label, "word": LABELS[label]}
    return {"nodeId": f"M{book}.{label}", "bookId": book, "labelId": label, "label": word}


def book(key: int, *labels: int) -> str:
    query = f"query Book($id: I) {{ book(id: $id) {{ nodeId id title bookLabels {{ nodes {{ {MARK} }} }} }} }}"
    marks: Json = {"nodes": [mark(key, label) for label in labels]}
    row: Json = {"nodeId": f"B{key}", "id": key, "title": f"Book {key}", "bookLabels": marks}
    return asked(query, {"book": row}, {"id": key})


PARTED = "mutation Part($i: In!) { deleteBookLabel(input: $i) { book { nodeId id title } } }"


def part(key: int, label: int) -> str:
    left: Json = {"book": {"nodeId": f"B{key}", "id": key, "title": f"Book {key}"}}
    return asked(PARTED, {"deleteBookLabel": left}, {"i": {"bookId": key, "labelId": label}})


def test_rows_of_several_columns_are_told_apart_by_their_global_ids():
    found = app(book(1, 1, 2), book(2, 1, 3), book(3, 2))
    table = found.blueprint.table("book_labels")
    assert table.primary_key == ("node_id",)
    assert {(k.columns[0], k.table) for k in table.foreign_keys} == {
        ("book_id", "books"),
        ("label_id", "labels"),
    }


def test_a_row_with_an_id_keeps_it_beside_its_global_id():
    found = app(book(1, 1, 2), book(2, 1, 3))
    assert found.blueprint.table("labels").primary_key == ("id",)


def test_a_deletion_may_name_the_row_by_both_its_sides_and_show_one_of_them():
    found = app(book(1, 1, 2), book(2, 1, 3), part(1, 2), book(1, 1), part(2, 3), book(2, 1))
    made = (
        operation(found, "part")
        if any(o.name.endswith("part") for o in found.blueprint.operations)
        else operation(found, "delete_book_label")
    )
    find = next(e for e in made.effects if isinstance(e, Find))
    gone = next(e for e in made.effects if isinstance(e, Delete))
    assert find.source.table == gone.source.table == "book_labels"
    named = {c.left.column for c in find.source.where if isinstance(c.left, Field)}
    assert named == {"book_id", "label_id"}
    kept = {key for key, life in found.known.past.rows["book_label"].items() if not life.deleted}
    assert kept == {"M1.1", "M2.1"}


def test_a_deletion_that_names_its_own_key_is_none_of_what_it_shows():
    listed: Json = [{"id": n, "text": f"n{n}", "book": {"id": 1, "title": "Emma"}} for n in (7, 8)]
    found = app(
        asked("query Notes { notes { id text book { id title } } }", {"notes": listed}),
        asked("query Books { books { id title } }", {"books": [{"id": 1, "title": "Emma"}]}),
        asked(
            "mutation Drop($id: Int!) { deleteNote(id: $id) { book { id title } } }",
            {"deleteNote": {"book": {"id": 1, "title": "Emma"}}},
            {"id": 7},
        ),
    )
    lives = found.known.past.rows
    assert lives["note"]["7"].deleted is not None
    assert lives["book"]["1"].deleted is None


REFUSAL: Json = [{"message": "No such row was found", "path": ["deleteNote"]}]


def test_what_was_refused_with_status_200_was_not_done():
    listed: Json = [{"id": n, "text": f"n{n}"} for n in (7, 8)]
    drop = "mutation Drop($id: Int!) { deleteNote(id: $id) { id } }"
    found = app(
        asked("query Notes { notes { id text } }", {"notes": listed}),
        asked(drop, {"deleteNote": {"id": 7}}, {"id": 7}),
        asked(drop, {"deleteNote": None}, {"id": 8}, REFUSAL),
    )
    lives = found.known.past.rows["note"]
    assert lives["7"].deleted is not None
    assert lives["8"].deleted is None


def test_what_says_why_something_was_refused_is_no_row():
    add = (
        "mutation Add($t: String) { addNote(text: $t) { note { id text } errors { field code } } }"
    )
    fault: Json = [{"field": "text", "code": "BLANK"}]
    found = app(
        asked("query Notes { notes { id text } }", {"notes": [{"id": 7, "text": "n7"}]}),
        asked(add, {"addNote": {"note": {"id": 8, "text": "b"}, "errors": []}}, {"t": "b"}),
        asked(add, {"addNote": {"note": None, "errors": fault}}, {"t": ""}),
    )
    assert set(tables(found)) == {"notes"}


def looked_up(kind: str, row: Json) -> str:
    query = "query Node($id: I) { node(id: $id) { __typename id ... on Book { title } ... on Map { place } } }"
    assert isinstance(row, dict)
    return asked(query, {"node": {"__typename": kind, **row}}, {"id": row["id"]})


BOOKS = asked(
    "query Books { books { __typename id title } }",
    {"books": [{"__typename": "Book", "id": f"10{n}", "title": f"T{n}"} for n in (1, 2)]},
)
MAPS = asked(
    "query Maps { maps { __typename id place } }",
    {"maps": [{"__typename": "Map", "id": f"20{n}", "place": f"P{n}"} for n in (1, 2)]},
)


def test_rows_looked_up_whatever_they_are_mix_no_tables():
    found = app(
        BOOKS,
        MAPS,
        looked_up("Book", {"id": "101", "title": "T1"}),
        looked_up("Map", {"id": "202", "place": "P2"}),
    )
    assert tables(found) == {"books": ["id", "title"], "maps": ["id", "place"]}


def test_rows_of_kinds_that_stand_nowhere_alone_stay_one_table():
    query = "query Papers { papers { __typename id title } }"
    kinds: Json = [
        {"__typename": kind, "id": f"30{n}", "title": f"T{n}"}
        for n, kind in enumerate(("Book", "Map", "Book"))
    ]
    found = app(asked(query, {"papers": kinds}))
    assert list(tables(found).values()) == [["id", "title"]]


SHELF = "query Shelf { books { id title author { id name } } }"
AUTHOR: Json = {"id": 5, "name": "Jane"}
ROWS: list[Json] = [{"id": n, "title": f"T{n}", "author": AUTHOR} for n in (1, 2)]


def test_a_row_can_be_asked_for_all_that_other_documents_ask_for_of_its_kind():
    found = app(
        asked(SHELF, {"books": ROWS}),
        asked(
            "query Page($id: Int!) { book(id: $id) { id title words author { id born } } }",
            {"book": {"id": 1, "title": "T1", "words": 300, "author": {"id": 5, "born": 1775}}},
            {"id": 1},
        ),
        asked("query Brief { lastBook { id title } }", {"lastBook": {"id": 2, "title": "T2"}}),
    )
    shelf = operation(found, "books").answers[-1].body
    assert {"id", "title", "words", "author"} <= members(shelf, "data", "books").keys()
    assert {"id", "name", "born"} <= members(shelf, "data", "books", "author").keys()


def test_what_other_endpoints_show_is_not_added_without_a_document():
    found = app(
        """GET /books 200 [{"id":1,"title":"Emma"},{"id":2,"title":"Dune"}]""",
        """GET /books/1 200 {"id":1,"title":"Emma","words":300}""",
    )
    listed = next(o for o in found.blueprint.operations if o.path == "/books")
    assert members(listed.answers[-1].body).keys() == {"id", "title"}


ADD = "mutation Add($i: In!) { addNote(input: $i) { clientMutationId note { id text } } }"


def added(key: int, said: str | None) -> str:
    sent: dict[str, Json] = {"text": f"n{key}"}
    if said is not None:
        sent["clientMutationId"] = said
    done: Json = {"clientMutationId": said, "note": {"id": key, "text": f"n{key}"}}
    return asked(ADD, {"addNote": done}, {"i": sent})


def test_a_payload_repeats_what_the_request_calls_alike():
    found = app(added(1, "a"), added(2, "b"), added(3, None))
    made = operation(found, "add_note")
    told = members(made.answers[-1].body, "data", "addNote")["clientMutationId"]
    assert isinstance(told, Given)
    given = next(p for p in made.parameters if p.name == told.parameter)
    assert given.key == "/arguments/addNote/input/clientMutationId"


def test_a_payload_that_says_something_else_is_no_repetition():
    wrong = added(2, "b").replace('"clientMutationId":"b","note"', '"clientMutationId":"c","note"')
    found = app(added(1, "a"), wrong)
    told = members(operation(found, "add_note").answers[-1].body, "data", "addNote")
    assert not isinstance(told["clientMutationId"], Given)
