import json
import tomllib
from pathlib import Path

import pytest

from tests.build.blog import blog
from tests.build.people import people
from wirebase.blueprint.document import Blueprint
from wirebase.build.project import write

WRITTEN = [
    "blueprint.json",
    "captured.json",
    "openapi.json",
    "supabase/config.toml",
    "supabase/migrations/20260101000000_runtime.sql",
    "supabase/migrations/20260101000001_tables.sql",
    "supabase/migrations/20260101000002_policies.sql",
    "supabase/migrations/20260101000003_functions.sql",
    "supabase/seed.sql",
    "supabase/start.sql",
]


def contents(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_all_artefacts_are_written(tmp_path: Path):
    write(blog(), people(), tmp_path / "new" / "folder")
    assert list(contents(tmp_path / "new" / "folder")) == WRITTEN


def test_the_same_blueprint_gives_the_same_files(tmp_path: Path):
    write(blog(), people(), tmp_path / "one")
    again = Blueprint.load(tmp_path / "one" / "blueprint.json")
    assert again == blog()
    write(again, people(), tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_what_else_is_in_the_folder_stays(tmp_path: Path):
    (tmp_path / "supabase" / "migrations").mkdir(parents=True)
    mine = tmp_path / "supabase" / "migrations" / "20270101000000_mine.sql"
    mine.write_text("select 1;")
    write(blog(), people(), tmp_path)
    assert mine.read_text() == "select 1;"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "blueprint.json",
        "captured.json",
        "openapi.json",
        "supabase",
    ]


def test_nothing_is_left_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write(blog(), people(), tmp_path)
    before = contents(tmp_path)

    def broken(*_: object) -> str:
        raise OSError("the disk is full")

    monkeypatch.setattr("wirebase.build.project.openapi_text", broken)
    changed = blog().model_copy(update={"tables": ()})
    with pytest.raises(OSError, match="full"):
        write(
            changed.model_copy(update={"operations": (), "authentication": None}),
            people(),
            tmp_path,
        )
    assert contents(tmp_path) == before


def test_files_can_be_read_by_whoever_may_read_the_folder(tmp_path: Path):
    write(blog(), people(), tmp_path)
    modes = {path.stat().st_mode & 0o444 for path in tmp_path.rglob("*")}
    assert modes == {0o444}


def test_the_configuration_is_supabase_s(tmp_path: Path):
    write(blog(), people(), tmp_path)
    told = tomllib.loads((tmp_path / "supabase" / "config.toml").read_text())
    assert told["project_id"] == "blog"
    assert told["db"]["major_version"] == 17
    assert told["api"]["schemas"] == ["public", "api"]


def test_no_captured_secret_stands_in_the_artefacts(tmp_path: Path):
    write(blog(), people(), tmp_path)
    openapi = json.loads((tmp_path / "openapi.json").read_text())
    assert "wb_" not in json.dumps(openapi)
