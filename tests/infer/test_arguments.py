"""The parameters of a route, and what each call gives for them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.infer.apps import capture
from wirebase.blueprint.operations import Parameter, Place
from wirebase.blueprint.tables import Type
from wirebase.exchange import Json
from wirebase.infer.arguments import Arguments, arguments, leaves, unique
from wirebase.infer.calls import Call
from wirebase.infer.routes import routes

SEARCH = """
    POST /books/search 200 [] <- {"filter":{"year":1990,"tags":["a"]},"page":1}
    POST /books/search 200 [] <- {"filter":{"year":null},"page":2}
"""

documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


def of(text: str, *, rpc: bool = False) -> tuple[Arguments, list[Call]]:
    calls = routes(capture(text))
    return arguments(calls[0].route, calls, rpc=rpc), calls


def test_the_variables_of_the_path_come_first_and_are_required():
    found, _ = of("GET /shelves/3/books?q=x 200 []")
    assert list(found.parameters) == ["shelf_id", "q"]
    assert found.parameters["shelf_id"] == Parameter(
        name="shelf_id", place=Place.PATH, key="shelf_id", required=True
    )


def test_a_query_parameter_keeps_its_own_name_beside_its_identifier():
    found, _ = of("GET /books?filter[createdAt][_gte]=2020 200 []")
    assert found.own_names(Place.QUERY) == {
        "filter_created_at_gte": "filter[createdAt][_gte]",
        "filter_tree": "filter",
    }


def test_a_tree_that_does_nothing_gives_way_to_its_parts():
    found, _ = of("GET /books?filter[createdAt][_gte]=2020 200 []")
    part, whole = "filter_created_at_gte", "filter_tree"
    none: frozenset[str] = frozenset()
    assert [p.name for p in found.settled({}, none)] == [part]
    assert [p.name for p in found.settled({whole: "conditions"}, none)] == [whole]
    both = [part, whole]
    assert [p.name for p in found.settled({whole: "conditions", part: "gte"}, none)] == both
    assert [p.name for p in found.settled({whole: "conditions"}, frozenset({part}))] == both
    assert [p.name for p in found.settled({}, frozenset({whole}))] == [whole]


def test_names_that_are_written_alike_are_numbered():
    found, _ = of("GET /books?pageSize=1&page_size=2&page-size=3 200 []")
    assert list(found.parameters) == ["page_size", "page_size_2", "page_size_3"]


def test_a_query_parameter_is_required_where_every_call_gives_it():
    found, _ = of("GET /books?q=a&page=1 200 []\nGET /books?q=b 200 []")
    assert {n: p.required for n, p in found.parameters.items()} == {"q": True, "page": False}


def test_a_repeated_query_parameter_is_a_list():
    found, calls = of("GET /books?tag=a&tag=b 200 []\nGET /books?tag=c 200 []")
    assert found.parameters["tag"].array
    assert [found.of(call) for call in calls] == [{"tag": "a,b"}, {"tag": "c"}]


def test_few_values_that_come_again_are_noted():
    lines = "GET /books?by=up 200 []\nGET /books?by=down 200 []\nGET /books?by=up 200 []"
    assert of(lines)[0].parameters["by"].values == ("up", "down")


def test_values_that_never_come_again_are_not_noted():
    assert of("GET /books?q=a 200 []\nGET /books?q=b 200 []")[0].parameters["q"].values == ()


def test_many_values_are_not_noted():
    twice = [f"GET /books?q=v{i} 200 []" for i in range(13)] * 2
    assert of("\n".join(twice))[0].parameters["q"].values == ()


def test_the_body_of_a_query_gives_parameters_by_json_pointer():
    found, calls = of(SEARCH, rpc=True)
    assert found.body == {
        "/filter/year": "filter_year",
        "/filter/tags": "filter_tags",
        "/page": "page",
    }
    assert found.parameters["filter_year"].type is Type.INTEGER
    assert found.parameters["filter_tags"].array
    assert [found.of(call) for call in calls] == [
        {"filter_year": "1990", "filter_tags": "a", "page": "1"},
        {"filter_year": "", "page": "2"},
    ]


def test_a_list_of_objects_is_no_text():
    found, calls = of('POST /books/search 200 [] <- {"sort":[{"by":"year"}],"page":1}', rpc=True)
    assert found.of(calls[0]) == {"page": "1"}


def test_conditions_that_all_hold_are_parameters_of_their_own():
    found, calls = of(
        'POST /books/search 200 [] <- {"_and":[{"year":{"gt":1990}},{"title":"Emma"}]}', rpc=True
    )
    assert list(found.body) == ["/_and/0/year/gt", "/_and/1/title"]
    assert list(found.of(calls[0]).values()) == ["1990", "Emma"]


def test_headers_are_parameters_where_they_are_asked_for():
    calls = routes(capture("@ann GET /books 200 []\nGET /books 200 []"))
    found = arguments(calls[0].route, calls, rpc=False, headers=["authorization", "x-shelf"])
    assert list(found.parameters) == ["authorization"]
    assert not found.parameters["authorization"].required
    assert [list(found.of(call)) for call in calls] == [["authorization"], []]


def test_the_body_of_a_write_gives_none_by_itself():
    assert of(SEARCH)[0].body == {}


@given(documents)
def test_every_leaf_stands_where_its_pointer_says(document: Json):
    for pointer, value in leaves(document):
        here = document
        for step in pointer.split("/")[1:]:
            assert isinstance(here, dict)
            here = here[step.replace("~1", "/").replace("~0", "~")]
        assert here is value


@given(documents)
def test_no_two_leaves_have_one_pointer(document: Json):
    pointers = [pointer for pointer, _ in leaves(document)]
    assert len(pointers) == len(set(pointers))


@given(st.lists(st.text("ab_", min_size=1, max_size=60), max_size=30))
def test_parameters_have_names_of_their_own_that_are_no_longer_than_identifiers(wishes: list[str]):
    taken: dict[str, Parameter] = {}
    for wish in wishes:
        name = unique(wish, taken)
        assert name not in taken
        taken[name] = Parameter(name=name, place=Place.QUERY)
    assert all(len(name) <= 48 for name in taken)


def _trees(text: str) -> set[str]:
    return {n for n, p in of(text)[0].parameters.items() if p.tree}


def test_words_to_search_for_are_no_conditions_though_some_are_written_like_one():
    assert not _trees("GET /books?q=parcel 200 []\nGET /books?q=nothing%20like%20it 200 []")


def test_conditions_are_a_tree_where_every_text_is_one():
    assert _trees("GET /books?q= 200 []\nGET /books?q=year%20gt%205 200 []") == {"q_tree"}
