from pathlib import Path

from bench import stages
from bench.capture import make_capture


def test_the_capture_made_up_is_the_same_at_each_run(tmp_path: Path) -> None:
    first = make_capture(tmp_path, 0.2).read_bytes()
    again = tmp_path / "again"
    again.mkdir()
    assert make_capture(again, 0.2).read_bytes() == first


def test_the_stages_stand_in_the_order_of_the_line() -> None:
    assert list(stages.STAGES) == ["read", "infer", "build", "database", "verify"]
