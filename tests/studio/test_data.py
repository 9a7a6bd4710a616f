"""Rows over the studio's API, in a real database."""

import json
from pathlib import Path

import httpx
import pytest

from tests.studio.conftest import uploaded
from tests.studio.test_jobs import edit, seen, served


@pytest.fixture(scope="module")
def job(client: httpx.Client, capture: Path) -> dict:
    """Boards and tasks; a task also has a label of its own, a size, and tags."""
    job = uploaded(client, "data.har", capture)
    columns: list[dict] = [
        {"name": "label", "type": "text", "unique": True},
        {"name": "size", "type": "integer"},
        {"name": "tags", "type": "text", "array": True},
        {"name": "mood", "type": "text", "values": ["calm", "wild"]},
    ]
    edits = [{"edit": "add_column", "table": "tasks", "column": column} for column in columns]
    relation = {"table": "tasks", "columns": ["board_id"], "to": "boards"}
    edits += [{"edit": "drop_relation"} | relation, {"edit": "add_relation"} | relation]
    assert edit(client, job, *edits).status_code == 200
    assert client.post(f"/jobs/{job['id']}/apply", json=seen(client, job)).status_code == 200
    return served(client, job["id"])


@pytest.fixture
def rows(client: httpx.Client, job: dict) -> str:
    return f"/jobs/{job['id']}/rows"


def added(client: httpx.Client, rows: str, table: str, **values: str | None) -> list[str]:
    answer = client.post(f"{rows}/{table}", json={"values": values})
    assert answer.status_code == 201, answer.text
    return answer.json()["key"]


def one(client: httpx.Client, rows: str, table: str, key: list[str]) -> dict:
    answer = client.get(f"{rows}/{table}/row", params={"key": json.dumps(key)})
    assert answer.status_code == 200, answer.text
    return answer.json()


def listed(
    client: httpx.Client, rows: str, table: str, column: str, *filters: dict, **more
) -> list:
    query = {"filters": json.dumps(filters)} | more
    answer = client.get(f"{rows}/{table}", params=query)
    assert answer.status_code == 200, answer.text
    at = answer.json()["columns"].index(column)
    return [row[at] for row in answer.json()["rows"]]


def test_the_tables_tell_what_a_row_needs(client: httpx.Client, job: dict):
    tables = {t["name"]: t for t in client.get(f"/jobs/{job['id']}/tables").json()}
    tasks = tables["tasks"]
    assert tasks["key"] == ["id"]
    assert tasks["references"] == [
        {"columns": ["board_id"], "table": "boards", "references": ["id"]}
    ]
    columns = {column["name"]: column for column in tasks["columns"]}
    assert columns["id"]["filled"]
    assert columns["mood"]["values"] == ["calm", "wild"]
    assert (columns["tags"]["array"], columns["tags"]["required"]) == (True, False)


def test_a_row_is_added_changed_and_deleted_and_no_other_is(client: httpx.Client, rows: str):
    before = listed(client, rows, "tasks", "title")
    key = added(client, rows, "tasks", title="It's “new”", done="false", board_id="1", size="3")
    assert listed(client, rows, "tasks", "title") == [*before, "It's “new”"]
    row = one(client, rows, "tasks", key)
    assert (row["values"]["size"], row["values"]["label"]) == ("3", None)

    change = {"key": key, "version": row["version"]}
    values = {"size": None, "tags": '["a","b, c",null]', "title": "'; drop table tasks; --"}
    answer = client.patch(f"{rows}/tasks/row", json=change | {"values": values})
    assert answer.json() == {"key": key}
    row = one(client, rows, "tasks", key)
    assert row["values"]["size"] is None
    assert json.loads(row["values"]["tags"]) == ["a", "b, c", None]
    assert listed(client, rows, "tasks", "title") == [*before, "'; drop table tasks; --"]

    gone = {"key": key, "version": row["version"]}
    assert client.request("DELETE", f"{rows}/tasks/row", json=gone).status_code == 204
    assert listed(client, rows, "tasks", "title") == before


