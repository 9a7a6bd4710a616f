"""Single expressions and effects, each in an operation of its own over one small table."""

import json

import asyncpg
import pytest

from tests.build.backend import Backend, Reply
from tests.build.people import rows
from tests.build.shorthand import (
    ID,
    body,
    field,
    given,
    number,
    operation,
    query,
    same,
    source,
    text,
)
from wirebase.blueprint.dataset import Dataset
from wirebase.blueprint.document import Blueprint, Origin
from wirebase.blueprint.expressions import (
    Aggregate,
    AllOf,
    Case,
    Choice,
    Compare,
    Comparison,
    Concat,
    Constant,
    Element,
    Expression,
    Field,
    Fresh,
    Freshly,
    Given,
    Items,
    Join,
    Length,
    Member,
    Merged,
    Negation,
    Now,
    Object,
    Order,
    Page,
    Product,
    Row,
    Rows,
    Source,
    Times,
    Total,
    Turn,
)
from wirebase.blueprint.operations import (
    Answer,
    Assignment,
    Delete,
    Effect,
    Find,
    ForEach,
    Insert,
    Parameter,
    Update,
)
from wirebase.blueprint.tables import Column, Encoding, Form, Table, Type
from wirebase.errors import BlueprintError

MOMENT = "2025-01-02T03:04:05.678901Z"
THINGS = Table(
    name="things",
    columns=(
        ID,
        text("name"),
        number("rank"),
        Column(name="seen", type=Type.TIMESTAMPTZ),
        Column(name="note", type=Type.JSONB),
        Column(name="words", type=Type.TEXT, array=True),
        Column(name="flag", type=Type.BOOLEAN),
    ),
    primary_key=("id",),
)
NOTHING = {"rank": None, "seen": None, "note": None, "words": None, "flag": None}
CONTENT = Dataset(
    rows={
        "things": rows(
            {**NOTHING, "id": 1, "name": "one", "rank": 3, "seen": MOMENT, "flag": True},
            {**NOTHING, "id": 2, "name": "two", "note": {"a": {"b": [7, "x"]}, "n": None}},
            {**NOTHING, "id": 3, "name": None, "rank": 3, "words": ["p", "q"], "note": [1, "z"]},
        )
    }
)


async def answer(
    connection: asyncpg.Connection,
    value: Expression | None,
    *effects: Effect,
    parameters: tuple[Parameter, ...] = (),
    sent: object = None,
    mime: str = "application/json",
    **values: object,
) -> Reply:
    """What an operation with that answer answers."""
    made = Blueprint(
        name="things",
        origin=Origin(url="http://things.test", salt="s"),
        tables=(THINGS,),
        operations=(
            operation(
                "probe",
                "POST",
                "/",
                parameters=parameters,
                effects=effects,
                answers=(Answer(body=value, mime=mime),),
            ),
        ),
    )
    backend = Backend(connection, made)
    await backend.create(CONTENT)
    return await backend.call("probe", sent, **values)


def thing(key: int) -> Source:
    return source("things", "t", same(field("t.id"), Constant(value=key)))


def of(key: int, value: Expression) -> Row:
    return Row(source=thing(key), value=value)


def names(*where, **more) -> Rows:
    return Rows(source=source("things", "t", *where, **more), item=field("t.id"))


