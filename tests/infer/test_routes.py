"""Path templates, discriminators and the names of routes."""

from __future__ import annotations

import re
from urllib.parse import unquote

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.infer.fixtures import CASES, captured, expected, traffic
from wirebase.exchange import Exchange
from wirebase.infer.calls import Call, Route
from wirebase.infer.routes import reads, routes


def told(calls: list[Call]) -> list[str]:
    return sorted({str(call.route).replace("=*", "") for call in calls})


def by_path(calls: list[Call]) -> dict[str, Route]:
    return {f"{call.route.method} {call.route.path}": call.route for call in calls}


def bare(lines: list[str]) -> dict[str, str]:
    """The templates without the names of their variables, and with them."""
    return {re.sub(r"\{\w+\}", "{}", line): line for line in lines}


@pytest.mark.parametrize("case", CASES)
def test_precision_and_recall_of_the_templates_are_at_least_095(case: str):
    found, right = bare(told(routes(captured(case)))), bare(expected(case))
    both = found.keys() & right.keys()
    assert len(both) >= 0.95 * len(found), sorted(found.keys() - both)
    assert len(both) >= 0.95 * len(right), sorted(right.keys() - both)


@pytest.mark.parametrize("case", CASES)
def test_variables_are_named_after_the_fields_that_their_values_come_from(case: str):
    found, right = bare(told(routes(captured(case)))), bare(expected(case))
    both = found.keys() & right.keys()
    assert {line: found[line] for line in both} == {line: right[line] for line in both}


@pytest.mark.parametrize("case", CASES)
def test_every_path_is_made_of_its_template_and_values(case: str):
    for call in routes(captured(case)):
        rebuilt = [
            part if isinstance(part, str) else part.prefix + call.path[part.name] + part.suffix
            for part in call.route.segments
        ]
        assert "/".join(rebuilt).strip("/") == unquote(call.exchange.path).strip("/")


@pytest.mark.parametrize("case", CASES)
def test_names_of_routes_are_unique_short_identifiers(case: str):
    named = {call.route.name: str(call.route) for call in routes(captured(case))}
    assert len(named) == len(set(named.values()))
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,49}", name) for name in named)


@given(st.data())
def test_the_order_of_the_file_does_not_count(data: st.DataObject):
    exchanges = captured(data.draw(st.sampled_from(CASES)))
    shuffled = data.draw(st.permutations(exchanges))
    assert _as_data(routes(shuffled)) == _as_data(routes(exchanges))


@given(st.sampled_from(CASES))
def test_a_capture_seen_twice_tells_the_same_templates(case: str):
    once = captured(case)
    last = once[-1].started - once[0].started + 1
    again = [
        msgspec.structs.replace(x, index=x.index + len(once), started=x.started + last)
        for x in once
    ]
    assert told(routes([*once, *again])) == told(routes(once))


def _as_data(calls: list[Call]) -> list[tuple[Exchange, Route]]:
    return [(call.exchange, call.route) for call in calls]


def test_a_variable_says_where_its_values_stood():
    calls = routes(captured("slugs"))
    route = by_path(calls)["GET /api/articles/{slug}/comments"]
    assert route.variables[0].origins[0] == ("get_api_articles_id", "/article/slug")
    assert ("get_api_articles", "/articles/*/slug") in route.variables[0].origins
    assert (route.variables[0].support, route.variables[0].against) == (1, 0)


def test_small_numbers_are_taken_from_the_field_that_is_named_like_the_path():
    calls = routes(
        traffic("""
        GET /boards 200 [{"id":1,"rank":2,"author_id":3},{"id":2,"rank":1,"author_id":1}]
        GET /authors 200 [{"id":3,"age":1},{"id":1,"age":2}]
        GET /boards/1 200 {"id":1,"rank":2,"author_id":3}
        GET /boards/2 200 {"id":2,"rank":1,"author_id":1}
        GET /authors/1 200 {"id":1,"age":2}
        """)
    )
    boards = by_path(calls)["GET /boards/{board_id}"].variables[0]
    authors = by_path(calls)["GET /authors/{author_id}"].variables[0]
    assert boards.origins[0] == ("get_boards_id", "/id")
    assert authors.origins[0] == ("get_authors_id", "/id")
    assert ("get_boards", "/*/author_id") in authors.origins


def test_values_that_nothing_explains_are_counted_against():
    calls = routes(traffic("GET /books/77 404"))
    assert (calls[0].route.variables[0].support, calls[0].route.variables[0].against) == (0, 1)


