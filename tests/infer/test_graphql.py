"""Operations behind one URL."""

from __future__ import annotations

import json

import pytest

from tests.infer.fixtures import exchange
from wirebase.blueprint.operations import Place
from wirebase.exchange import Json
from wirebase.infer.graphql import Remote, Selection, hints, is_batch, remote


def posted(body: Json) -> Remote | None:
    return remote(exchange(f"POST /graphql 200 {{}} <- {json.dumps(body)}"))


def hinted(query: str, data: Json) -> dict[str, str]:
    told = posted({"query": query})
    assert told
    assert told.selection
    return hints([(told.selection, {"data": data})])


def test_an_operation_is_known_by_its_name():
    told = posted({"operationName": "Books", "query": "query Books { books { id } }"})
    assert told
    assert [(m.place, m.key, m.value) for m in told.match] == [
        (Place.BODY, "/operationName", "Books")
    ]
    assert (told.name, told.root, told.read) == ("Books", "/data", True)


def test_an_anonymous_document_is_known_by_its_first_field():
    told = posted({"query": "{ b: book(id: 1) { id } other }"})
    assert told
    assert [(m.key, m.value) for m in told.match] == [("/query#field", "book")]


def test_the_operation_that_is_named_counts_among_several():
    query = "query A { a } mutation B { b }"
    told = posted({"operationName": "B", "query": query})
    assert told
    assert (told.first, told.read) == ("b", False)


def test_a_get_may_carry_a_query():
    told = remote(exchange("GET /graphql?query=query%20A%20{a}&operationName=A 200 {}"))
    assert told
    assert [(m.place, m.key, m.value) for m in told.match] == [(Place.QUERY, "operationName", "A")]


def test_a_persisted_query_is_known_by_name():
    told = posted(
        {"operationName": "A", "extensions": {"persistedQuery": {"sha256Hash": "x", "version": 1}}}
    )
    assert told
    assert told.name == "A"
    assert told.selection is None


@pytest.mark.parametrize(
    "body",
    [
        {"query": "cats and dogs"},
        {"query": "{"},
        {"query": {"filter": 1}},
        {"operationName": "x"},
        {"method": "GET"},
        [],
        None,
    ],
)
def test_other_bodies_are_no_operations(body: Json):
    assert posted(body) is None


def test_json_rpc_is_known_by_its_method():
    told = posted({"jsonrpc": "2.0", "id": 1, "method": "books.list"})
    assert told
    assert [(m.key, m.value) for m in told.match] == [("/method", "books.list")]
    assert told.root == "/result"


def test_several_operations_at_once_are_a_batch():
    batch = [{"query": "{ a }"}, {"jsonrpc": "2.0", "method": "x"}]
    assert is_batch(exchange(f"POST /g 200 [] <- {json.dumps(batch)}"))
    assert not is_batch(exchange('POST /g 200 [] <- [{"query":"cats"}]'))
    assert not is_batch(exchange("POST /g 200 [] <- []"))


def test_objects_are_called_by_their_type_name():
    assert hinted("{ me { __typename id } }", {"me": {"__typename": "User", "id": 1}}) == {
        "/data/me": "User"
    }


def test_objects_without_a_type_are_called_by_the_field_behind_the_alias():
    found = hinted(
        "{ mine: books { writer: author { id } } }",
        {"mine": [{"writer": {"id": 1}}, {"writer": None}]},
    )
    assert found == {"/data/mine/*": "books", "/data/mine/*/writer": "author"}


def test_aliases_of_plain_values_are_told():
    assert hinted("{ book { price: total id } }", {"book": {"price": 3, "id": 1}}) == {
        "/data/book": "book",
        "/data/book/price": "total",
    }


def test_fragments_are_put_in_their_places():
    query = """
      query { books { ...B ... on Novel { w: writer { id } } } }
      fragment B on Book { a: author { ...P } }
      fragment P on Person { n: name ...P }
    """
    found = hinted(query, {"books": [{"a": {"n": "x"}, "w": {"id": 1}}]})
    assert found == {
        "/data/books/*": "books",
        "/data/books/*/a": "author",
        "/data/books/*/a/n": "name",
        "/data/books/*/w": "writer",
    }


def test_the_name_that_most_objects_bear_counts():
    things: list[Json] = [{"__typename": name} for name in ("Book", "Map", "Book")]
    assert hints([(Selection(), {"data": {"found": things}})]) == {"/data/found/*": "Book"}


def test_errors_hint_nothing():
    assert (
        hints([(Selection(), {"errors": [{"message": "no"}], "data": None}), (Selection(), None)])
        == {}
    )