def shown(**encoding: object) -> Field:
    return field("t.seen", encoding=Encoding(**encoding))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Constant(), None),
        (Constant(value={"b": 1, "a": [1.50, 10**30, "é"]}), {"b": 1, "a": [1.5, 10**30, "é"]}),
        (of(1, shown(form=Form.ISO, digits=0)), "2025-01-02T03:04:05Z"),
        (of(1, shown(form=Form.ISO, digits=3, zone="+00:00")), "2025-01-02T03:04:05.678+00:00"),
        (
            of(1, shown(form=Form.ISO, digits=6, zone="", separator=" ")),
            "2025-01-02 03:04:05.678901",
        ),
        (of(1, shown(form=Form.ISO, digits=1, zone=' "q\\')), '2025-01-02T03:04:05.6 "q\\'),
        (of(1, shown(form=Form.EPOCH_S)), 1735787045),
        (of(1, shown(form=Form.EPOCH_MS)), 1735787045678),
        (of(2, shown(form=Form.EPOCH_MS)), None),
        (of(1, field("t.rank", encoding=Encoding(form=Form.TEXT))), "3"),
        (of(1, field("t.flag", encoding=Encoding(form=Form.TEXT))), "true"),
        (
            of(2, field("t.note", encoding=Encoding(form=Form.JSON_TEXT))),
            '{"a": {"b": [7, "x"]}, "n": null}',
        ),
        (of(2, field("t.note", pointer="/a/b/1")), "x"),
        (of(2, field("t.note", pointer="/a/b")), [7, "x"]),
        (of(2, field("t.note", pointer="/nowhere")), None),
        (of(9, field("t.name")), None),
        (Row(source=thing(9), value=field("t.name"), missing=[]), []),
        (Row(source=thing(3), value=field("t.name"), missing=[]), None),
        (of(1, Concat(parts=(field("t.name"), Constant(value="-"), field("t.rank")))), "one-3"),
        (of(3, Concat(parts=(field("t.name"), Constant(value="-")))), None),
        (Concat(parts=()), ""),
        (of(1, Times(number=field("t.rank"), factor=100)), 300),
        (of(1, Times(number=field("t.rank"), factor=0.5)), 1.5),
        (of(2, Times(number=field("t.rank"), factor=100)), None),
        (of(1, Product(left=field("t.rank"), right=Constant(value="2.50"))), 7.5),
        (of(2, Product(left=field("t.rank"), right=Constant(value=2))), None),
        (Length(of=Constant(value="Öl")), 2),
        (of(3, Length(of=field("t.name"))), None),
        (
            of(2, Merged(base=field("t.note"), over=Constant(value={"n": 1}))),
            {"a": {"b": [7, "x"]}, "n": 1},
        ),
        (of(3, Merged(base=field("t.note"), over=Constant(value={"n": 1}))), {"n": 1}),
        (of(2, Merged(base=Constant(value={"n": 1}), over=Constant())), {"n": 1}),
        (Total(source=source("things", "t"), function=Aggregate.SUM, column="rank"), 6),
        (
            Total(
                source=source("things", "t"),
                function=Aggregate.SUM,
                of=Product(left=field("t.rank"), right=field("t.id")),
            ),
            12,
        ),
        (Total(source=source("things", "t"), function=Aggregate.MAX, column="flag"), "true"),
        (Total(source=source("things", "t"), function=Aggregate.COUNT, column="rank"), 2),
        (Total(source=thing(9), function=Aggregate.MIN, column="seen"), None),
        (Items(items=tuple(Constant(value=n) for n in range(250))), list(range(250))),
        (
            Items(items=(Constant(value=1), Constant(), Constant(value="b")), when_null=False),
            [1, "b"],
        ),
        (Items(items=(Constant(), Constant()), when_null=False), []),
        (Fresh(how=Freshly.SLUG, of=Constant(value="  Ça va, ÄÖ?")), "ca-va-ao"),
        (Fresh(how=Freshly.SESSION), None),
    ],
)
async def test_values(connection: asyncpg.Connection, value: Expression, expected: object):
    reply = await answer(connection, value)
    assert reply.json == expected


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ((), ["N-1", "N-2", "N-3"]),
        (("N-0998", "N-last", "M-5000"), ["N-0999", "N-1000", "N-1001"]),
        (("N-999",), ["N-1000", "N-1001", "N-1002"]),
    ],
)
async def test_numbers_after_a_prefix_go_on(
    connection: asyncpg.Connection, taken: tuple[str, ...], expected: list[str]
):
    number = Fresh(how=Freshly.SERIAL, of=Constant(value="N-"), table="things", column="name")

    def named(value: Expression) -> Insert:
        return Insert(table="things", alias="t", values=(Assignment(column="name", value=value),))

    made = [named(Constant(value=name)) for name in taken] + [named(number)] * len(expected)
    every = Rows(
        source=source("things", "t", order=(Order(by=field("t.id")),)), item=field("t.name")
    )
    reply = await answer(connection, every, *made)
    assert reply.json[-3:] == expected


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (same(field("t.rank"), Constant(value=3)), [1, 3]),
        (same(field("t.rank"), Constant(value="3")), [1, 3]),
        (same(field("t.rank"), Constant(value="many")), []),
        (same(field("t.rank"), Constant(value=3), op=Comparison.NE), [2]),
        (same(field("t.name"), Constant()), [3]),
        (same(field("t.name"), Constant(), op=Comparison.NE), [1, 2]),
        (Negation(condition=same(field("t.name"), Constant(value="one"))), [2, 3]),
        (same(field("t.name"), Constant(value=["one", "two"]), op=Comparison.IN), [1, 2]),
        (same(field("t.id"), Constant(value="1,3,x"), op=Comparison.IN), [1, 3]),
        (same(field("t.name"), Constant(value="O"), op=Comparison.LIKE), [1, 2]),
        (same(field("t.words"), Constant(value="q"), op=Comparison.HAS), [3]),
        (same(field("t.note"), Constant(value="z"), op=Comparison.HAS), [3]),
        (same(field("t.note"), Constant(value=1), op=Comparison.HAS), [3]),
        (same(field("t.words"), Constant(value=["x", "q"]), op=Comparison.HAS_ANY), [3]),
        (same(field("t.words"), Constant(value=["x", "q"]), op=Comparison.HAS_ALL), []),
        (same(field("t.words"), Constant(value=["q", "p"]), op=Comparison.HAS_ALL), [3]),
        (same(field("t.note"), Constant(value=["z", "y"]), op=Comparison.HAS_ANY), [3]),
        (same(field("t.note"), Constant(value=["z", "1"]), op=Comparison.HAS_ALL), [3]),
        (
            same(field("t.note", pointer="/n"), Constant(value=True), op=Comparison.IS_NULL),
            [1, 2, 3],
        ),
        (same(field("t.note", pointer="/a/b/0"), Constant(value=7)), [2]),
        (same(field("t.seen"), Constant(value=MOMENT)), [1]),
        (same(field("t.seen"), Constant(value=1735787045678), op=Comparison.GT), [1]),
        (same(field("t.flag"), Constant(value="true")), [1]),
        (AllOf(conditions=()), [1, 2, 3]),
        (same(Constant(value=2), field("t.id")), [2]),
    ],
)
async def test_conditions(connection: asyncpg.Connection, condition: object, found: list[int]):
    reply = await answer(connection, names(condition))
    assert reply.json == found


