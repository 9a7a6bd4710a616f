from tests.infer.apps import App, app
from wirebase.blueprint.expressions import (
    Aggregate,
    Case,
    Choice,
    Compare,
    Constant,
    Exists,
    Expression,
    Field,
    Given,
    Plus,
    Source,
    Total,
)
from wirebase.blueprint.operations import Insert

CARDS = """
GET /lists 200 [{"id":1,"name":"To do"},{"id":2,"name":"Done"}]
GET /cards 200 [{"id":11,"title":"a","list_id":1,"rank":1},\
{"id":12,"title":"b","list_id":1,"rank":2},\
{"id":13,"title":"c","list_id":2,"rank":1}]
"""


def created(title: str, number: int, list_id: int, rank: float | None) -> str:
    sent = f'{{"title":"{title}","list_id":{list_id}}}'
    rank_told = "null" if rank is None else rank
    return (
        f'POST /cards 201 {{"id":{number},"title":"{title}","list_id":{list_id},'
        f'"rank":{rank_told}}} <- {sent}\n'
    )


def filled(found: App, column: str = "rank") -> Expression | None:
    insert = next(e for e in found["POST /cards"].effects if isinstance(e, Insert))
    return next((a.value for a in insert.values if a.column == column), None)


def beside(*columns: str) -> Source:
    where = tuple(
        Compare(left=Field(row="card_beside", column=c), right=Given(parameter=c)) for c in columns
    )
    return Source(table="cards", alias="card_beside", where=where)


def after_last(*columns: str, step: float = 1) -> Plus:
    last = Total(source=beside(*columns), function=Aggregate.MAX, column="rank")
    return Plus(left=last, right=Constant(value=step))


def test_a_new_row_comes_after_the_last_one_of_what_it_refers_to():
    found = app(CARDS, created("d", 14, 1, 3), created("e", 15, 2, 2), created("f", 16, 1, 4))
    assert filled(found) == after_last("list_id")


def test_or_after_the_last_one_of_all():
    cards = CARDS.replace('"list_id":2,"rank":1', '"list_id":2,"rank":3')
    found = app(cards, created("d", 14, 1, 4), created("e", 15, 2, 5))
    assert filled(found) == after_last()


def test_or_before_the_first_one():
    found = app(CARDS, created("d", 14, 1, 0), created("e", 15, 1, -1), created("f", 16, 2, 0))
    first = Total(source=beside("list_id"), function=Aggregate.MIN, column="rank")
    assert filled(found) == Plus(left=first, right=Constant(value=-1))


def test_steps_may_be_wide():
    cards = CARDS.replace('"rank":1', '"rank":1024').replace('"rank":2', '"rank":2048')
    found = app(cards, created("d", 14, 1, 3072), created("e", 15, 2, 2048))
    assert filled(found) == after_last("list_id", step=1024)


def test_the_first_row_of_a_group_may_start_anywhere():
    lists = CARDS.replace('{"id":2,"name":"Done"}', '{"id":2,"name":"Done"},{"id":3,"name":"New"}')
    found = app(lists, created("d", 14, 3, 0), created("e", 15, 3, 1), created("f", 16, 1, 3))
    whole = Choice(
        cases=(Case(when=Exists(source=beside("list_id")), then=after_last("list_id")),),
        otherwise=Constant(value=0),
    )
    assert filled(found) == whole


def test_rows_with_one_number_are_of_different_groups():
    board = """
GET /boards 200 [{"id":1,"name":"A"},{"id":2,"name":"B"}]
GET /cards 200 [{"id":11,"title":"a","status":"open","board_id":1,"rank":1},\
{"id":12,"title":"b","status":"open","board_id":1,"rank":2},\
{"id":13,"title":"c","status":"done","board_id":1,"rank":2},\
{"id":14,"title":"d","status":"done","board_id":1,"rank":3}]
POST /cards 201 {"id":15,"title":"e","status":"open","board_id":1,"rank":0} <- \
{"title":"e","status":"open","board_id":1}
POST /cards 201 {"id":16,"title":"f","status":"open","board_id":1,"rank":-1} <- \
{"title":"f","status":"open","board_id":1}
"""
    value = filled(app(board))
    assert isinstance(value, Plus)
    assert isinstance(value.left, Total)
    assert value.left.source == beside("board_id", "status")


def test_numbers_that_follow_no_law_are_not_explained():
    found = app(CARDS, created("d", 14, 1, 7), created("e", 15, 1, 5), created("f", 16, 2, 40))
    value = filled(found)
    assert isinstance(value, Constant)
    assert not value.explained


def test_a_number_that_is_always_the_same_is_a_constant():
    cards = CARDS.replace(',"rank":1', ',"rank":0').replace(',"rank":2', ',"rank":0')
    found = app(cards, created("d", 14, 1, 0), created("e", 15, 2, 0))
    assert filled(found) == Constant(value=0)


def test_two_numbers_that_are_any_distance_apart_are_no_positions():
    made = app(
        'GET /carts 200 [{"id":1,"total":900},{"id":2,"total":450}]',
        'POST /carts 201 {"id":3,"total":1731} <- {}',
        'POST /carts 201 {"id":4,"total":260} <- {}',
        'GET /carts 200 [{"id":1,"total":900},{"id":3,"total":1731},{"id":4,"total":260}]',
    )["POST /carts"]
    assert "max" not in made.model_dump_json()
    assert "min" not in made.model_dump_json()
