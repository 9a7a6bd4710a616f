import pytest

from tests.build.blog import blog
from tests.build.people import people
from tests.build.shorthand import number, text
from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.editing import EditRefused, edited
from wirebase.blueprint.edits import (
    AddColumn,
    AddRelation,
    CreateTable,
    DescribeColumn,
    DescribeTable,
    DropColumn,
    DropRelation,
    DropTable,
    Edit,
    Group,
    MergeTables,
    RenameColumn,
    RenameTable,
    SetDefault,
    SetPrimaryKey,
    SetReaders,
    SetRequired,
    SetType,
    SetUnique,
    SetValues,
)
from wirebase.blueprint.references import users
from wirebase.blueprint.tables import Column, Default, Readers, Type
from wirebase.build.functions import function
from wirebase.build.migration import migrations

EVERY_KIND: list[Edit] = [
    CreateTable(table="orders", columns=(text("title"),)),
    RenameTable(table="users", to="people"),
    DropTable(table="users"),
    DropTable(table="tags"),
    SetPrimaryKey(table="tags", columns=("name",)),
    MergeTables(table="comments", into="articles"),
    SetReaders(table="tags", readers=Readers.NOBODY),
    DescribeTable(table="tags", description="Words"),
    AddColumn(table="tags", column=text("icon")),
    RenameColumn(table="users", column="username", to="name"),
    RenameColumn(table="articles", column="id", to="number"),
    DropColumn(table="articles", column="title"),
    DropColumn(table="articles", column="id"),
    SetType(table="articles", column="rating", type=Type.TEXT),
    SetRequired(table="users", column="bio", required=True),
    SetUnique(table="tags", column="colour", unique=True),
    SetDefault(table="users", column="bio", default=Default.VALUE, value="new"),
    SetValues(table="articles", column="status", values=()),
    DescribeColumn(table="users", column="bio", description="Who"),
    AddRelation(table="articles", columns=("title",), to="tags", references=("name",)),
    DropRelation(table="comments", columns=("author_id",), to="users"),
    Group(
        edits=(
            RenameTable(table="tags", to="labels"),
            AddColumn(table="labels", column=text("icon")),
            DropTable(table="comments"),
            RenameColumn(table="labels", column="icon", to="sign"),
        )
    ),
]


def refused(edit: Edit, *, force: bool = False) -> dict[str, list[str]]:
    """What is said against the edit, by the field that it is about."""
    with pytest.raises(EditRefused) as refusal:
        edited(blog(), edit, people(), force=force)
    told: dict[str, list[str]] = {}
    for objection in refusal.value.objections:
        told.setdefault(objection.field, []).append(objection.text)
    return told


def at_revision(blueprint: Blueprint, revision: int) -> Blueprint:
    return blueprint.model_copy(update={"revision": revision})


@pytest.mark.parametrize("edit", EVERY_KIND, ids=lambda edit: edit.edit)
def test_an_edit_and_its_inverse_leave_the_blueprint_as_it_was(edit: Edit):
    done = edited(blog(), edit, people(), force=True)
    assert at_revision(done.blueprint, 0) != blog()
    back = edited(done.blueprint, done.inverse, force=True)
    assert at_revision(back.blueprint, 0) == blog()
    again = edited(back.blueprint, back.inverse, force=True)
    assert at_revision(again.blueprint, 1) == done.blueprint


@pytest.mark.parametrize("edit", EVERY_KIND, ids=lambda edit: edit.edit)
def test_what_an_edit_leaves_can_be_stored_and_built(edit: Edit):
    done = edited(blog(), edit, people(), force=True)
    stored = Blueprint.model_validate_json(done.blueprint.model_dump_json())
    assert stored == done.blueprint
    assert len(migrations(stored)) == 4


def test_each_edit_raises_the_revision():
    once = edited(blog(), RenameTable(table="tags", to="labels")).blueprint
    twice = edited(once, RenameTable(table="labels", to="tags")).blueprint
    assert (blog().revision, once.revision, twice.revision) == (0, 1, 2)
    assert at_revision(twice, 0) == blog()


