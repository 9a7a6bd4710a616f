"""Captured rows without what their columns cannot hold."""

from tests.build.club import club
from wirebase.blueprint.conformity import conforming, misfits
from wirebase.blueprint.dataset import CapturedRow, Dataset, Record


def kept(table: str, record: Record) -> list[Record | None]:
    dataset = Dataset(rows={table: [CapturedRow(record, None)]})
    return [row.start for row in conforming(dataset, club()).rows[table]]


def test_rows_beside_a_table_stay_too():
    assert kept("profiles_shown", {"member_id": 1, "rank": 3}) == [{"member_id": 1, "rank": 3}]


def test_a_value_that_its_column_cannot_hold_is_left_out_and_counted():
    record: Record = {"member_id": 1, "rank": "first"}
    assert kept("profiles_shown", record) == [{"member_id": 1}]
    dataset = Dataset(rows={"profiles_shown": [CapturedRow(record, None)]})
    assert misfits(dataset, club()) == {"profiles_shown.rank": 1}