async def test_a_comparison_is_true_or_false_even_of_nothing(connection: asyncpg.Connection):
    compared = Rows(source=source("things", "t"), item=same(field("t.rank"), Constant(value=3)))
    assert (await answer(connection, compared)).json == [True, False, True]


async def test_orders(connection: asyncpg.Connection):
    by_rank = Order(by=field("t.rank"), descending=True, nulls_first=True)
    by_name = Order(by=field("t.name"), nulls_first=False)
    reply = await answer(connection, names(order=(by_rank, by_name)))
    assert reply.json == [2, 1, 3]


PAGED = Page(offset="start", end="end", number="page", numbered_limit=2)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, [1, 2, 3]),
        ({"start": "1"}, [2, 3]),
        ({"start": "1", "end": "2"}, [2]),
        ({"end": "2"}, [1, 2]),
        ({"end": "none"}, [1, 2, 3]),
        ({"page": "2"}, [3]),
    ],
)
async def test_pages(connection: asyncpg.Connection, given: dict[str, str], found: list[int]):
    order = (Order(by=field("t.id")),)
    parameters = (query("start"), query("end"), query("page"))
    reply = await answer(connection, names(order=order, page=PAGED), parameters=parameters, **given)
    assert reply.json == found


async def test_a_join_makes_a_row_for_each_pair(connection: asyncpg.Connection):
    join = Join(table="things", alias="other", on=(same(field("other.rank"), field("t.rank")),))
    pairs = Rows(
        source=source("things", "t", joins=(join,), order=(Order(by=field("other.id")),)),
        item=Items(items=(field("t.id"), field("other.id"))),
    )
    assert (await answer(connection, pairs)).json == [[1, 1], [3, 1], [1, 3], [3, 3]]


