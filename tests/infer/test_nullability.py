"""Which columns may be empty."""

from __future__ import annotations

from tests.infer.apps import app

LIST = """
    GET /books 200 [
        {"id":1,"title":"Emma","blurb":"a","isbn":"x","tags":["t"],"sold_at":"2026-01-02T03:04:05Z",
         "created_at":"2026-01-01T03:04:05Z","summary":"s","extra":"e","color":"c"},
        {"id":2,"title":"Dune","blurb":"b","isbn":"y","tags":["u"],"sold_at":"2026-01-03T03:04:05Z",
         "created_at":"2026-01-02T03:04:05Z","summary":"s","extra":"e","color":"c"}]
"""
BLANKS = """
    GET /shops 200 [{"id":1,"name":"A","street":null,"town":null,"phone":null,"mail":null,
        "web":null},{"id":2,"name":"B","street":null,"town":null,"phone":null,"mail":null,"web":null}]
"""


def optional(*lines: str, table: str = "books") -> set[str]:
    found = app(*lines).blueprint.table(table)
    return {column.name for column in found.columns if column.nullable}


def test_a_null_that_was_seen_says_that_a_column_may_be_empty():
    assert "title" in optional(LIST, """GET /books/1 200 {"id":1,"title":null}""")


def test_where_next_to_no_text_was_empty_all_are_required():
    assert optional(LIST) == {"sold_at"}


def test_where_many_texts_are_empty_others_may_be_too_unless_a_row_says_little_without_them():
    assert optional(LIST, BLANKS) == {
        "blurb",
        "isbn",
        "tags",
        "sold_at",
        "summary",
        "extra",
        "color",
    }


def test_what_every_new_row_was_given_is_required():
    made = [
        f"""POST /books 201 {{"id":{n},"title":"T{n}","isbn":"z{n}"}}
            <- {{"title":"T{n}","isbn":"z{n}"}}"""
        for n in (3, 4, 5)
    ]
    assert "isbn" not in optional(LIST, BLANKS, *made)


def test_a_column_of_which_few_rows_were_seen_whole_is_filled_with_what_most_hold():
    found = app("""
        GET /books 200 [{"id":1,"title":"Emma"},{"id":2,"title":"Dune"},{"id":3,"title":"Ada"}]
        GET /books/1 200 {"id":1,"title":"Emma","pages":3,"is_free":true}
        GET /books/2 200 {"id":2,"title":"Dune","pages":4,"is_free":true}
    """)
    assert not found.blueprint.table("books").column("is_free").nullable
    ada = next(r.end for r in found.dataset.rows["books"] if r.end and r.end["id"] == 3)
    assert ada["is_free"] is True


def test_a_reference_is_required_where_every_new_row_was_given_one_or_it_says_whose_the_row_is():
    assert optional(
        """
        GET /users 200 [{"id":71,"name":"Ann"},{"id":72,"name":"Bob"}]
        GET /books 200 [{"id":11,"title":"Emma"},{"id":12,"title":"Dune"}]
        GET /reviews 200 [{"id":1,"book_id":11,"user_id":71,"reviewer_id":72},
            {"id":2,"book_id":12,"user_id":72,"reviewer_id":71}]
        POST /reviews 201 {"id":3,"book_id":12,"user_id":71,"reviewer_id":71} <- {"book_id":12}
        """,
        table="reviews",
    ) == {"reviewer_id"}


def test_nobody_is_given_what_tells_another_row_apart():
    found = app(
        """
        GET /people 200 [{"id":1,"name":"Ann","team":"red"},{"id":2,"name":"Bob","team":"red"}]
        GET /people/1 200 {"id":1,"name":"Ann","team":"red","email":"ann@x.org","level":3}
        GET /people/1 200 {"id":1,"name":"Ann","team":"red","email":"ann@x.org","level":3}
        """
    )
    (people,) = found.blueprint.tables
    assert people.column("email").nullable
    assert [row["email"] for row in found.end("people")] == ["ann@x.org", None]


PARTS = """
    GET /shelves 200 [{"id":1,"place":"left"},{"id":2,"place":"right"}]
    GET /parts 200 [{"id":1,"shelf_id":1,"price":1.5,"uuid":"3f1c0b5e-7d57-4b0e-9d0e-0a4f3d9c1a01"},
        {"id":2,"shelf_id":2,"price":2.5,"uuid":"3f1c0b5e-7d57-4b0e-9d0e-0a4f3d9c1a02"},
        {"id":3,"shelf_id":2,"price":0.5,"uuid":"3f1c0b5e-7d57-4b0e-9d0e-0a4f3d9c1a03"}]
"""


def test_what_the_app_itself_fills_in_of_new_rows_refers_to_something_always():
    made = [
        f"""POST /parts 201 {{"id":{n},"shelf_id":1,"price":2.5,
            "uuid":"3f1c0b5e-7d57-4b0e-9d0e-0a4f3d9c1a0{n}"}} <- {{"price":2.5}}"""
        for n in (4, 5, 6)
    ]
    assert "shelf_id" in optional(PARTS, table="parts")
    assert "shelf_id" in optional(PARTS, made[0], made[1], table="parts")
    assert "shelf_id" not in optional(PARTS, *made, table="parts")


def test_where_none_of_many_references_is_empty_all_are_required():
    few, many = (
        "".join(
            f"""
            GET /kinds{n} 200 [{{"id":1,"place":"x"}},{{"id":2,"place":"y"}}]
            GET /things{n} 200 [{{"id":1,"kinds{n}_id":1,"shelf_id":1}},
                {{"id":2,"kinds{n}_id":2,"shelf_id":2}}]
            """
            for n in "abcde"[:count]
        )
        for count in (2, 5)
    )
    assert "shelf_id" in optional(PARTS, few, table="parts")
    assert "shelf_id" not in optional(PARTS, many, table="parts")
    empty = """GET /things/9 200 {"id":9,"shelf_id":null}"""
    assert "shelf_id" in optional(PARTS, many, empty.replace("things", "thingsa"), table="parts")


def test_numbers_may_be_empty_where_texts_are_and_what_names_a_row_may_not():
    assert optional(PARTS, table="parts") == {"shelf_id"}
    assert optional(PARTS, BLANKS, table="parts") == {"shelf_id", "price"}
