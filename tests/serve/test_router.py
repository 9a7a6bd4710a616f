from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirebase.serve.router import Router
from wirebase.serve.templates import parse_template, segments_of

values = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
words = st.text("abcdefgh-_.~é/ %?#", min_size=1, max_size=8)
segments = st.one_of(words.map(lambda word: quote(word, safe="")), st.just("{}"))


@st.composite
def templates(draw: st.DrawFn) -> str:
    """A path template whose variables have names of their own."""
    parts = draw(st.lists(segments, min_size=1, max_size=5))
    return "/" + "/".join(part.format(f"v{i}") for i, part in enumerate(parts))


def found(router: Router[str], method: str, path: str) -> list[tuple[str, dict[str, str]]]:
    return [(e.target, e.named(v)) for e, v in router.find(method, path)]


def filled(template: str, value: str) -> str:
    return re.sub(r"\{\w+\}", lambda _: quote(value, safe=""), template)


@given(templates(), values)
def test_a_path_made_from_a_template_is_found_and_gives_its_values_back(
    template: str, value: str
) -> None:
    router = Router([("GET", template, "it")])
    names = re.findall(r"\{(\w+)\}", template)
    assert found(router, "GET", filled(template, value)) == [("it", dict.fromkeys(names, value))]


@given(templates(), values)
def test_a_trailing_slash_does_not_matter(template: str, value: str) -> None:
    path = filled(template, value)
    for spelt in (template, template + "/"):
        router = Router([("GET", spelt, "it")])
        assert found(router, "GET", path) == found(router, "GET", path + "/") != []


@given(templates(), st.integers(0, 4), values)
def test_a_literal_beats_a_variable_wherever_it_stands(template: str, at: int, value: str) -> None:
    parts = template.split("/")[1:]
    at %= len(parts)
    literal = "/" + "/".join([*parts[:at], quote(value, safe=""), *parts[at + 1 :]])
    variable = "/" + "/".join([*parts[:at], "{here}", *parts[at + 1 :]])
    for order in ([literal, variable], [variable, literal]):
        router = Router([("GET", path, path) for path in order])
        hits = [target for target, _ in found(router, "GET", filled(literal, value))]
        assert hits == ([literal, variable] if literal != variable else [literal, literal])


@given(st.lists(st.text(max_size=8), max_size=6))
def test_percent_encoding_hides_any_text_in_one_segment(texts: list[str]) -> None:
    sound = [text.encode("utf-8", "replace").decode() or "x" for text in texts]
    path = "/" + "/".join(quote(text, safe="") for text in sound)
    assert segments_of(path) == sound


def shape(template: str) -> str:
    return re.sub(r"\{\w+\}", "{}", template)


@given(st.lists(templates(), max_size=12, unique_by=shape), values)
def test_the_order_in_which_templates_are_added_does_not_matter(
    paths: list[str], value: str
) -> None:
    forward = Router([("GET", path, path) for path in paths])
    backward = Router([("GET", path, path) for path in reversed(paths)])
    for path in paths:
        asked = filled(path, value)
        assert found(forward, "GET", asked) == found(backward, "GET", asked) != []


@pytest.mark.parametrize(
    ("path", "target", "named"),
    [
        ("/@ada", "profile", {"user": "ada"}),
        ("/files/a.b.json", "json", {"name": "a.b"}),
        ("/files/a.b.txt", "file", {"name": "a.b.txt"}),
        ("/v2.1/x", "version", {"major": "2", "minor": "1"}),
    ],
)
def test_a_segment_may_mix_text_and_variables(
    path: str, target: str, named: dict[str, str]
) -> None:
    router = Router(
        [
            ("GET", "/@{user}", "profile"),
            ("GET", "/files/{name}", "file"),
            ("GET", "/files/{name}.json", "json"),
            ("GET", "/v{major}.{minor}/x", "version"),
        ]
    )
    assert found(router, "GET", path)[0] == (target, named)


def test_a_dead_end_behind_a_literal_is_left_for_the_variable() -> None:
    router = Router([("GET", "/a/b/c", "literal"), ("GET", "/a/{x}/d", "variable")])
    assert found(router, "GET", "/a/b/d") == [("variable", {"x": "b"})]


def test_a_literal_that_lacks_the_method_leaves_it_to_the_variable() -> None:
    router = Router([("POST", "/books/new", "new"), ("GET", "/books/{id}", "book")])
    assert found(router, "GET", "/books/new") == [("book", {"id": "new"})]
    assert router.methods("/books/new") == {"GET", "HEAD", "POST"}


def test_a_head_is_found_as_a_get() -> None:
    router = Router([("GET", "/a", "get")])
    assert found(router, "HEAD", "/a") == [("get", {})]
    assert found(router, "POST", "/a") == []


def test_an_empty_segment_is_no_value() -> None:
    router = Router([("GET", "/a/{x}/b", "it")])
    assert found(router, "GET", "/a//b") == []


def test_the_root_is_a_path_too() -> None:
    assert found(Router([("GET", "/", "root")]), "GET", "/") == [("root", {})]
    assert parse_template("/") == []


def test_what_is_no_encoding_stays_as_it_is() -> None:
    assert segments_of("/100%/%zz/%e9") == ["100%", "%zz", "\ufffd"]
