from pathlib import Path

import pytest

from bench import stages
from bench.capture import make_capture
from bench.measure import measured


@pytest.fixture(scope="module")
def capture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_capture(tmp_path_factory.mktemp("bench"), 80)


def test_the_capture_made_up_is_the_same_at_each_run(capture: Path, tmp_path: Path) -> None:
    assert make_capture(tmp_path, 80).read_bytes() == capture.read_bytes()


def test_each_stage_says_what_it_did(capture: Path, tmp_path: Path) -> None:
    read, infer, build = (
        measured(stage, capture, tmp_path) for stage in (stages.read, stages.infer, stages.build)
    )
    assert (read["stage"], read["what"]) == ("read", "80 exchanges")
    assert infer["what"] == "3 tables, 8 endpoints"
    assert build["what"].endswith("MB written")
    assert read["memory"] > 10


def test_the_stages_stand_in_the_order_of_the_line() -> None:
    assert list(stages.STAGES) == ["read", "infer", "build", "database", "verify"]
