"""Words of names."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wirebase.infer.naming import LONGEST, plural, shortened, similarity, singular, snake, unique


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("status", "statuses"),
        ("address", "addresses"),
        ("analysis", "analyses"),
        ("cache", "caches"),
        ("canvas", "canvases"),
        ("cookie", "cookies"),
        ("criterion", "criteria"),
        ("schema", "schemas"),
        ("quota", "quotas"),
        ("person", "people"),
        ("child", "children"),
        ("leaf", "leaves"),
        ("movie", "movies"),
        ("category", "categories"),
        ("save", "saves"),
        ("bonus", "bonuses"),
        ("database", "databases"),
        ("user_address", "user_addresses"),
        ("lineItem", "lineItems"),
        ("news", "news"),
        ("series", "series"),
        ("data", "data"),
    ],
)
def test_singular_and_plural_lead_to_one_another(one: str, many: str):
    assert (singular(many), plural(one)) == (one, many)
    assert (singular(one), plural(many)) == (one, many)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("createdAt", "created_at"),
        ("HTTPServer", "http_server"),
        ("userIDs", "user_ids"),
        ("first name", "first_name"),
        ("first-name", "first_name"),
        ("filter[status][_eq]", "filter_status_eq"),
        ("2ndPlace", "_2nd_place"),
        ("address1", "address1"),
        ("oauth2Client", "oauth2_client"),
        ("__typename", "typename"),
        ("größe", "größe"),
        ("日本語", "日本語"),
        ("émileZola", "émile_zola"),
        ("$", "_"),
        ("", "_"),
    ],
)
def test_names_of_all_sorts_become_identifiers(name: str, expected: str):
    assert snake(name) == expected


@given(st.text(max_size=80))
@example("0a0À")
def test_an_identifier_is_stable_and_never_starts_with_a_digit(name: str):
    made = snake(name)
    assert snake(made).strip("_") == made.strip("_")
    assert made
    assert not made[0].isdigit()


@given(st.text(min_size=1, max_size=200))
def test_a_shortened_name_fits_and_short_ones_stay(name: str):
    made = shortened(name)
    assert len(made) <= LONGEST
    assert made == name or len(name) > LONGEST


def test_long_names_that_differ_anywhere_stay_apart():
    assert shortened("a" * 60 + "x" + "b" * 60) != shortened("a" * 60 + "y" + "b" * 60)


@given(st.text(max_size=30), st.text(max_size=30))
def test_similarity_has_no_direction(one: str, other: str):
    assert similarity(one, other) == similarity(other, one)


def test_similarity_knows_the_head_of_a_name():
    assert similarity("projectMembers", "member") > similarity("projectMembers", "project")
    assert similarity("blogPosts", "blog_post") == 1.0


def test_taken_names_are_numbered():
    taken = {"book"}
    assert [unique("book", taken) for _ in range(3)] == ["book_2", "book_3", "book_4"]