async def test_an_alias_of_an_outer_row_may_be_used_again_inside(connection: asyncpg.Connection):
    inner = Total(source=source("things", "t", same(field("t.rank"), Constant(value=3))))
    value = Rows(source=source("things", "t"), item=Items(items=(field("t.id"), inner)))
    assert (await answer(connection, value)).json == [[1, 2], [2, 2], [3, 2]]


@pytest.mark.parametrize("count", [1, 50, 51, 130, 400])
async def test_objects_may_have_any_number_of_members(connection: asyncpg.Connection, count: int):
    always = [Member(name=f"a{n}", value=Constant(value=n)) for n in range(count)]
    absent = [Member(name=f"b{n}", value=Constant(), when_null=False) for n in range(count)]
    present = [Member(name=f"c{n}", value=Constant(value=n), when_null=False) for n in range(count)]
    mixed = [member for three in zip(always, absent, present, strict=True) for member in three]
    for members in (always, absent, present, mixed):
        async with connection.transaction():
            reply = await answer(connection, Object(members=tuple(members)))
            expected = {m.name: m.value.value for m in members if not m.name.startswith("b")}
            assert list(json.loads(reply.text).items()) == list(expected.items())
            await connection.execute(
                "drop schema api, wirebase, public cascade; create schema public"
            )


async def test_the_first_case_that_holds_counts(connection: asyncpg.Connection):
    ranked = same(field("t.rank"), Constant(value=3))
    named = Compare(left=field("t.name"), op=Comparison.NE, right=Constant())
    mood = Choice(
        cases=(
            Case(when=AllOf(conditions=(ranked, named)), then=Constant(value="both")),
            Case(when=ranked, then=field("t.rank")),
        ),
        otherwise=Object(members=(Member(name="id", value=field("t.id")),)),
    )
    reply = await answer(connection, Rows(source=source("things", "t"), item=mood))
    assert reply.json == ["both", {"id": 2}, 3]


async def test_a_choice_of_times_is_assigned_as_a_time(connection: asyncpg.Connection):
    when = Choice(cases=(Case(when=AllOf(conditions=()), then=Now()),), otherwise=Constant())
    added = Insert(table="things", alias="new", values=(Assignment(column="seen", value=when),))
    fresh = Compare(left=field("new.seen"), right=Now())
    assert (await answer(connection, fresh, added)).json is True


@pytest.mark.parametrize(
    ("deleted", "left"),
    [
        (source("things", "t", same(field("t.rank"), Constant(value=3))), [2]),
        (
            source(
                "things",
                "t",
                order=(Order(by=field("t.id"), descending=True),),
                page=Page(default_limit=2),
            ),
            [1],
        ),
        (
            source(
                "things",
                "t",
                same(field("o.name"), Constant(value="one")),
                joins=(
                    Join(table="things", alias="o", on=(same(field("o.rank"), field("t.rank")),)),
                ),
            ),
            [2],
        ),
        (source("things", "t"), []),
    ],
)
async def test_deletions(connection: asyncpg.Connection, deleted: Source, left: list[int]):
    assert (await answer(connection, names(), Delete(source=deleted))).json == left


@pytest.mark.parametrize(
    "deleted",
    [
        source("things", "t"),
        source("things", "t", page=Page(default_limit=3)),
        source("things", "t", same(field("t.id"), Constant(value=1))),
    ],
)
async def test_under_the_alias_of_a_row_only_that_row_is_deleted(
    connection: asyncpg.Connection, deleted: Source
):
    value = Items(items=(field("t.name"), Rows(source=source("things", "x"), item=field("x.id"))))
    reply = await answer(connection, value, Find(source=thing(1)), Delete(source=deleted))
    assert reply.json == ["one", [2, 3]]


async def test_a_number_that_a_request_chose_is_not_given_again(connection: asyncpg.Connection):
    chosen = Insert(table="things", alias="a", values=(Assignment(column="id", value=given("id")),))
    reply = await answer(
        connection,
        Items(items=(field("a.id"), field("b.id"))),
        chosen,
        Insert(table="things", alias="b"),
        parameters=(body("id", "/id", type=Type.INTEGER),),
        sent={"id": 4},
    )
    assert reply.json == [4, 5]