def test_a_key_that_is_changed_is_told(client: httpx.Client, rows: str):
    key = added(client, rows, "boards", name="Old")
    row = one(client, rows, "boards", key)
    change = {"key": key, "version": row["version"], "values": {"id": "977"}}
    assert client.patch(f"{rows}/boards/row", json=change).json() == {"key": ["977"]}
    assert one(client, rows, "boards", ["977"])["values"]["name"] == "Old"


@pytest.mark.parametrize(
    ("values", "field", "told"),
    [
        ({"size": "many"}, "size", "invalid input syntax for type integer"),
        ({"size": "99999999999"}, "size", "out of range"),
        ({"label": "taken"}, "label", "already exists"),
        ({"board_id": "4711"}, "board_id", "not present"),
        ({"mood": "odd"}, "mood", "check constraint"),
        ({"title": None}, "title", "null value"),
        ({"tags": '{"no": "list"}'}, "tags", "object"),
    ],
)
def test_what_the_database_refuses_is_told_at_the_field(
    client: httpx.Client, rows: str, values: dict, field: str, told: str
):
    if not listed(client, rows, "tasks", "id", {"column": "label", "comparison": "is not null"}):
        added(client, rows, "tasks", title="One", done="true", board_id="1", label="taken")
    before = listed(client, rows, "tasks", "id")
    body = {"values": {"title": "Two", "done": "true", "board_id": "1"} | values}
    answer = client.post(f"{rows}/tasks", json=body)
    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == [field]
    assert told in answer.json()["fields"][field]
    # The same of a row that is there, and nothing of either has happened.
    row = one(client, rows, "tasks", [before[0]])
    change = {"key": row["key"], "version": row["version"], "values": {"done": "true"} | values}
    answer = client.patch(f"{rows}/tasks/row", json=change)
    assert answer.status_code == 422, answer.text
    assert list(answer.json()["fields"]) == [field]
    assert one(client, rows, "tasks", [before[0]]) == row
    assert listed(client, rows, "tasks", "id") == before


def test_a_row_that_others_refer_to_tells_them_and_is_not_deleted(client: httpx.Client, rows: str):
    row = one(client, rows, "boards", ["1"])
    told = row["referring"][0]
    assert (told["table"], told["columns"], told["references"]) == ("tasks", ["board_id"], ["id"])
    by = {"column": "board_id", "comparison": "=", "value": "1"}
    assert told["on_delete"] == "restrict"
    assert told["count"] == len(listed(client, rows, "tasks", "id", by)) > 0
    gone = {"key": ["1"], "version": row["version"]}
    answer = client.request("DELETE", f"{rows}/boards/row", json=gone)
    assert answer.status_code == 422
    assert 'still referenced from table "tasks"' in answer.json()["what"]
    assert answer.json()["fields"] == {}
    assert one(client, rows, "boards", ["1"]) == row


def test_who_saw_an_older_row_changes_nothing(client: httpx.Client, rows: str):
    key = added(client, rows, "boards", name="Shared")
    version = one(client, rows, "boards", key)["version"]
    first = {"key": key, "version": version, "values": {"name": "First"}}
    assert client.patch(f"{rows}/boards/row", json=first).status_code == 200
    late = client.patch(f"{rows}/boards/row", json=first | {"values": {"name": "Late"}})
    assert late.status_code == 409
    gone = client.request("DELETE", f"{rows}/boards/row", json={"key": key, "version": version})
    assert gone.status_code == 409
    assert one(client, rows, "boards", key)["values"]["name"] == "First"


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ([("name", "=", "Home")], ["1"]),
        ([("name", "<>", "Home"), ("id", "<=", "3")], ["2", "3"]),
        ([("id", ">", "1"), ("id", "<", "3")], ["2"]),
        ([("name", "contains", "OM")], ["1"]),
        ([("name", "contains", "%")], []),
        ([("id", ">=", "2"), ("id", "<=", "3")], ["2", "3"]),
        ([("name", "is null", "")], []),
    ],
)
def test_rows_are_filtered_as_their_types_compare(
    client: httpx.Client, rows: str, filters: list, found: list
):
    asked = [dict(zip(("column", "comparison", "value"), one, strict=True)) for one in filters]
    assert listed(client, rows, "boards", "id", *asked) == found


