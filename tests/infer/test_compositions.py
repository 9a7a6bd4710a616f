"""Texts that are put together from the columns of a row."""

from __future__ import annotations

from wirebase.exchange import Json
from wirebase.infer.compositions import composed

ADA: dict[str, Json] = {"id": 1, "first": "Ada", "last": "Byron", "mail": "ada@x.org"}
BOB: dict[str, Json] = {"id": 2, "first": "Bob", "last": "Adams", "mail": "bob@x.org"}


def made(values: list[Json], *rows: dict[str, Json]) -> str | None:
    parts = composed(values, rows)
    return (
        None if parts is None else "".join(f"<{p.column}>" if p.column else p.text for p in parts)
    )


def test_columns_and_punctuation_make_a_text():
    assert made(["Ada Byron ada@x.org, 1"], ADA) == "<first> <last> <mail>, <id>"


def test_words_between_columns_need_more_than_one_row():
    assert made(["Ada of Byron"], ADA) is None
    assert made(["Ada of Byron", "Bob of Adams"], ADA, BOB) == "<first> of <last>"


def test_every_text_must_be_made_in_the_same_way():
    assert made(["Ada Byron", "Adams, Bob"], ADA, BOB) is None


def test_one_column_is_no_composition():
    assert made(["Ada!"], ADA) is None


def test_a_column_stands_as_a_whole_word():
    assert made(["Adamant 1"], ADA) is None
