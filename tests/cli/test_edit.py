import io
import json
from pathlib import Path

import pytest

from tests.build.blog import blog
from tests.build.people import people
from wirebase.build.project import write
from wirebase.cli import main


def ended(*arguments: object) -> int | str | None:
    with pytest.raises(SystemExit) as ending:
        main([str(argument) for argument in arguments])
    return ending.value.code


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(blog(), people(), tmp_path)
    return tmp_path


def test_an_edit_in_words_shows_its_sql(folder: Path, capsys):
    assert ended("edit", folder, "rename-column", "users.bio", "about") == 0
    assert 'rename column "bio" to "about"' in capsys.readouterr().out
    assert ended("edit", folder, "--undo", "--json") == 0
    assert json.loads(capsys.readouterr().out)["edits"] == ["rename users.about to bio"]


def test_a_dry_run_changes_nothing(folder: Path, capsys):
    before = (folder / "blueprint.json").read_bytes()
    assert ended("edit", folder, "drop-column", "users.bio", "--force", "--dry-run") == 0
    told = capsys.readouterr()
    assert 'drop column "bio"' in told.out
    assert "The values of users.bio are lost" in told.err
    assert (folder / "blueprint.json").read_bytes() == before


def test_two_tables_are_merged_in_words(folder: Path, capsys):
    words = ("merge", "comments", "into", "articles", "body=text")
    assert ended("edit", folder, *words) == 6
    assert "captured rows of comments are no rows of articles" in capsys.readouterr().err
    assert ended("edit", folder, *words, "--force") == 0
    told = capsys.readouterr().out
    assert 'insert into public."articles"' in told
    assert 'drop table public."comments"' in told
    assert ended("edit", folder, "--undo", "--json") == 0
    assert json.loads(capsys.readouterr().out)["edits"] == ["undo: merge comments into articles"]


def test_edits_are_read_from_a_file_or_standard_input(folder: Path, monkeypatch, capsys):
    edits = [{"edit": "rename_table", "table": "tags", "to": "labels"}]
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(edits)))
    assert ended("edit", folder, "--from", "-", "--revision", 0) == 0
    assert "labels" in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", io.StringIO('[{"edit": "paint"}]'))
    assert ended("edit", folder, "--from", "-") == 2
    assert "These are no edits" in capsys.readouterr().err


def test_a_refused_edit_says_what_speaks_against_it(folder: Path, capsys):
    assert ended("edit", folder, "set-required", "users.bio", "yes") == 6
    told = capsys.readouterr().err
    assert "2 of 2 captured rows have no value there" in told
    assert "force it" in told


def test_without_an_edit_the_words_are_shown(folder: Path, capsys):
    assert ended("edit", folder) == 2
    assert "rename-column TABLE.COLUMN NAME" in capsys.readouterr().err
