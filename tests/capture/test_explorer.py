"""The parts of the explorer that decide; the whole is tested in test_record.py."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirebase.capture.explorer.actions import Situation, Step, possible
from wirebase.capture.explorer.frontier import Frontier, canonical
from wirebase.capture.explorer.purpose import (
    Purpose,
    Use,
    is_on,
    leaves,
    purpose_of,
    turns_page,
    use_of,
)
from wirebase.capture.explorer.routes import Routes
from wirebase.capture.explorer.values import isbn, revised, value_for
from wirebase.capture.explorer.view import Element, Form, Option, View

BLANK: dict[str, Any] = {
    **dict.fromkeys(
        "tag role type name label field href target region path row pressed current value minimum "
        "maximum step pattern autocomplete".split(),
        "",
    ),
    **dict.fromkeys("in_dialog disabled checked multiple required".split(), False),
    "number": 0,
    "form": -1,
    "row_number": -1,
    "options": (),
    "longest": 0,
}


def element(**given: Any) -> Element:
    return Element(**{**BLANK, "tag": "button", "role": "button", "region": "main", **given})


def field(**given: Any) -> Element:
    return element(**{"tag": "input", "role": "input", "form": 0, **given})


def link(name: str, href: str, **given: Any) -> Element:
    return element(**{"tag": "a", "role": "link", "name": name, "href": href, **given})


def view(
    *elements: Element, url: str = "http://h/books", dialog: bool = False, **form: Any
) -> View:
    numbered = tuple(msgspec.structs.replace(e, number=i) for i, e in enumerate(elements))
    submits = [e.number for e in numbered if e.role == "button" and e.form == 0]
    made = {
        "number": 0,
        "genuine": True,
        "method": "",
        "role": "",
        "name": "",
        "heading": "",
        "path": "",
        "row": "",
    }
    forms = (
        Form(**{**made, "in_dialog": dialog, "submit": submits[0] if submits else -1, **form}),
    )
    shown = forms if any(e.form == 0 for e in numbered) else ()
    return View(url, "", dialog, (), ("Jane Eyre by Charlotte", "Emma by Austen"), numbered, shown)


@pytest.mark.parametrize("name", ["Log out", "Sign out", "Logout", "sign-off"])
def test_nothing_that_ends_the_session_is_pressed(name: str):
    assert leaves(element(name=name))
    assert use_of(element(name=name)) is Use.FORBIDDEN
    assert use_of(link("Bye", "http://h/logout")) is Use.FORBIDDEN


@pytest.mark.parametrize(
    "name", ["Pay now", "Buy", "Transfer funds", "Invite people", "Close account", "Send"]
)
def test_nothing_that_cannot_be_undone_is_pressed(name: str):
    assert use_of(element(name=name)) is Use.FORBIDDEN
    assert possible(view(element(name=name)), Situation(allow_writes=True)) == []


@pytest.mark.parametrize(
    ("name", "use"),
    [
        ("New book", Use.CREATE),
        ("Leave a review", Use.CREATE),
        ("Edit", Use.EDIT),
        ("Remove", Use.DELETE),
        ("Add to favourites", Use.TOGGLE),
        ("♥ 4", Use.TOGGLE),
        ("Next", Use.TURN_PAGE),
        ("3", Use.TURN_PAGE),
        ("Accept all cookies", Use.CONSENT),
        ("Details", Use.NAVIGATE),
        ("Reports", Use.NAVIGATE),
    ],
)
def test_a_button_is_understood_by_its_name(name: str, use: Use):
    assert use_of(element(name=name)) is use


def test_the_title_of_a_thing_is_no_order():
    assert use_of(link("How to delete files", "http://h/articles/9")) is Use.NAVIGATE
    assert use_of(link("x", "http://h/articles/9/delete")) is Use.FORBIDDEN


def test_a_toggle_that_is_on_says_so():
    assert is_on(element(name="Remove from favourites"))
    assert is_on(element(name="Favourite", pressed="true"))
    assert not is_on(element(name="Add to favourites"))


def test_links_to_other_parts_of_a_list_are_told_from_routes():
    assert turns_page(link("2", "http://h/books?page=2"), "http://h/books")
    assert not turns_page(link("Emma", "http://h/books?id=2"), "http://h/books")
    assert not turns_page(link("2", "http://h/books/2"), "http://h/books")


@pytest.mark.parametrize(
    ("shown", "purpose"),
    [
        (
            view(
                field(name="email", value="a"),
                field(type="password", value="b"),
                element(name="Go", form=0),
            ),
            Purpose.LOG_IN,
        ),
        (
            view(field(type="password"), field(type="password"), element(name="OK", form=0)),
            Purpose.FORBIDDEN,
        ),
        (
            view(field(label="Mail"), field(type="password"), element(name="Sign up", form=0)),
            Purpose.FORBIDDEN,
        ),
        (view(field(type="search"), element(name="Go", form=0)), Purpose.SEARCH),
        (view(field(label="Title"), element(name="Filter", form=0)), Purpose.SEARCH),
        (view(field(label="Title"), element(name="Create", form=0)), Purpose.CREATE),
        (
            view(field(label="Title"), element(name="Save", form=0), heading="Edit book"),
            Purpose.EDIT,
        ),
        (view(field(label="Title", value="Emma"), element(name="Save", form=0)), Purpose.EDIT),
        (view(field(label="Card"), element(name="Pay", form=0)), Purpose.FORBIDDEN),
    ],
)
def test_a_form_is_understood_by_its_fields_and_words(shown: View, purpose: Purpose):
    assert purpose_of(shown, shown.forms[0]) is purpose


def test_a_login_is_sent_only_where_it_is_filled_in():
    filled = view(
        field(name="user", value="ada"),
        field(type="password", value="x"),
        element(name="Log in", form=0),
    )
    empty = view(field(name="user"), field(type="password"), element(name="Log in", form=0))
    assert [a.step for a in possible(filled, Situation())] == [Step.LOG_IN]
    assert possible(empty, Situation()) == []


def test_reading_uses_filters_and_leaves_forms_and_toggles_alone():
    shown = view(
        field(
            tag="select",
            role="select",
            form=-1,
            label="Sort",
            options=(Option("a", "A"), Option("b", "B")),
            value="a",
        ),
        element(name="Add to favourites"),
        field(label="Title"),
        element(name="Create", form=0),
    )
    reading = possible(shown, Situation())
    assert [(a.step, a.values) for a in reading] == [(Step.SET, ("b",))]
    assert {a.step for a in possible(shown, Situation(allow_writes=True))} == {
        Step.SET,
        Step.TOGGLE,
        Step.CREATE,
    }


def test_a_search_tries_words_of_the_page_and_one_that_finds_nothing():
    (search,) = possible(view(field(type="search", form=-1)), Situation())
    assert search.values == ("Jane", "Austen", "zzqxw")


def test_only_what_was_created_is_edited_and_deleted():
    shown = view(
        element(name="Delete", row="Bright Compass 3 by Ada"),
        element(name="Delete", row="Emma by Jane"),
        element(name="Delete"),
    )
    theirs = Situation(allow_writes=True, own_texts=frozenset({"Bright Compass 3"}))
    assert [a.element.row for a in possible(shown, theirs) if a.element] == [
        "Bright Compass 3 by Ada"
    ]
    ours = Situation(allow_writes=True, own_page=True)
    assert [a.element.row for a in possible(shown, ours) if a.element] == [""]


def test_while_a_dialog_is_open_nothing_behind_it_is_used():
    shown = view(element(name="Behind"), element(name="Inside", in_dialog=True), dialog=True)
    assert [a.element.name for a in possible(shown, Situation()) if a.element] == ["Inside"]


@given(st.integers(0, 999_999))
def test_a_made_isbn_is_valid(number: int):
    digits = [int(d) for d in isbn(number)]
    assert len(digits) == 13
    assert sum(d * (3 if i % 2 else 1) for i, d in enumerate(digits)) % 10 == 0


@given(st.integers(-50, 50), st.integers(0, 60), st.integers(0, 200))
def test_a_number_stays_within_its_bounds(low: int, span: int, number: int):
    made = value_for(field(type="number", minimum=str(low), maximum=str(low + span)), number)
    assert low <= float(made) <= low + span


@given(
    st.sampled_from(["Title", "Name", "Notes", "ISBN", "Email"]),
    st.integers(5, 40),
    st.integers(0, 200),
)
def test_a_text_is_never_longer_than_its_field(label: str, longest: int, number: int):
    assert 0 < len(value_for(field(label=label, longest=longest), number)) <= longest


@pytest.mark.parametrize(
    ("given_", "check"),
    [
        ({"type": "email"}, lambda v: "@" in v),
        ({"label": "Year of publication"}, lambda v: v.isdigit() and len(v) == 4),
        ({"type": "date"}, lambda v: v.count("-") == 2),
        ({"type": "url"}, lambda v: v.startswith("https://")),
        (
            {"label": "Rating", "type": "number", "minimum": "1", "maximum": "5"},
            lambda v: 1 <= int(v) <= 5,
        ),
        ({"label": "Tags"}, lambda v: ", " in v),
    ],
)
def test_values_are_plausible(given_: dict[str, Any], check: Callable[[str], bool]):
    assert check(value_for(field(**given_), 3))


def test_a_revision_differs_from_what_was_there():
    for old in (
        field(value="A tale"),
        field(value="12", type="number"),
        field(value="5", type="number", maximum="5"),
    ):
        assert revised(old, 1) not in ("", old.value)


def test_links_in_the_rows_of_a_list_teach_what_is_variable():
    routes = Routes()
    titles = ["jane-eyre", "emma", "persuasion"]
    routes.learn([link(t, f"http://h/books/{t}", row=t, path="a<li") for t in titles])
    routes.learn(
        [link(s, f"http://h/{s}", row=s, path="a<nav") for s in ("books", "authors", "tags")]
    )
    assert routes.template("http://h/books/the-trial") == "/books/:id"
    assert routes.template("http://h/books/the-trial/edit") == "/books/:id/edit"
    assert routes.template("http://h/books/new") == "/books/new"
    assert routes.template("http://h/authors?b=1&a=2") == "/authors?a&b"


def test_each_kind_of_page_is_visited_a_few_times_and_the_least_known_first():
    frontier = Frontier(Routes().template)
    for url in [*(f"http://h/books/{n}" for n in range(9)), "http://h/authors"]:
        frontier.add(url)
    visited = []
    while (url := frontier.next()) is not None:
        visited.append(url)
        frontier.visited(url, taught=False)
    assert visited[1] == "http://h/authors"
    assert len(visited) == 4


def test_own_pages_come_first():
    frontier = Frontier(Routes().template)
    frontier.add("http://h/a")
    frontier.add("http://h/mine", first=True)
    assert frontier.next() == "http://h/mine"


def test_addresses_that_show_the_same_are_one():
    assert canonical("http://h/a/") == canonical("http://h/a#top") == "http://h/a"
    assert canonical("http://h/#/a") != canonical("http://h/#/b")
