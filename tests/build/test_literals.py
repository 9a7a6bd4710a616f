import json

import asyncpg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wirebase.blueprint.tables import Column, Type
from wirebase.build.literals import (
    column_value,
    document,
    dollar_quoted,
    quoted,
    storable,
    text_array,
)

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
ONE_CONNECTION = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50
)


@given(st.text())
def test_a_quoted_text_is_one_token(text: str):
    assert "'" not in quoted(text)[1:-1].replace("''", "")


@given(JSON)
def test_a_document_says_the_same_as_the_value(value: object):
    told = json.loads(document(value))
    assert told == json.loads(
        storable(json.dumps(value, ensure_ascii=False)).replace("\\u0000", "\ufffd")
    )


@given(st.text())
def test_dollar_quotes_do_not_occur_in_what_they_enclose(body: str):
    sql = dollar_quoted(body + "$function$")
    tag = sql[: sql.index("$", 1) + 1]
    assert sql.count(tag) == 2


@ONE_CONNECTION
@given(texts=st.lists(st.text(), max_size=3))
async def test_postgres_reads_back_the_same_texts(connection: asyncpg.Connection, texts: list[str]):
    kept = [storable(text) for text in texts]
    assert await connection.fetchval(f"select {text_array(texts)}") == kept


@ONE_CONNECTION
@given(value=JSON.filter(lambda value: value is not None))
async def test_postgres_takes_every_document(connection: asyncpg.Connection, value: object):
    column = Column(name="c", type=Type.JSONB)
    assert await connection.fetchval(f"select ({column_value(value, column)}::jsonb) is not null")


async def test_values_of_each_type(connection: asyncpg.Connection):
    values = {
        Type.TEXT: 5,
        Type.INTEGER: 7,
        Type.BIGINT: 2**40,
        Type.NUMERIC: 1.25,
        Type.DOUBLE: 1e300,
        Type.BOOLEAN: False,
        Type.UUID: "7bb1a8c5-0d2b-4a39-9d4e-0d1b2c3d4e5f",
        Type.TIMESTAMPTZ: "2025-01-02T03:04:05.678Z",
        Type.DATE: "2025-01-02",
        Type.TIME: "03:04:05",
        Type.INTERVAL: "1 day",
        Type.INET: "::1",
        Type.JSONB: {"a": [1, None, "x'"]},
    }
    for type, value in values.items():
        literal = column_value(value, Column(name="c", type=type))
        assert await connection.fetchval(f"select ({literal}::{type}) is not null"), type
        listed = column_value([value, None], Column(name="c", type=type, array=True))
        assert await connection.fetchval(f"select cardinality({listed})") == 2, type
