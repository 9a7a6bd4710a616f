import json
import stat
from pathlib import Path

import pytest

from wirebase.capture.archive import read
from wirebase.capture.redaction import Redactor
from wirebase.capture.writer import Writer
from wirebase.errors import ArchiveError
from wirebase.exchange import Exchange, Message

TOKEN = "k3J9xQ7bTz1LmN5vR8wYc2Da"
JSON = (("content-type", "application/json"),)


def exchange(number: int, got: object) -> Exchange:
    return Exchange(
        index=number,
        started=1000.0 + number,
        method="GET",
        url=f"https://app.test/api/{number}",
        request=Message(),
        status=200,
        answer=Message(JSON, json.dumps(got).encode()),
    )


NAMES = ["c.jsonl", "c.jsonl.zst", "c.jsonl.gz"]


@pytest.mark.parametrize("name", NAMES)
def test_what_was_written_is_read_back(tmp_path: Path, name: str):
    exchanges = [exchange(i, {"id": i}) for i in range(5)]
    with Writer(tmp_path / name, Redactor("app.test")) as writer:
        for one in exchanges:
            writer.write(one)
    capture = read(tmp_path / name)
    assert capture.exchanges == exchanges
    assert capture.salt == "app.test"
    assert sorted(p.name for p in tmp_path.iterdir()) == [name]


@pytest.mark.parametrize("name", NAMES)
def test_each_line_can_be_read_before_the_end(tmp_path: Path, name: str):
    writer = Writer(tmp_path / name, Redactor("app.test"))
    for i in range(3):
        writer.write(exchange(i, {"id": i}))
    assert len(read(tmp_path / (name + ".partial")).exchanges) == 3
    writer.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_secret_that_is_found_late_is_nowhere_in_the_file(tmp_path: Path, name: str):
    with Writer(tmp_path / name, Redactor("app.test")) as writer:
        writer.write(exchange(0, {"innocent": TOKEN}))
        writer.write(exchange(1, {"token": TOKEN}))
    capture = read(tmp_path / name)
    first, second = (json.loads(x.answer.text) for x in capture.exchanges)
    assert first["innocent"] == second["token"]
    if name == "c.jsonl":
        assert TOKEN not in (tmp_path / name).read_text()


def test_only_the_owner_may_read_a_capture(tmp_path: Path):
    with Writer(tmp_path / "c.jsonl", Redactor("app.test")) as writer:
        writer.write(exchange(0, {}))
    assert stat.S_IMODE((tmp_path / "c.jsonl").stat().st_mode) == 0o600


def test_a_discarded_capture_leaves_an_earlier_one_alone(tmp_path: Path):
    (tmp_path / "c.jsonl").write_text("earlier")
    writer = Writer(tmp_path / "c.jsonl", Redactor("app.test"))
    writer.write(exchange(0, {}))
    writer.discard()
    assert (tmp_path / "c.jsonl").read_text() == "earlier"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["c.jsonl"]


def test_a_place_that_cannot_be_written_is_a_clear_error(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ArchiveError, match="cannot be written"):
        Writer(tmp_path / "file" / "c.jsonl", Redactor("app.test"))
