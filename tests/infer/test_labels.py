"""Objects that say of what type they are: times, references, rows."""

from __future__ import annotations

import json

from tests.infer.apps import app
from tests.infer.prose import answer
from wirebase.blueprint.operations import Operation
from wirebase.blueprint.tables import Type


def time(iso: str) -> str:
    return json.dumps({"__type": "Date", "iso": iso})


def pen(name: str) -> str:
    return json.dumps({"__type": "Pointer", "className": "Writer", "uid": name})


ADA = '{"uid":"wr-ada","name":"Ada","__type":"Object","className":"Writer"}'
BOB = ADA.replace("ada", "bob").replace("Ada", "Bob")
WRITERS = 'GET /writers 200 [{"uid":"wr-ada","name":"Ada"},{"uid":"wr-bob","name":"Bob"}]'
ONE, TWO = time("2025-01-01T10:00:00.000Z"), time("2025-02-01T10:00:00.000Z")
TAGS = '{"__type":"Relation","className":"Tag"}'
NOTES = f"""
    {WRITERS}
    GET /notes 200 [{{"uid":"nt-one","text":"sea","due":{ONE},"by":{pen("wr-ada")},"tags":{TAGS}}},
        {{"uid":"nt-two","text":"war","due":{TWO},"by":{pen("wr-bob")},"tags":{TAGS}}}]
    GET /notes?include=by 200 [{{"uid":"nt-one","text":"sea","due":{ONE},"by":{ADA},"tags":{TAGS}}},
        {{"uid":"nt-two","text":"war","due":{TWO},"by":{BOB},"tags":{TAGS}}}]
    POST /notes 201 {{"uid":"nt-three"}}
        <- {{"text":"fog","due":{time("2025-03-01T10:00:00.000Z")},"by":{pen("wr-ada")}}}
    GET /notes/nt-three 200 {{"uid":"nt-three","text":"fog","due":{time("2025-03-01T10:00:00.000Z")},
        "by":{pen("wr-ada")},"tags":{TAGS}}}
"""


def parts(operation: Operation) -> list[Operation]:
    """The operation with one of its answers each."""
    return [operation.model_copy(update={"answers": (one,)}) for one in operation.answers]


def test_labelled_values_are_plain_columns():
    made = app(NOTES)
    notes = made.blueprint.table("notes")
    assert notes.column("due").type is Type.TIMESTAMPTZ
    assert [c.name for c in notes.columns] == ["uid", "text", "due", "by"]
    assert [(k.columns, k.table) for k in notes.foreign_keys] == [(("by",), "writers")]


def test_answers_get_their_labels_back_and_references_are_rows_where_they_are_asked_for():
    told = "\n".join(answer(part) for part in parts(app(NOTES)["GET /notes"]))
    assert '__type: "Date"' in told
    assert '__type: "Object"' in told
    assert '__type: "Pointer"' in told
    assert 'tags: {"__type": "Relation", "className": "Tag"}' in told


def test_values_of_several_types_at_one_place_stay_as_they_are():
    other = NOTES.replace('"by":' + pen("wr-bob"), '"by":' + pen("tm-x").replace("Writer", "Team"))
    assert app(other).blueprint.table("notes").column("due").type is Type.JSONB
