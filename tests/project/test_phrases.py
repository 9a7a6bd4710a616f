import pytest

from wirebase.blueprint.edits import (
    AddColumn,
    AddRelation,
    CreateTable,
    DescribeColumn,
    MergeTables,
    SetDefault,
    SetReaders,
    SetType,
)
from wirebase.blueprint.tables import Column, Default, OnDelete, Readers, Type
from wirebase.errors import UsageError
from wirebase.project.phrases import PHRASES, parsed


@pytest.mark.parametrize(
    ("words", "edit"),
    [
        (
            "add-column books.pages integer required default=0",
            AddColumn(
                table="books",
                column=Column(
                    name="pages",
                    type=Type.INTEGER,
                    nullable=False,
                    default=Default.VALUE,
                    default_value=0,
                ),
            ),
        ),
        (
            "create-table tags name:text:required:unique bare",
            CreateTable(
                table="tags",
                columns=(Column(name="name", type=Type.TEXT, nullable=False, unique=True),),
                standard=False,
            ),
        ),
        (
            "add-relation books.author_id authors.id set-null",
            AddRelation(
                table="books",
                columns=("author_id",),
                to="authors",
                references=("id",),
                on_delete=OnDelete.SET_NULL,
            ),
        ),
        (
            "set-type books.tags text[]",
            SetType(table="books", column="tags", type=Type.TEXT, array=True),
        ),
        ("merge posts articles", MergeTables(table="posts", into="articles")),
        (
            "merge posts into articles title=headline id=number",
            MergeTables(
                table="posts", into="articles", columns={"title": "headline", "id": "number"}
            ),
        ),
        ("set-readers books nobody", SetReaders(table="books", readers=Readers.NOBODY)),
        (
            "set-default books.added now",
            SetDefault(table="books", column="added", default=Default.NOW),
        ),
    ],
)
def test_an_edit_is_told_in_words(words: str, edit):
    assert parsed(words.split()) == edit


def test_a_text_may_have_several_words():
    assert parsed(["describe", "books.title", "As printed"]) == DescribeColumn(
        table="books", column="title", description="As printed"
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("paint books red", "no edit “paint”"),
        ("rename-column books title", "not TABLE.COLUMN"),
        ("rename-table books", "Expected 2 words"),
        ("set-type books.title colour", "no type “colour”"),
        ("set-unique books.title maybe", "neither yes nor no"),
        ("merge posts articles title", "given as COLUMN=COLUMN"),
        ("set-readers books cats", "none of owner, all, nobody"),
        ("add-column books.title text shiny", "none of required"),
    ],
)
def test_what_is_no_edit_is_refused_with_the_words_that_are(words: str, told: str):
    with pytest.raises(UsageError, match=told) as refusal:
        parsed(words.split())
    verb = words.split(maxsplit=1)[0]
    assert PHRASES.get(verb, "create-table") in refusal.value.next