def test_a_group_is_one_step_and_tells_all_that_speaks_against_it():
    both = Group(edits=(DropTable(table="comments"), DropTable(table="tags")))
    told = "\n".join(refused(both)["table"])
    assert "captured rows" in told
    assert "article_tags refers to it" in told
    done = edited(blog(), both, people(), force=True)
    assert done.blueprint.revision == 1
    assert not {"comments", "tags"} & {table.name for table in done.blueprint.tables}


def test_a_group_is_refused_as_a_whole():
    half = Group(edits=(DescribeTable(table="tags", description="x"), DropTable(table="nothing")))
    assert refused(half, force=True) == {"table": ["There is no table nothing"]}


def test_only_rows_that_somebody_owns_are_their_owner_s_alone():
    assert refused(SetReaders(table="tags", readers=Readers.OWNER)) == {
        "readers": ["No column of tags tells who owns a row"]
    }
    assert blog().table("tags").read_by is Readers.ALL
    assert blog().table("favourites").read_by is Readers.OWNER


def test_the_row_that_one_belongs_to_is_known_under_its_column_s_new_name():
    tables = tuple(
        t.model_copy(update={"through": "article_id"}) if t.name == "comments" else t
        for t in blog().tables
    )
    edit = RenameColumn(table="comments", column="article_id", to="post_id")
    after = edited(blog().model_copy(update={"tables": tables}), edit).blueprint
    assert after.table("comments").through == "post_id"


def test_renaming_changes_names_in_operations_and_nothing_else():
    sql = "\n".join(function(o, blog()) for o in blog().operations)
    assert '"articles"' in sql
    renamed = edited(blog(), RenameTable(table="articles", to="zzz")).blueprint
    after = "\n".join(function(o, renamed) for o in renamed.operations)
    assert '"articles"' not in after
    assert [o.name for o in renamed.operations] == [o.name for o in blog().operations]
    assert renamed.table("comments").foreign_keys[0].table == "zzz"


def test_a_renamed_column_is_still_shown_under_its_json_name():
    renamed = edited(blog(), RenameColumn(table="users", column="username", to="nick")).blueprint
    assert users(renamed, "users", "nick") == [
        renamed.operation(o.name) for o in users(blog(), "users", "username")
    ]
    shown = "".join(o.model_dump_json() for o in renamed.operations)
    assert '"column":"username"' not in shown
    assert '"name":"username"' in shown


def test_an_operation_that_finds_rows_by_a_dropped_column_goes():
    gone = edited(blog(), DropColumn(table="articles", column="slug"), force=True).blueprint
    for operation in blog().operations:
        if operation.method == "DELETE" and "{slug}" in operation.path:
            assert operation.name not in {o.name for o in gone.operations}


def test_a_new_table_gets_a_key_and_times_by_itself():
    table = edited(blog(), CreateTable(table="orders", columns=(text("title"),))).blueprint.table(
        "orders"
    )
    assert [c.name for c in table.columns] == ["id", "title", "created_at", "updated_at"]
    assert (table.primary_key, table.column("id").default) == (("id",), Default.UUID)
    assert table.column("updated_at").touched


def test_a_table_can_do_without_the_standard_columns():
    bare = CreateTable(table="orders", columns=(text("title"),), standard=False)
    assert [c.name for c in edited(blog(), bare).blueprint.table("orders").columns] == ["title"]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "is empty"),
        ("  ", "is empty"),
        ("a\x00b", "cannot be printed"),
        ("é" * 32, "has 64 bytes"),
        ("ctid", "Postgres calls"),
    ],
)
def test_impossible_names_are_refused_even_when_forced(name: str, why: str):
    edit = RenameColumn(table="users", column="bio", to=name)
    assert why in refused(edit, force=True)["to"][0]


@pytest.mark.parametrize("name", ["order", "user", "My Column", "1st"])
def test_names_that_need_quotes_are_taken_when_forced(name: str):
    edit = RenameColumn(table="users", column="bio", to=name)
    assert name in refused(edit)["to"][0]
    assert edited(blog(), edit, force=True).blueprint.table("users").has(name)


