from pathlib import Path

import pytest

from tests.capture.origin import Origin, running
from tests.cli import board
from wirebase.capture import record
from wirebase.cli import main
from wirebase.errors import Unreachable


def ended(*arguments: object) -> int | str | None:
    with pytest.raises(SystemExit) as ending:
        main([str(argument) for argument in arguments])
    return ending.value.code


def test_a_capture_becomes_a_backend(tmp_path: Path, monkeypatch, capsys) -> None:
    asked = []

    async def recorded(url, destination, options, emit):
        asked.append((url, options.allow_writes, options.max_time))
        board.write(destination, board.exchanges())

    monkeypatch.setattr(record, "record", recorded)
    folder = tmp_path / "board"
    options = ("--allow-writes", "--max-time", 20, "--no-serve")
    assert ended("run", "localhost:8000", "-o", folder, *options) == 0
    assert asked == [("http://localhost:8000", True, 20)]
    assert [path.suffixes for path in (folder / "captures").iterdir()] == [[".jsonl", ".zst"]]
    assert (folder / "fidelity.json").exists()
    assert f"wirebase serve {folder}" in capsys.readouterr().out


def test_an_app_that_cannot_be_reached_leaves_no_folder(tmp_path: Path, monkeypatch) -> None:
    async def unreachable(*_: object) -> None:
        raise Unreachable("Nobody is there")

    monkeypatch.setattr(record, "record", unreachable)
    assert ended("run", "localhost:1", "-o", tmp_path / "out", "--no-serve") == 3
    assert not (tmp_path / "out").exists()


def test_the_folder_is_looked_at_before_the_app_is(tmp_path: Path, capsys) -> None:
    (tmp_path / "thesis.tex").write_text("mine")
    assert ended("run", "localhost:1", "-o", tmp_path) == 2
    assert "thesis.tex" in capsys.readouterr().err


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    assert ended("run", "ftp://example.com", "-o", tmp_path / "out") == 2


def test_an_app_without_api_traffic_is_one_clear_error_and_its_capture_stays(
    tmp_path: Path, capsys
) -> None:
    with running(Origin()) as origin:
        assert ended("run", f"{origin.url}/page", "-o", tmp_path / "out", "--no-serve") == 5
    told = capsys.readouterr().err
    assert "error: No API traffic among" in told
    assert "Traceback" not in told
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["captures"]


def test_a_capture_that_fails_says_why_with_its_exit_code(tmp_path: Path, capsys) -> None:
    with running(Origin()) as origin:
        gone = origin.url
    assert ended("capture", gone, "-o", tmp_path / "c.jsonl") == 3
    told = capsys.readouterr().err
    assert "error: Nothing listens at this address" in told
    assert "Traceback" not in told
    assert list(tmp_path.iterdir()) == []
