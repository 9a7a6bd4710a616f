"""Which texts a search looks into."""

from __future__ import annotations

from tests.infer.apps import Rows, app
from tests.infer.prose import said, where
from wirebase.infer.history import Record
from wirebase.infer.searches import Searched, cover, haystacks

BOOKS = Rows("""
    id  title    blurb     pages  author_id
    1   Emma     matches   400    1
    2   Dune     deserts   700    2
    3   Ulysses  dublin    600    3
""")
AUTHORS = Rows("""
    id  name
    1   Jane
    2   Frank
    3   James
""")
KNOWN = app(BOOKS.got("/books"), AUTHORS.got("/authors")).known


def search(text: str, keys: str) -> Searched:
    """A search that showed these books, and left the others out."""
    shown = keys.split()
    rows: dict[str, Record] = KNOWN.state("book", 0)
    left = [row for key, row in rows.items() if key not in shown]
    return Searched(text, [rows[key] for key in shown], left, 0)


def covered(*searches: Searched, name: str = "q") -> str | None:
    """What the searches look into, as the reading says."""
    found = cover(KNOWN, "book", "book", "q", name, list(searches))
    return found and found.meaning


def test_the_texts_of_a_row_and_of_the_rows_it_refers_to_may_be_searched():
    names = [haystack.name for haystack in haystacks(KNOWN, "book", "book")]
    assert names == ["title", "blurb", "author.name"]


def test_a_search_looks_into_the_columns_that_explain_every_hit():
    assert covered(search("MM", "1"), search("dub", "3")) == "text in title, blurb"


def test_rows_that_are_referred_to_are_searched_too():
    assert covered(search("frank", "2"), search("emm", "1")) == "text in title, author.name"


def test_a_column_that_would_show_other_rows_is_not_searched():
    assert covered(search("d", "2"), search("jam", "3")) == "text in title, author.name"


def test_hits_that_no_text_explains_are_no_search():
    assert covered(search("xyz", "1")) is None
    assert covered(search("emma", "1 2")) is None


def test_searches_without_hits_tell_nothing():
    assert covered(search("xyz", "")) is None


def test_the_name_says_whether_it_is_a_search():
    by_name = cover(KNOWN, "book", "book", "q", "searchText", [search("emma", "1")])
    other = cover(KNOWN, "book", "book", "q", "colour", [search("emma", "1")])
    assert by_name is not None
    assert other is not None
    assert by_name.named > other.named == 0


def test_a_search_is_bound_in_the_list():
    found = app(
        BOOKS.got("/books"),
        AUTHORS.got("/authors"),
        BOOKS.got("/books?q=fran", "2"),
        BOOKS.got("/books?q=uly", "3"),
        BOOKS.got("/books?q=zzz", "1")[:-1].split("[")[0] + "[]",
    )
    assert where(found["GET /books"]) == [
        (
            ":q in any of book.title, "
            "(book_author.name of authors book_author where book_author.id = book.author_id)"
        )
    ]
    assert found["GET /books"].parameter("q").meaning == "text in title, author.name"


def test_the_reading_keeps_what_the_search_showed():
    found = cover(KNOWN, "book", "book", "q", "q", [search("fran", "2")])
    assert found is not None
    assert said(found.condition).startswith(":q in any of (book_author.name")
    rows = KNOWN.state("book", 0)
    assert [k for k, row in rows.items() if found.test(k, row, "JA", 0, "")] == ["1", "3"]


def test_a_text_that_was_never_seen_may_hold_what_was_searched():
    found = app("""
        GET /books/1 200 {"id":1,"title":"Emma","blurb":"matches"}
        GET /books 200 [{"id":1,"title":"Emma"},{"id":2,"title":"Dune"},{"id":3,"title":"Casa"}]
        GET /books/3 200 {"id":3,"title":"Casa","blurb":"a house"}
        GET /books?search=match 200 [{"id":1,"title":"Emma"},{"id":2,"title":"Dune"}]
    """)
    assert where(found["GET /books"]) == [":search in any of book.blurb"]
