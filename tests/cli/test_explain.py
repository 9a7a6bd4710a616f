import json
from pathlib import Path

import pytest

from tests.cli import board
from wirebase.cli import main
from wirebase.project.samples import FILE


def ended(*arguments: object) -> int | str | None:
    with pytest.raises(SystemExit) as ending:
        main([str(argument) for argument in arguments])
    return ending.value.code


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("explained")
    capture = board.write(home / "board.jsonl.zst", board.exchanges())
    assert ended("generate", capture, "-o", home / "made") == 0
    return home / "made"


def test_without_a_name_all_tables_and_endpoints_are_listed(folder: Path, capsys):
    assert ended("explain", folder) == 0
    told = capsys.readouterr().out
    assert "2 tables, 7 endpoints" in told
    assert "tasks  4 columns, key id" in told
    assert "GET /api/tasks/{task_id}  detail tasks" in told


def test_a_column_tells_why_with_counts_and_sample_exchanges(folder: Path, capsys):
    assert ended("explain", folder, "tasks.board_id") == 0
    told = capsys.readouterr().out
    assert "integer, required" in told
    assert "required: no row was seen without a value  5 for, 0 against" in told
    assert "refers to boards.id" in told
    assert "task.board_id holds keys of boards  3 for, 0 against" in told
    assert "#4 GET /api/tasks 200" in told


def test_a_table_tells_where_its_rows_stand_and_each_column_in_short(folder: Path, capsys):
    assert ended("explain", folder, "tasks") == 0
    told = capsys.readouterr().out
    assert "GET /api/tasks shows it at /*" in told
    assert "tasks.title  text, required" in told
    assert "no row was seen without" not in told


def test_an_endpoint_is_named_by_its_method_and_path_and_can_show_bodies(folder: Path, capsys):
    assert ended("explain", folder, "POST /api/tasks", "--bodies") == 0
    told = capsys.readouterr().out
    assert "create tasks" in told
    assert 'sent {"title": "Rest", "done": false, "board_id": 2}' in told


def test_the_same_as_json_for_programs(folder: Path, capsys):
    assert ended("explain", folder, "tasks.done", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["about"], told["told"]) == ("tasks.done", "boolean, required")
    assert told["evidence"]["support"] == 6


def test_a_name_that_is_not_there_is_refused_with_those_that_are_near(folder: Path, capsys):
    assert ended("explain", folder, "tasks.tilte") == 2
    told = capsys.readouterr().err
    assert "There is no such table, column or endpoint (tasks.tilte)" in told
    assert "tasks.title" in told


def test_without_its_samples_exchanges_are_named_by_number(folder: Path, tmp_path: Path, capsys):
    (tmp_path / "blueprint.json").write_bytes((folder / "blueprint.json").read_bytes())
    assert ended("explain", tmp_path, "tasks.board_id") == 0
    assert "seen in: #4" in capsys.readouterr().out
    (tmp_path / FILE).write_text("[{}]")
    assert ended("explain", tmp_path, "tasks.board_id") == 6
    assert "The samples are not valid" in capsys.readouterr().err
