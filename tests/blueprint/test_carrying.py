from tests.build.people import people
from wirebase.blueprint.carrying import carried
from wirebase.blueprint.edits import DropColumn, RenameColumn, RenameTable


def test_rows_follow_their_names():
    moved = carried(
        people(),
        RenameTable(table="users", to="people"),
        RenameColumn(table="people", column="username", to="nick"),
    )
    assert "users" not in moved.rows
    assert [row.end["nick"] for row in moved.rows["people"] if row.end] == ["ann", "bob"]
    assert moved.rows["people"][0].start == moved.rows["people"][0].end


def test_what_is_dropped_comes_back_when_that_is_undone():
    assert carried(people(), DropColumn(table="users", column="bio")) == people()
