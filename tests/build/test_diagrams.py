from tests.build.shorthand import ID, number, refers, text
from wirebase.blueprint.document import Blueprint, Origin
from wirebase.blueprint.tables import Default, OnDelete, Table
from wirebase.build.diagrams import dbml, mermaid


def small() -> Blueprint:
    books = Table(
        name="books",
        columns=(
            ID,
            text("title", nullable=False, unique=True, default=Default.VALUE, default_value="?"),
            number("author id"),
        ),
        primary_key=("id",),
        foreign_keys=(refers("author id", "authors", on_delete=OnDelete.CASCADE),),
        description="What one reads",
    )
    authors = Table(name="authors", columns=(ID,), primary_key=("id",))
    return Blueprint(
        name="t", origin=Origin(url="http://t.test", salt="s"), tables=(books, authors)
    )


def test_tables_are_written_as_dbml():
    assert (
        dbml(small())
        == """\
Table books {
  id integer [pk, increment]
  title text [not null, unique, default: "?"]
  "author id" integer

  Note: "What one reads"
}

Table authors {
  id integer [pk, increment]
}

Ref: books."author id" > authors.id [delete: cascade]
"""
    )


def test_tables_are_written_for_mermaid():
    assert (
        mermaid(small())
        == """\
erDiagram
  "books" {
    integer id PK
    text title UK
    integer author_id FK
  }
  "authors" {
    integer id PK
  }
  "books" }o--|| "authors" : "author id"
"""
    )
