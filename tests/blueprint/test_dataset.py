"""The captured rows, as a document and as a sequence that is made up when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from wirebase.blueprint.dataset import CHUNK, CapturedRow, Dataset, Rows, Session, TemplateRow


def made() -> Iterator[CapturedRow]:
    for number in range(3):
        yield CapturedRow(start={"id": number}, end={"id": number, "tags": ["ü", None]})


ROWS = Rows(made, 3, [CapturedRow(end={"id": 9})])


def test_rows_are_made_up_anew_each_time():
    assert list(ROWS) == list(ROWS) == [CapturedRow(end={"id": 9}), *made()]
    assert len(ROWS) == 4
    assert ROWS[3].end == {"id": 2, "tags": ["ü", None]}
    assert ROWS[1:3] == list(made())[:2]


@pytest.mark.parametrize(
    "dataset",
    [
        Dataset(),
        Dataset(rows={"empty": []}, sessions=[Session("1", "wb_token_1")]),
        Dataset(rows={"a b": ROWS, "other": [CapturedRow()] * (2 * CHUNK + 1)}),
        Dataset(templates=[TemplateRow("guest", "boards", {"id": 1})]),
    ],
)
def test_the_document_of_a_dataset_holds_all_of_it(dataset: Dataset):
    text = "".join(dataset.encoded())
    told = Dataset.decoded(text.encode())
    assert {name: list(rows) for name, rows in dataset.rows.items()} == told.rows
    assert (told.sessions, told.templates) == (dataset.sessions, dataset.templates)
    assert msgspec.json.decode(text)
