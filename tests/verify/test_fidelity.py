import json
from pathlib import Path

import pytest

from wirebase.errors import BlueprintError
from wirebase.verify.compare import Kind
from wirebase.verify.fidelity import Deviation, Endpoint, Fidelity, Scores

FIDELITY = Fidelity(
    captures=("a.har",),
    total=Scores(exchanges=2, status=1, shape=1, value=0.5, exact=0.5, order=None),
    endpoints=(
        Endpoint(
            operation="get_tasks",
            method="GET",
            path="/tasks",
            scores=Scores(exchanges=2, status=1, shape=1, value=0.5, exact=0.5),
            deviations=(Deviation(pointer="/n", kind=Kind.VALUE, count=1, exchange=3),),
        ),
    ),
    left_out={"page": 4},
)


def test_what_was_saved_is_read_again(tmp_path: Path) -> None:
    FIDELITY.save(tmp_path / "fidelity.json")
    assert Fidelity.load(tmp_path / "fidelity.json") == FIDELITY
    assert [path.name for path in tmp_path.iterdir()] == ["fidelity.json"]


def test_a_score_of_nothing_is_written(tmp_path: Path) -> None:
    Fidelity(total=Scores(exchanges=1)).save(tmp_path / "fidelity.json")
    total = json.loads((tmp_path / "fidelity.json").read_text())["total"]
    assert total == {"exchanges": 1, "status": 0, "shape": 0, "value": 0, "exact": 0, "order": None}


@pytest.mark.parametrize("content", [None, "{}", "not json", '{"total": 3}'])
def test_a_document_that_is_none_is_refused_in_words(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "fidelity.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(BlueprintError, match="wirebase verify"):
        Fidelity.load(path)