async def test_a_row_that_was_not_added_is_not_the_one_of_the_item_before(
    connection: asyncpg.Connection,
):
    each = (
        Insert(
            table="things",
            alias="a",
            values=(Assignment(column="name", value=Element(pointer="/name")),),
            when=Compare(left=Element(pointer="/name"), op=Comparison.NE, right=Constant()),
        ),
        Insert(table="things", alias="b", values=(Assignment(column="rank", value=field("a.id")),)),
    )
    loop = ForEach(values=given("items"), effects=each)
    reply = await answer(
        connection,
        Rows(
            source=source("things", "t", same(field("t.id"), Constant(value=3), op=Comparison.GT)),
            item=field("t.rank"),
        ),
        loop,
        parameters=(body("items", "/items", type=Type.JSONB, array=True),),
        sent={"items": [{"name": "x"}, {"name": None}]},
    )
    assert reply.json == [None, 4, None]


async def test_loops_stand_in_loops(connection: asyncpg.Connection):
    inner = ForEach(
        values=Element(pointer="/names"),
        effects=(
            Insert(table="things", alias="a", values=(Assignment(column="name", value=Element()),)),
        ),
    )
    reply = await answer(
        connection,
        Rows(
            source=source("things", "t", same(field("t.id"), Constant(value=3), op=Comparison.GT)),
            item=field("t.name"),
        ),
        ForEach(values=given("items"), effects=(inner,)),
        parameters=(body("items", "", type=Type.JSONB),),
        sent=[{"names": ["a", "b"]}, {"names": []}, {"names": ["c"]}],
    )
    assert reply.json == ["a", "b", "c"]


async def test_the_rows_that_a_loop_keeps_are_shown_in_its_turn(connection: asyncpg.Connection):
    change = (
        Find(source=source("things", "a", same(field("a.id"), Element(pointer="/id")))),
        Update(
            table="things",
            alias="a",
            values=(Assignment(column="name", value=Element(pointer="/name")),),
        ),
    )
    there = same(Turn(row="t"), Constant(value=False), op=Comparison.IS_NULL)
    shown = source("things", "t", there).model_copy(update={"order": (Order(by=Turn(row="t")),)})
    reply = await answer(
        connection,
        Rows(source=shown, item=Items(items=(field("t.id"), field("t.name")))),
        ForEach(values=given("items"), effects=change, keeps="a"),
        parameters=(body("items", "", type=Type.JSONB),),
        sent=[{"id": 3, "name": "x"}, {"id": 1, "name": "y"}],
    )
    assert reply.json == [[3, "x"], [1, "y"]]


async def test_defaults_stand_for_what_is_not_given(connection: asyncpg.Connection):
    parameters = (
        query("rank", type=Type.INTEGER, default=3),
        query("keys", type=Type.INTEGER, array=True, default=[1, 2]),
        body("deep", "/a/b", default="d"),
    )
    value = Items(items=tuple(Given(parameter=p.name) for p in parameters))
    reply = await answer(connection, value, parameters=parameters)
    assert reply.json == [3, [1, 2], "d"]


async def test_a_body_that_is_null_is_not_empty(connection: asyncpg.Connection):
    assert (await answer(connection, Constant())).text == "null"


async def test_no_body_is_empty(connection: asyncpg.Connection):
    assert (await answer(connection, None)).text is None


async def test_a_text_body_is_not_quoted(connection: asyncpg.Connection):
    reply = await answer(connection, of(1, field("t.name")), mime="text/csv; charset=utf-8")
    assert (reply.text, reply.headers) == ("one", [("content-type", "text/csv; charset=utf-8")])


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (field("nobody.id"), "No row is called 'nobody'"),
        (Rows(source=source("nowhere", "t"), item=Constant()), "no table 'nowhere'"),
        (of(1, field("t.size")), "no column 'size'"),
        (given("nothing"), "no parameter 'nothing'"),
        (Element(), "outside of a ForEach"),
        (Rows(source=source("things", "t"), item=Turn(row="t")), "No ForEach keeps rows"),
        (Fresh(how=Freshly.SLUG), "needs a text"),
    ],
)
async def test_what_contradicts_itself_is_told(
    connection: asyncpg.Connection, value: Expression, problem: str
):
    with pytest.raises(BlueprintError, match=problem) as caught:
        await answer(connection, value)
    assert "probe" in caught.value.where
