import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirebase.build.names import LONGEST, Names, columns, identifier, short
from wirebase.errors import BlueprintError

NAMES = st.text(min_size=1)


@given(NAMES)
def test_no_name_is_longer_than_postgres_keeps(name: str):
    assert 0 < len(short(name).encode()) <= LONGEST


@given(NAMES)
def test_shortening_what_is_short_changes_nothing(name: str):
    assert short(short(name)) == short(name)


def test_long_names_that_differ_at_the_end_stay_different():
    assert short("a" * 100 + "1") != short("a" * 100 + "2")


@given(NAMES)
def test_a_quoted_name_is_one_token(name: str):
    inner = identifier(name)[1:-1]
    assert '"' not in inner.replace('""', "")
    assert "\0" not in inner


def test_an_empty_name_is_refused():
    with pytest.raises(BlueprintError, match="empty"):
        identifier("")


def test_names_of_system_columns_are_changed():
    assert identifier("xmin") == '"xmin_"'


@given(st.lists(NAMES))
def test_new_names_are_all_different(wishes: list[str]):
    names = Names()
    given_names = [names.new(wish) for wish in wishes]
    assert len(set(given_names)) == len(wishes)


def test_names_of_an_inner_space_differ_from_the_outer_ones():
    outer = Names()
    outer.new("article")
    assert outer.child().new("article") == "article_2"
    assert outer.new("article") == "article_2"


def test_columns_are_listed_with_their_row():
    assert columns(["a", "b"], "r") == 'r."a", r."b"'


async def test_postgres_reads_back_the_same_names(connection: asyncpg.Connection):
    hostile = [
        'say "hi"',
        "'; drop table x; --",
        "ünïcödé",
        "a\nb",
        "$$",
        "select",
        "%s",
        "\\",
        "x" * 80,
    ]
    listed = ", ".join(f"1 as {identifier(name)}" for name in hostile)
    row = await connection.fetchrow(f"select {listed}")
    assert list(row.keys()) == [short(name) for name in hostile]
