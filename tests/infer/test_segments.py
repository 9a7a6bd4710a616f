"""Parts of paths."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirebase.infer.segments import Hole, grouped, hole_of, is_early, segments, value_in


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("/", ()),
        ("", ()),
        ("/books/", ("books",)),
        ("/books//1", ("books", "", "1")),
        ("/a%2Fb/c%20d", ("a/b", "c d")),
    ],
)
def test_a_path_is_cut_before_it_is_decoded(path: str, parts: tuple[str, ...]):
    assert segments(path) == parts


@pytest.mark.parametrize(
    ("text", "hole", "value"),
    [
        ("17", Hole(), "17"),
        ("17.json", Hole("", ".json"), "17"),
        ("report 1.csv", Hole(), "report 1.csv"),
        ("Books(17)", Hole("Books(", ")"), "17"),
        ("jane.doe", Hole(), "jane.doe"),
    ],
)
def test_a_value_may_have_text_about_it(text: str, hole: Hole, value: str):
    assert (hole_of(text), value_in(text)) == (hole, value)


def test_groups_leave_values_out():
    paths = [("books", "17"), ("books", "Jane Doe"), ("books", "feed"), ("books",), ()]
    assert grouped(paths) == ["/books/{}", "/books/{}", "/books/feed", "/books", "/"]


def test_crowds_of_siblings_are_left_out():
    slugs = [("posts", f"on-the-{n}th-day", "likes") for n in range(40)]
    names = [
        ("users", name)
        for name in {"".join(map(chr, (97 + n // 26, 97 + n % 26))) for n in range(400)}
    ]
    verbs = [("rpc", f"users.{chr(97 + n)}") for n in range(26)]
    assert set(grouped(slugs)) == {"/posts/{}/likes"}
    assert set(grouped(names)) == {"/users/{}"}
    assert len(set(grouped(verbs))) == 26


@given(st.lists(st.lists(st.sampled_from(["a", "7", "b c"]), max_size=4).map(tuple)))
def test_a_group_is_as_long_as_its_path(paths: list[tuple[str, ...]]):
    for path, group in zip(paths, grouped(paths), strict=True):
        assert group.strip("/").count("/") == max(len(path) - 1, 0)


def test_resources_start_after_fixed_words_and_versions():
    assert is_early(("api", "v1"))
    assert is_early(())
    assert not is_early(("api", "books"))
    assert not is_early((Hole(),))
