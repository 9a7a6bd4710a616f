"""Places of GraphQL answers with objects of one type."""

from __future__ import annotations

from collections.abc import Mapping

from tests.infer.apps import app
from wirebase.infer.kinship import Asked, Kinship, Path
from wirebase.infer.selections import operation_in, parsed, selection_of


def asked(query: str, shown: Mapping[Path, frozenset[str]] | None = None) -> Asked:
    document = parsed(query)
    assert document
    operation = operation_in(document, "")
    assert operation
    read = operation.operation.value == "query"
    return Asked("shop", read, selection_of(document, operation), shown or {})


def names(*operations: Asked) -> list[dict[str, str]]:
    """What the kinds of all places are called."""
    kinship = Kinship(operations)
    return [
        {".".join(path): kinship.name(kind) for path in places if (kind := kinship.kind(i, path))}
        for i, places in enumerate(kinship.places)
    ]


def test_the_same_fields_lead_to_one_type():
    kinship = Kinship(
        [
            asked("{ books { writer { id } } }"),
            asked("{ books { writer { name home { id } } } }"),
            asked("{ rooms { writer { id } } }"),
        ]
    )
    writers = [
        kinship.kind(i, (top, "writer")) for i, top in enumerate(["books", "books", "rooms"])
    ]
    assert writers[0] is writers[1]
    assert writers[0] is not writers[2]


def test_what_says_its_type_joins_what_its_fields_lead_to():
    kinship = Kinship(
        [
            asked("{ cart { ...O } } fragment O on Order { lines { id } }"),
            asked("mutation { fill { ... on Order { lines { id } } ... on FullError { why } } }"),
            asked("{ last { lines { id } } }", {("last",): frozenset({"Order"})}),
        ]
    )
    lines = {id(kinship.kind(i, (top, "lines"))) for i, top in enumerate(["cart", "fill", "last"])}
    assert len(lines) == 1
    kind = kinship.kind(1, ("fill",))
    assert kind
    assert kinship.name(kind) == "Order"


def test_what_stands_in_objects_of_several_types_is_not_compared():
    either = "{ node { ... on Book { parts { id } } ... on Car { parts { id } } } }"
    kinship = Kinship([asked(either), asked(either)])
    assert kinship.kind(0, ("node",)) is None
    assert kinship.kind(0, ("node", "parts")) is not kinship.kind(1, ("node", "parts"))


def test_the_rows_of_an_envelope_are_called_as_the_field_around_it():
    assert names(
        asked("{ users { items { id } totalItems } }"),
        asked("{ books { edges { node { id } } } }"),
        asked("{ cart { id items { id } } }"),
    ) == [
        {"users": "user", "users.items": "user"},
        {"books": "book", "books.edges": "book", "books.edges.node": "book"},
        {"cart": "cart", "cart.items": "item"},
    ]


def test_what_a_mutation_answers_is_called_as_what_it_changes():
    assert names(
        asked("mutation { createBook { id } updateBooks { id } addUsersToTeam { id } }")
    ) == [{"createBook": "book", "updateBooks": "book", "addUsersToTeam": "team"}]


def test_lists_in_envelopes_of_one_form_are_tables_of_their_own():
    listed = "{ items { id name createdAt } totalItems }"

    def got(field: str, *rows: str) -> str:
        items = ",".join(
            f'{{"id":"{i}","name":"{name}","createdAt":"2026-01-0{i}T00:00:00Z"}}'
            for i, name in enumerate(rows, 1)
        )
        answer = f'{{"data":{{"{field}":{{"items":[{items}],"totalItems":{len(rows)}}}}}}}'
        return f'POST /graphql 200 {answer} <- {{"query":"{{ {field} {listed} }}"}}'

    found = app(got("writers", "Ada", "Bo"), got("shelves", "Red", "Blue"))
    assert {table.name for table in found.blueprint.tables} == {"writers", "shelves"}
