import gzip
import json
from pathlib import Path

import pytest

from tests.cli import board
from wirebase.capture.entries import to_line
from wirebase.cli import main
from wirebase.errors import DatabaseError
from wirebase.project import generation


def ended(*arguments: object) -> int | str | None:
    with pytest.raises(SystemExit) as ending:
        main([str(argument) for argument in arguments])
    return ending.value.code


@pytest.fixture(scope="module")
def capture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return board.write(tmp_path_factory.mktemp("board") / "board.jsonl.zst", board.exchanges())


@pytest.fixture(scope="module")
def generated(capture: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated")
    assert ended("generate", capture, "-o", folder) == 0
    return folder


def test_a_backend_is_left_in_the_folder(generated: Path) -> None:
    for name in (
        "blueprint.json",
        "fidelity.json",
        "openapi.json",
        "report.md",
        "supabase/config.toml",
        "supabase/seed.sql",
    ):
        assert (generated / name).stat().st_size, name
    assert list((generated / "supabase/migrations").glob("*.sql"))
    assert not list(generated.glob("**/*.partial"))


def test_it_answers_the_capture_as_recorded(generated: Path) -> None:
    fidelity = json.loads((generated / "fidelity.json").read_text())
    assert fidelity["total"]["exact"] == 1, (generated / "report.md").read_text()
    assert fidelity["captures"] == ["board.jsonl.zst"]
    assert fidelity["left_out"] == {"preflight": 1}
    names = {endpoint["method"] + " " + endpoint["path"] for endpoint in fidelity["endpoints"]}
    assert "GET /api/boards" in names
    assert len(names) == 7


def test_the_report_speaks_of_what_was_found(generated: Path) -> None:
    report = (generated / "report.md").read_text()
    assert "### `tasks`" in report
    assert "`board_id` → `boards.id`" in report
    assert "| `GET /api/tasks` | list tasks | 3 | 100 % | 100 % | 100 % | 100 % |" in report


def test_another_visit_meets_the_rows_that_the_first_one_left(
    generated: Path, tmp_path: Path, capsys
) -> None:
    later = board.write(tmp_path / "later.jsonl", board.later())
    assert ended("verify", generated, later, "--json", tmp_path / "found.json") == 0
    fidelity = json.loads((tmp_path / "found.json").read_text())
    assert fidelity["total"]["exact"] == 1
    assert fidelity["state"] == "end"
    assert "exact 100 %" in capsys.readouterr().out


def test_the_fidelity_can_be_piped(generated: Path, capture: Path, capsys) -> None:
    assert ended("verify", generated, capture, "--json", "-", "--known", capture) == 0
    fidelity = json.loads(capsys.readouterr().out)
    assert (fidelity["state"], fidelity["total"]["exact"]) == ("start", 1)


def test_other_files_in_the_folder_stay(capture: Path, tmp_path: Path, capsys) -> None:
    (tmp_path / "blueprint.json").write_text("{}")
    (tmp_path / "notes.txt").write_text("mine")
    assert ended("generate", capture, "-o", tmp_path, "--json") == 0
    summary = json.loads(capsys.readouterr().out)
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert sorted(summary["tables"]) == ["boards", "tasks"]
    assert summary["fidelity"]["exact"] == 1
    assert summary["left_out"] == {"preflight": 1}


def test_a_later_capture_renews_what_is_there(capture: Path, tmp_path: Path, capsys) -> None:
    folder = tmp_path / "made"
    assert ended("generate", capture, "-o", folder) == 0
    assert ended("edit", folder, "rename-column", "tasks.title", "name") == 0
    later = board.write(tmp_path / "later.jsonl", board.later())
    capsys.readouterr()
    assert ended("generate", capture, later, "-o", folder, "--json") == 0
    assert json.loads(capsys.readouterr().out)["changed"] == []
    assert (folder / "edits.jsonl").read_text().count("\n") == 1
    assert ended("explain", folder, "tasks.name") == 0
    capsys.readouterr()
    assert ended("generate", capture, later, "-o", folder, "--force") == 0
    assert "than before" not in capsys.readouterr().out
    assert not (folder / "edits.jsonl").exists()


def test_the_capture_of_another_app_is_refused(generated: Path, tmp_path: Path, capsys) -> None:
    here = (generated / "blueprint.json").read_bytes()
    other = tmp_path / "other.har"
    other.write_text(json.dumps({"log": {"entries": [OTHER]}}))
    assert ended("generate", other, "-o", generated) == 2
    assert "the capture is of https://elsewhere.example" in capsys.readouterr().err
    assert (generated / "blueprint.json").read_bytes() == here


OTHER = {
    "request": {"method": "GET", "url": "https://elsewhere.example/api/cats"},
    "response": {
        "status": 200,
        "content": {"mimeType": "application/json", "text": '[{"id":1,"name":"Tom"}]'},
    },
}


def test_a_folder_with_something_else_in_it_is_refused(
    capture: Path, tmp_path: Path, capsys
) -> None:
    (tmp_path / "thesis.tex").write_text("mine")
    assert ended("generate", capture, "-o", tmp_path) == 2
    assert "thesis.tex" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_file_is_no_folder(capture: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert ended("generate", capture, "-o", tmp_path / "file") == 2


def test_force_writes_beside_something_else(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("mine")
    generation.check_folder(tmp_path, force=True)


def test_a_folder_that_only_holds_captures_is_taken(tmp_path: Path) -> None:
    (tmp_path / "captures").mkdir()
    generation.check_folder(tmp_path, force=False)


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        ("<html>", 4, "an HTML page"),
        ("", 4, "empty"),
        (None, 4, "cannot be opened"),
        ('{"log": {"entries": [', 4, "cut off before its first entry"),
        ('{"log": {"entries": []}}', 5, "No API traffic among 0 exchanges"),
        (
            '{"log": {"entries": [{"request": {"url": "x"}, "response": {}}]}}',
            5,
            "1 no HTTP address",
        ),
        ('{"openapi": "3.1.0"}', 4, "neither a HAR nor lines"),
    ],
)
def test_what_is_no_capture_is_refused_in_words(
    content: str | None, code: int, said: str, tmp_path: Path, capsys
) -> None:
    path = tmp_path / "capture.har"
    if content is not None:
        path.write_text(content)
    assert ended("generate", path, "-o", tmp_path / "out") == code
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_what_of_a_cut_off_capture_was_not_taken_is_said(
    capture: Path, tmp_path: Path, capsys
) -> None:
    lines = b"".join(to_line(x, "app.example") for x in board.exchanges())
    cut = tmp_path / "cut.jsonl.gz"
    cut.write_bytes(gzip.compress(lines[:-40], mtime=0)[:-4])
    assert ended("generate", cut, "-o", tmp_path / "out") == 0
    told = capsys.readouterr()
    assert "Not taken: 1 cut off at the end of the file" in told.err
    assert "cut off at the end of the file" in told.out


def test_the_commands_refuse_what_is_no_capture_alike(
    generated: Path, tmp_path: Path, capsys
) -> None:
    (tmp_path / "x.har").write_bytes(bytes(range(256)) * 20)
    for command in (
        ("generate", tmp_path / "x.har", "-o", tmp_path / "o"),
        ("verify", generated, tmp_path / "x.har"),
    ):
        assert ended(*command) == 4
        told = capsys.readouterr().err
        assert "of no kind that is known" in told
        assert "Traceback" not in told


def test_a_capture_without_api_traffic_leaves_nothing(tmp_path: Path, capsys) -> None:
    pages = [x for x in board.exchanges() if x.method == "OPTIONS"]
    path = board.write(tmp_path / "pages.jsonl", pages)
    assert ended("generate", path, "-o", tmp_path / "out") == 5
    assert "1 preflight" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_without_postgres_the_artefacts_are_left_and_the_problem_is_said(
    capture: Path, tmp_path: Path, capsys, monkeypatch
) -> None:
    def broken() -> None:
        raise DatabaseError("Postgres does not run on this machine")

    monkeypatch.setattr(generation, "scratch", broken)
    assert ended("generate", capture, "-o", tmp_path) == 0
    assert "not measured: Postgres does not run" in capsys.readouterr().out
    assert "Not measured: Postgres does not run" in (tmp_path / "report.md").read_text()
    assert (tmp_path / "supabase/seed.sql").exists()
    assert not (tmp_path / "fidelity.json").exists()


def test_sql_that_postgres_refuses_is_an_error_and_leaves_no_old_fidelity(
    capture: Path, tmp_path: Path, capsys, monkeypatch
) -> None:
    written = generation.write

    def spoilt(*arguments: object) -> None:
        written(*arguments)
        (tmp_path / "supabase/seed.sql").write_text("insert into nowhere values (1);")

    (tmp_path / "blueprint.json").write_text("{}")
    (tmp_path / "fidelity.json").write_text("{}")
    monkeypatch.setattr(generation, "write", spoilt)
    assert ended("generate", capture, "-o", tmp_path) == 7
    assert "nowhere" in capsys.readouterr().err
    assert not (tmp_path / "fidelity.json").exists()
    assert "Not measured" in (tmp_path / "report.md").read_text()


def test_a_capture_of_another_host_is_warned_of(generated: Path, tmp_path: Path, capsys) -> None:
    other = board.write(tmp_path / "other.jsonl", board.later(), host="staging.example")
    assert ended("verify", generated, other) == 0
    told = capsys.readouterr()
    assert "! The capture is of staging.example" in told.err
    assert "exact 100 %" in told.out


def test_verify_needs_a_generated_folder(capture: Path, tmp_path: Path, capsys) -> None:
    assert ended("verify", tmp_path, capture) == 6
    assert "wirebase generate" in capsys.readouterr().err