@pytest.mark.parametrize(
    ("edit", "field", "text"),
    [
        (
            SetRequired(table="users", column="bio", required=True),
            "required",
            "2 of 2 captured rows have no value there: id 1, id 2",
        ),
        (
            SetUnique(table="articles", column="status", unique=True),
            "unique",
            "2 values stand in more than one of 4 captured rows: 'published' 2 times, 'draft' 2 times",
        ),
        (
            SetType(table="articles", column="slug", type=Type.INTEGER),
            "type",
            (
                "4 of 4 captured rows have something else there: "
                "'first' (id 1), 'second-one' (id 2), 'a-third' (id 3)"
            ),
        ),
        (
            SetValues(table="articles", column="status", values=("draft",)),
            "values",
            "2 of 4 captured rows have another value there: 'published' (id 1), 'published' (id 3)",
        ),
        (
            AddRelation(table="articles", columns=("id",), to="users"),
            "columns",
            "2 of 4 captured values name no row of users: '3', '4'",
        ),
    ],
    ids=lambda value: getattr(value, "edit", None),
)
def test_captured_rows_speak_against_an_edit(edit: Edit, field: str, text: str):
    if isinstance(edit, SetValues):
        with pytest.raises(EditRefused, match=r"is not among them|another value"):
            edited(blog(), edit, people())
        free = edited(
            blog(), SetDefault(table="articles", column="status", default=Default.NONE)
        ).blueprint
        with pytest.raises(EditRefused) as refusal:
            edited(free, edit, people())
        assert [o.text for o in refusal.value.objections] == [text]
        return
    assert text in refused(edit)[field]
    assert edited(blog(), edit, people(), force=True).overruled


def test_a_forced_relation_is_documented_and_not_declared():
    edit = AddRelation(table="articles", columns=("id",), to="users")
    forced = edited(blog(), edit, people(), force=True).blueprint
    assert [key.enforced for key in forced.table("articles").foreign_keys] == [True, False]


def test_dropping_says_which_endpoints_lose_it():
    told = refused(DropColumn(table="users", column="username"))["column"]
    assert any("Endpoints use it" in text and "GET " in text for text in told)


def test_the_key_of_the_accounts_cannot_be_dropped():
    edit = DropColumn(table="users", column="id")
    assert any("accounts" in text for text in refused(edit, force=True)["column"])


@pytest.mark.parametrize(
    ("edit", "field"),
    [
        (RenameTable(table="users", to="tags"), "to"),
        (RenameTable(table="nobody", to="x"), "table"),
        (RenameColumn(table="users", column="bio", to="email"), "to"),
        (DropColumn(table="users", column="nothing"), "column"),
        (CreateTable(table="users"), "table"),
        (CreateTable(table="t", columns=(text("id"),)), "columns/0/name"),
        (AddColumn(table="users", column=text("bio")), "column/name"),
        (
            AddColumn(table="users", column=number("n", default=Default.VALUE, default_value="x")),
            "column/default",
        ),
        (
            AddColumn(
                table="users",
                column=Column(name="at", type=Type.BOOLEAN, default=Default.NOW),
            ),
            "column/default",
        ),
        (AddRelation(table="articles", columns=("title",), to="users"), "columns"),
        (AddRelation(table="articles", columns=("title",), to="nobody"), "to"),
        (DropRelation(table="articles", columns=("title",), to="users"), "columns"),
        (SetPrimaryKey(table="tags", columns=()), "columns"),
        (SetRequired(table="users", column="id", required=False), "required"),
    ],
)
def test_contradictions_within_the_blueprint_are_refused(edit: Edit, field: str):
    assert field in refused(edit, force=True)


def test_undoing_what_was_changed_since_is_refused():
    first = edited(blog(), DescribeTable(table="tags", description="Words"))
    second = edited(first.blueprint, DescribeTable(table="tags", description="Labels"))
    with pytest.raises(EditRefused, match="changed since"):
        edited(second.blueprint, first.inverse)
    other = edited(first.blueprint, DescribeTable(table="users", description="People"))
    undone = edited(other.blueprint, first.inverse).blueprint
    assert (undone.table("tags").description, undone.table("users").description) == ("", "People")