def test_a_filter_that_cannot_be_is_told_at_its_field(client: httpx.Client, rows: str):
    filters = [
        {"column": "name", "comparison": "=", "value": "Home"},
        {"column": "id", "comparison": "<", "value": "soon"},
    ]
    answer = client.get(f"{rows}/boards", params={"filters": json.dumps(filters)})
    assert answer.status_code == 422
    assert "invalid input syntax" in answer.json()["fields"]["filters/1"]
    assert list(answer.json()["fields"]) == ["filters/1"]
    unknown = [{"column": "id; drop", "comparison": "=", "value": "1"}]
    answer = client.get(f"{rows}/boards", params={"filters": json.dumps(unknown)})
    assert answer.status_code == 400
    assert client.get(f"{rows}/boards", params={"filters": "no"}).status_code == 400


def test_pages_are_bounded_do_not_overlap_and_are_sorted(client: httpx.Client, rows: str):
    for n in range(7):
        added(client, rows, "boards", name=f"Many {n % 3}")
    many = {"column": "name", "comparison": "contains", "value": "Many"}
    whole = listed(client, rows, "boards", "id", many, order="name", direction="desc")
    parts = [
        listed(client, rows, "boards", "id", many, order="name", direction="desc", **page)
        for page in ({"limit": 4}, {"limit": 4, "offset": 4})
    ]
    assert [*parts[0], *parts[1]] == whole
    assert len(parts[0]) == 4
    names = listed(client, rows, "boards", "name", many, order="name", direction="desc")
    assert names == sorted(names, reverse=True)
    assert client.get(f"{rows}/boards", params={"limit": 10_000}).status_code == 422
    assert listed(client, rows, "boards", "name", search="many 2") == ["Many 2"] * 2


def test_a_value_that_is_too_long_to_be_shown_is_cut_and_says_so(client: httpx.Client, rows: str):
    key = added(client, rows, "boards", name="x" * 120_000)
    row = one(client, rows, "boards", key)
    assert row["cut"] == ["name"]
    assert len(row["values"]["name"]) == 100_000
    shown = listed(
        client, rows, "boards", "name", {"column": "id", "comparison": "=", "value": key[0]}
    )
    assert len(shown[0]) == 400


def test_what_is_no_row_or_no_column_is_said(client: httpx.Client, rows: str):
    assert client.get(f"{rows}/boards/row", params={"key": '["4711"]'}).status_code == 404
    assert client.get(f"{rows}/boards/row", params={"key": "[]"}).status_code == 400
    assert client.post(f"{rows}/boards", json={"values": {"none": "1"}}).status_code == 400
    assert client.post(f"{rows}/none", json={"values": {}}).status_code == 404


def test_what_does_not_run_is_neither_looked_at_nor_tried(
    client: httpx.Client, job: dict, rows: str
):
    path = f"/jobs/{job['id']}"
    operation = client.get(f"{path}/endpoints").json()[0]["name"]
    assert client.delete(f"{path}/backend").json()["backend_url"] is None
    refused = (
        client.get(f"{rows}/boards"),
        client.post(f"{path}/trials", json={"operation": operation}),
    )
    for answer in refused:
        assert answer.status_code == 502
        assert answer.json()["what"] == "The backend does not run"
        assert answer.json()["next"] == "Start it, and try again."
    client.post(f"{path}/backend")
    assert client.get(f"{rows}/boards").status_code == 200
