import time

import pytest

from tests.build.blog import blog
from tests.build.people import people
from tests.build.shorthand import ID, number, refers, text
from wirebase.blueprint.dataset import Dataset
from wirebase.blueprint.document import Blueprint, Origin
from wirebase.blueprint.edits import AddColumn, CreateTable, RenameColumn, RenameTable, SetRequired
from wirebase.blueprint.tables import Table
from wirebase.errors import UsageError
from wirebase.studio.drafts import Draft, preview


def draft() -> Draft:
    return Draft(blog(), blog(), people())


def test_edits_are_undone_and_redone_one_by_one():
    edits = [RenameTable(table="tags", to="labels"), AddColumn(table="labels", column=text("icon"))]
    made = draft().with_edits(edits, force=False)
    once = made.without_last()
    assert not once.current.table("labels").has("icon")
    assert once.with_next().current.tables == made.current.tables
    none = once.without_last()
    assert none.current.tables == blog().tables
    assert none.current.revision == 4
    with pytest.raises(UsageError, match="nothing to undo"):
        none.without_last()


def test_a_new_edit_ends_what_could_be_redone():
    undone = draft().with_edits([RenameTable(table="tags", to="x")], force=False).without_last()
    other = undone.with_edits([RenameTable(table="tags", to="y")], force=False)
    with pytest.raises(UsageError, match="nothing to redo"):
        other.with_next()


def test_an_undone_rename_is_no_change():
    undone = draft().with_edits([RenameTable(table="tags", to="x")], force=False).without_last()
    assert undone.edits == []
    assert undone.dataset == people()


def test_a_preview_shows_the_sql_and_what_speaks_against_it():
    shown = preview(draft(), [SetRequired(table="users", column="bio", required=True)])
    assert [one.final for one in shown.objections] == [False]
    assert 'alter column "bio" set not null' in shown.migration
    assert '"bio" text not null' in shown.sql
    nothing = preview(draft(), [RenameColumn(table="users", column="bio", to="")])
    assert (nothing.sql, [one.field for one in nothing.objections]) == ("", ["to"])


def test_a_preview_of_a_hundred_tables_takes_no_time():
    columns = (ID, *(text(f"column_{n}") for n in range(12)), number("other_id"))
    tables = tuple(
        Table(
            name=f"table_{n}",
            columns=columns,
            primary_key=("id",),
            foreign_keys=(refers("other_id", f"table_{(n * 7) % 100}"),),
        )
        for n in range(100)
    )
    blueprint = Blueprint(name="large", origin=Origin(url="http://x.test", salt="s"), tables=tables)
    large = Draft(blueprint, blueprint, Dataset())
    times = []
    for n in range(5):
        begin = time.thread_time()
        preview(large, [CreateTable(table="orders", columns=(text(f"name_{n}"),))])
        times.append(time.thread_time() - begin)
    assert min(times) < 0.05
