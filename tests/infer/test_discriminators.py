"""What besides method and path tells operations apart."""

from __future__ import annotations

from tests.infer.fixtures import traffic
from wirebase.infer.discriminators import Divided, Request, divide, telling


def requests(text: str) -> list[Request]:
    return [Request.of(n, exchange) for n, exchange in enumerate(traffic(text))]


def told(divided: Divided) -> dict[tuple[tuple[str, str | None], ...], list[int]]:
    return {
        tuple((m.key, m.value) for m in match): [r.position for r in group]
        for match, group in divided
        if group
    }


LISTS = """
GET /c 200 [{"name":"cup","size":3}]
GET /c?color=red 200 [{"name":"cup","size":3}]
"""


def test_filters_divide_nothing():
    assert told(divide(requests(LISTS))) == {(): [0, 1]}


def test_a_parameter_that_makes_another_document_divides_by_its_presence():
    counted = requests(
        LISTS + 'GET /c?agg[count]=1 200 [{"count":{"id":1}}]\nGET /c?color=no 200 []'
    )
    assert told(divide(counted)) == {(("agg[count]", None),): [2], (): [0, 1, 3]}


def test_forms_of_one_parameter_divide_together():
    text = LISTS + 'GET /c?agg=n 200 [{"n":1,"m":2}]\nGET /c?agg[0]=n 200 [{"n":1,"m":2}]'
    assert told(divide(requests(text))) == {
        (("agg", None),): [2],
        (("agg[0]", None),): [3],
        (): [0, 1],
    }


def test_what_divides_at_two_paths_is_known_for_the_api():
    one = requests(LISTS + 'GET /c?agg=n 200 [{"n":1,"m":2}]')
    other = requests('GET /d 200 [{"wing":1,"tail":2}]\nGET /d?agg=n 200 [{"n":1,"m":2}]')
    assert telling([one, other]) == {"agg"}
    assert telling([one]) == set()
    alone = requests("GET /e?agg=n 200 []")
    assert told(divide(alone, frozenset({"agg"}))) == {(("agg", None),): [0]}


def test_a_parameter_that_is_always_there_divides_by_its_value():
    text = 'GET /x?do=cups 200 {"cups":[{"size":1}]}\nGET /x?do=jugs 200 {"jugs":[{"litres":1}]}'
    assert told(divide(requests(text))) == {(("do", "cups"),): [0], (("do", "jugs"),): [1]}


def test_values_that_choose_rows_do_not_divide():
    text = 'GET /x?cup=red 200 {"cup":{"size":1}}\nGET /x?cup=blue 200 {"cup":{"size":2}}'
    assert told(divide(requests(text))) == {(): [0, 1]}


def test_a_command_in_the_body_divides():
    text = """
    POST /x 200 {"cups":[{"size":1}]} <- {"action":"list_cups"}
    POST /x 200 {"jug":{"litres":1}} <- {"action":"add_jug","litres":1}
    """
    assert told(divide(requests(text))) == {
        (("/action", "add_jug"),): [1],
        (("/action", "list_cups"),): [0],
    }


def test_a_body_that_is_a_list_is_another_operation_than_one_that_is_an_object():
    text = """
POST /c 201 {"id":1,"name":"cup"} <- {"name":"cup"}
POST /c 201 [{"id":2,"name":"jug"}] <- [{"name":"jug"}]
POST /c 201 {"id":3,"name":"pot"} <- {"name":"pot"}
"""
    assert told(divide(requests(text))) == {(("/0", None),): [1], (): [0, 2]}
