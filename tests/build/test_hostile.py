"""Whatever names and texts a blueprint holds, its SQL does what it says and nothing else."""

import asyncpg
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from tests.build.backend import Backend
from wirebase.blueprint.dataset import CapturedRow, Dataset, RecordedAnswer
from wirebase.blueprint.document import Authentication, Blueprint, Origin
from wirebase.blueprint.expressions import (
    Compare,
    Constant,
    Field,
    Given,
    Member,
    Object,
    Order,
    Row,
    Rows,
    Source,
)
from wirebase.blueprint.operations import (
    Answer,
    Assignment,
    Failure,
    FailureKind,
    Find,
    Header,
    Insert,
    Operation,
    Parameter,
    Place,
    Update,
    Verb,
)
from wirebase.blueprint.tables import Column, Default, Encoding, ForeignKey, Form, Table, Type
from wirebase.build.literals import storable
from wirebase.build.names import short
from wirebase.build.openapi import openapi_text

HOSTILE = [
    *(
        '"',
        "'",
        '";',
        "'; drop schema public cascade; --",
        "$$",
        "$function$",
        "\\",
        "\\'",
        "%",
        "{}",
    ),
    *(
        "select",
        "given",
        "found",
        "caller",
        "a.b",
        "a b",
        "\n",
        "\t--",
        "/*",
        "ünï",
        "💥",
        "x" * 70,
        "1",
    ),
    *(
        "xmin",
        "old",
        "new",
        "excluded",
        "listed",
        "wanted",
        "body",
        "null",
        "item",
        "page_size",
        "{a,b}",
    ),
]
WORDS = st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1, max_size=20))
ONE_CONNECTION = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=30,
)


def different(words: list[str]) -> bool:
    return len({short(word) for word in words}) == len(words)


def field(row: str, column: str) -> Field:
    return Field(row=row, column=column)


def pointer(name: str) -> str:
    return "/" + name.replace("~", "~0").replace("/", "~1")


def blueprint(words: list[str]) -> Blueprint:
    """A small app in which each word is a name, an alias, a parameter or a text."""
    one, two, key, name, moment, first, second, parameter, text = words
    tables = (
        Table(
            name=one,
            columns=(
                Column(name=key, type=Type.INTEGER, default=Default.IDENTITY, nullable=False),
                Column(
                    name=name,
                    type=Type.TEXT,
                    unique=True,
                    values=(text, "other"),
                    default=Default.VALUE,
                    default_value=text,
                    description=text,
                ),
                Column(
                    name=moment,
                    type=Type.TIMESTAMPTZ,
                    default=Default.NOW,
                    touched=True,
                    encoding=Encoding(form=Form.ISO, zone=text, separator=text),
                ),
            ),
            primary_key=(key,),
            unique=((key, name),),
            description=text,
        ),
        Table(
            name=two,
            columns=(
                Column(name=key, type=Type.INTEGER),
                Column(name=name, type=Type.JSONB),
            ),
            foreign_keys=(ForeignKey(columns=(key,), table=one, references=(key,)),),
            owner=key,
        ),
    )
    here = Source(
        table=one,
        alias=text,
        where=(Compare(left=field(text, name), right=Given(parameter=parameter)),),
        order=(Order(by=field(text, moment)),),
    )
    inner = Source(
        table=two, alias=name, where=(Compare(left=field(name, key), right=field(text, key)),)
    )
    shown = Object(
        members=(
            Member(name=text, value=field(text, name)),
            Member(name=key, value=field(text, moment), when_null=False),
            Member(name=f"{one}!", value=Constant(value=text)),
            Member(name=f"{two}?", value=Constant(value={text: [text]})),
            Member(
                name=f"{name}.",
                value=Rows(source=inner, item=Field(row=name, column=name, pointer=pointer(text))),
            ),
        )
    )
    given_in = {Place.QUERY: first, Place.BODY: second}
    operations = []
    for place, operation in given_in.items():
        effects = (
            (Find(source=here, required=False),)
            if place == Place.QUERY
            else (
                Insert(
                    table=one,
                    alias=text,
                    values=(
                        Assignment(column=name, value=Given(parameter=parameter), optional=True),
                    ),
                ),
                Update(
                    table=one,
                    alias=text,
                    values=(Assignment(column=moment, value=Constant(), optional=True),),
                ),
            )
        )
        operations.append(
            Operation(
                name=operation,
                verb=Verb.ACTION,
                method="GET",
                path="/" + text,
                description=text,
                parameters=(Parameter(name=parameter, place=place, key=pointer(text)),),
                failures=(
                    Failure(
                        kind=FailureKind.INVALID,
                        status=422,
                        body=Constant(value=text),
                        headers=(Header(name="x-" + text, value=Constant(value=text)),),
                    ),
                ),
                effects=effects,
                answers=(
                    Answer(
                        body=Object(
                            members=(
                                Member(name="row", value=shown),
                                Member(
                                    name="first", value=Row(source=here, value=shown, missing=text)
                                ),
                            )
                        ),
                        headers=(Header(name="x-" + text, value=Constant(value=text)),),
                    ),
                ),
            )
        )
    return Blueprint(
        name=text,
        origin=Origin(url="http://hostile.test", salt=text),
        tables=tables,
        operations=tuple(operations),
        authentication=Authentication(table=one, key=key, default_account=text),
    )


@ONE_CONNECTION
@given(words=st.lists(WORDS, min_size=9, max_size=9))
@example(words=[f"{word}{n}" for n, word in enumerate(HOSTILE[:9])])
@example(words=["given", "found", "select", "'", '"', "$function$", "item", "body", "''$$\\"])
async def test_any_name_and_any_text_is_quoted(connection: asyncpg.Connection, words: list[str]):
    assume(different(words))
    one, _, key, name, *_, text = words
    made = blueprint(words)
    openapi_text(made)
    record = {key: 1, name: text}
    recorded = RecordedAnswer(text, text, text, 200, ((text, text),), text)
    dataset = Dataset(rows={one: [CapturedRow(start=record, end=record)]}, recorded=[recorded])
    backend = Backend(connection, made)
    transaction = connection.transaction()
    await transaction.start()
    try:
        await backend.create(dataset)
        parameter = made.operations[0].parameters[0].name
        found = await backend.call(made.operations[0].name, **{parameter: storable(text)})
        assert found.status == 200
        assert found.headers == [("x-" + storable(text).lower(), storable(text))]
        assert found.json["first"][storable(text)] == storable(text)
        added = await backend.call(made.operations[1].name, {storable(text): "other"})
        assert added.status == 200
        refused = await backend.call(made.operations[1].name, {storable(text): "neither"})
        assert (refused.status, refused.json) == (422, storable(text))
    finally:
        await transaction.rollback()