def test_a_wildcard_keeps_what_stands_around_the_value():
    calls = routes(traffic('GET /odata/Books(17) 200 {"Id":17}\nGET /feeds/18.json 200 {"id":18}'))
    assert [call.route.path for call in calls] == [
        "/odata/Books({book_id})",
        "/feeds/{feed_id}.json",
    ]
    assert [call.path for call in calls] == [{"book_id": "17"}, {"feed_id": "18"}]


def test_values_are_decoded():
    calls = routes(traffic("GET /tags/caf%C3%A9%2Fbar 404\nGET /tags/a%20b 404"))
    assert [call.path for call in calls] == [{"tag": "café/bar"}, {"tag": "a b"}]


def test_a_number_before_all_paths_is_a_version():
    calls = routes(traffic('GET /3/movies/7 200 {"id":7}\nGET /3/genres 200 []'))
    assert [call.route.path for call in calls] == ["/3/movies/{movie_id}", "/3/genres"]


def test_a_release_named_like_a_version_is_a_value():
    calls = routes(
        traffic("""
        GET /v1/releases 200 [{"id":1,"tag":"v1.2.0"},{"id":2,"tag":"v1.3.0"}]
        GET /v1/releases/v1.2.0 200 {"id":1,"tag":"v1.2.0"}
        """)
    )
    assert calls[-1].route.path == "/v1/releases/{tag}"


def test_repeated_and_bracketed_query_parameters_are_kept():
    calls = routes(traffic("GET /cats?tag=a&tag=b&filter[age][_gt]=3&sort= 200 []"))
    assert calls[0].query == {"tag": ["a", "b"], "filter[age][_gt]": "3", "sort": ""}


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("GET /books 200 []", True),
        ("SEARCH /books 200 []", True),
        ("POST /books/search 200 []", True),
        ("POST /books/filter 200 []", True),
        ("POST /books 201 {}", False),
        ("PUT /books/1 200 {}", False),
        ("POST /api/books.info 200 {}", True),
        ("POST /v1/books:batchGet 200 {}", True),
        ("POST /api/books.update 200 {}", False),
        ("GET /rpc/deleteBook?id=1 200 {}", False),
        ("GET /rpc/getBook?id=1 200 {}", True),
        ("GET /account/update-history 200 []", True),
        ("GET /auth/logout 200 {}", False),
        ('POST /graphql 200 {"data":{"a":1}} <- {"query":"{ a }"}', True),
        ('POST /graphql 200 {"data":{"a":1}} <- {"query":"mutation { a }"}', False),
        ('POST /rpc 200 {"result":1} <- {"jsonrpc":"2.0","id":1,"method":"books.list"}', True),
        ('POST /rpc 200 {"result":1} <- {"jsonrpc":"2.0","id":1,"method":"books.add"}', False),
    ],
)
def test_reads_are_told_from_writes(line: str, read: bool):
    assert routes(traffic(line))[0].route.read is read


def test_a_name_may_say_neither():
    assert reads("orders") is None
    assert reads("") is None


def test_a_parameter_that_is_known_to_make_another_document_counts_where_it_always_stands():
    calls = routes(
        traffic("""
        GET /items/cups 200 {"data":[{"id":1,"color":"red","size":3}]}
        GET /items/cups?aggregate[count]=* 200 {"data":[{"count":1}]}
        GET /items/jugs 200 {"data":[{"id":1,"litres":2,"shape":"round"}]}
        GET /items/jugs?aggregate[count]=* 200 {"data":[{"count":1}]}
        GET /items/lids?aggregate[count]=* 200 {"data":[{"count":0}]}
        """)
    )
    assert [m.key for m in calls[-1].route.match] == ["aggregate[count]"]


def test_a_filter_makes_no_route_of_its_own():
    calls = routes(
        traffic("""
        GET /cups 200 [{"id":1,"color":"red","size":3}]
        GET /cups?color=blue 200 []
        GET /cups?fields=color 200 [{"color":"red"}]
        """)
    )
    assert len({call.route.name for call in calls}) == 1


def test_one_operation_name_with_two_first_fields_is_two_routes():
    calls = routes(
        traffic("""
        POST /graphql 200 {"data":{"a":{"x":1}}} <- {"operationName":"Q","query":"query Q {a{x}}"}
        POST /graphql 200 {"data":{"b":{"y":1}}} <- {"operationName":"Q","query":"query Q {b{y}}"}
        """)
    )
    assert [[(m.key, m.value) for m in call.route.match] for call in calls] == [
        [("/operationName", "Q"), ("/query#field", "a")],
        [("/operationName", "Q"), ("/query#field", "b")],
    ]


def test_no_traffic_has_no_routes():
    assert routes([]) == []


def test_the_root_of_a_host_is_a_route():
    call = routes(traffic('GET / 200 {"hello":"world"}'))[0]
    assert (call.route.path, call.route.name) == ("/", "get")
