"""Pages: their parameters, their size, and the facts that answers tell of them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.infer.apps import app
from tests.infer.prose import answer, listed
from wirebase.blueprint.expressions import Page, PageFact
from wirebase.exchange import Exchange, Json, Message
from wirebase.infer.calls import Call, Route
from wirebase.infer.paging import (
    fact_named,
    more_follow,
    page_facts,
    page_of,
    role,
    told_by,
    total_of,
    with_default,
)
from wirebase.infer.shown import Shown

ROWS = [{"id": i, "name": f"n{i:02d}"} for i in range(1, 13)]
CALL = Call(Exchange(0, 0.0, "GET", "u", Message(), 200, Message()), Route("r", "GET", ("x",)))


def told(value: Json) -> str:
    return json.dumps(value, separators=(",", ":"))


def called(answer: str, *headers: tuple[str, str]) -> Call:
    message = Message((("content-type", "application/json"), *headers), answer.encode())
    return Call(Exchange(0, 0.0, "GET", "u", Message(), 200, message), CALL.route)


def shown(keys: int, size: int | None = None, **arguments: str) -> Shown:
    return Shown(CALL, [str(k) for k in range(keys)], arguments, 0, None, size)


def matching(*counts: int) -> list[list[str]]:
    return [[str(k) for k in range(count)] for count in counts]


def names(*parameters: str) -> dict[str, str]:
    return {name: name for name in parameters}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("limit", "limit"),
        ("perPage", "limit"),
        ("page[size]", "limit"),
        ("$top", "limit"),
        ("offset", "offset"),
        ("skip", "offset"),
        ("page", "number"),
        ("pageNumber", "number"),
        ("author", ""),
        ("pages", ""),
    ],
)
def test_names_say_what_a_parameter_does_to_a_page(name: str, said: str):
    assert role(name) == said


def test_lists_that_nothing_cuts_have_no_page():
    assert page_of([shown(3, q="a")], names("q")) is None


def test_pages_are_counted_from_one_or_from_zero():
    parameters = names("page", "size")
    assert page_of([shown(5, page="1"), shown(5, page="2")], parameters) == Page(
        limit="size", number="page", first=1
    )
    assert page_of([shown(5, page="1"), shown(5, page="0")], parameters) == Page(
        limit="size", number="page", first=0
    )


def test_of_two_ways_to_page_the_one_that_is_used_more_counts():
    lists = [shown(5, page="1", per_page="5"), shown(5, per_page="5"), shown(4, limit="4")]
    page = page_of(lists, names("limit", "page", "per_page"))
    assert page == Page(limit="per_page", number="page")


def test_a_page_that_has_a_number_and_an_offset_goes_by_what_is_given():
    page = Page(limit="per_page", number="page", offset="start")
    by_number = page_facts(page, shown(5, page="3", per_page="5"), 40)
    by_offset = page_facts(page, shown(5, start="7", per_page="5"), 40)
    assert (by_number[PageFact.OFFSET], by_offset[PageFact.OFFSET]) == (10, 7)


def test_a_size_that_another_parameter_gives_is_no_default():
    lists = [shown(5, size=25), shown(4, size=4, limit="4")]
    page = with_default(Page(limit="size"), lists, matching(5, 12), frozenset({"limit"}))
    assert page == Page(limit="size", default_limit=25)


def test_pages_may_be_cut_from_one_place_to_another():
    page = page_of([shown(4, start="2", end="6")], names("start", "end"))
    assert page == Page(offset="start", end="end")
    facts = page_facts(page, shown(4, start="2", end="6"), 40)
    assert (facts[PageFact.OFFSET], facts[PageFact.LIMIT]) == (2, 4)


def test_lists_may_be_cut_only_where_the_number_of_a_page_is_given():
    lists = [shown(24), shown(10, page="1"), shown(4, page="3")]
    page = with_default(Page(number="page"), lists, matching(24, 24, 24))
    assert page == Page(number="page", numbered_limit=10)


def test_the_size_that_answers_tell_is_the_default():
    page = with_default(None, [shown(5, size=5), shown(2, size=5)], matching(12, 12))
    assert page == Page(default_limit=5)


def test_a_size_that_longer_lists_contradict_is_none():
    assert with_default(None, [shown(7, size=5)], matching(7)) is None


def test_the_length_at_which_longer_lists_were_cut_is_the_default():
    page = with_default(Page(offset="offset"), [shown(8), shown(3)], matching(20, 3))
    assert page == Page(offset="offset", default_limit=8)


def test_lists_are_taken_for_cut_without_a_parameter_only_at_a_usual_size():
    assert with_default(None, [shown(8)], matching(20)) is None
    assert with_default(None, [shown(10)], matching(20)) == Page(default_limit=10)


def test_lists_cut_at_two_lengths_have_no_default():
    assert with_default(None, [shown(10), shown(20)], matching(40, 40)) is None


def test_a_longer_list_contradicts_the_length_of_a_cut():
    assert with_default(None, [shown(10), shown(12)], matching(20, 12)) is None


def test_a_list_whose_size_the_request_gives_tells_no_default():
    page = Page(limit="limit")
    assert with_default(page, [shown(10, limit="10")], matching(20)) == page


@pytest.mark.parametrize(
    ("answer", "fact", "value"),
    [
        ({"items": [], "total": 40}, PageFact.TOTAL, 40),
        ({"meta": {"filterCount": 40}, "items": []}, PageFact.TOTAL, 40),
        ({"booksCount": 40}, PageFact.TOTAL, 40),
        ({"total": True}, PageFact.TOTAL, None),
        ({"total": "40"}, PageFact.TOTAL, None),
        ({"items": [{"total": 40}]}, PageFact.TOTAL, None),
        ({"paging": {"perPage": 10}}, PageFact.LIMIT, 10),
        ([{"total": 40}], PageFact.TOTAL, None),
    ],
)
def test_answers_tell_facts_beside_their_lists(answer: Json, fact: PageFact, value: int | None):
    assert told_by(answer, fact) == value


def test_names_of_members_say_which_fact_they_are():
    assert fact_named(PageFact.HAS_NEXT, "hasMore") == 1
    assert fact_named(PageFact.TOTAL, "books_count") == 0.5
    assert fact_named(PageFact.PAGE, "books_count") == 0
    assert fact_named(PageFact.TOTAL, "") == 0


def test_without_a_page_only_the_rows_are_counted():
    assert page_facts(None, shown(3), 7) == {PageFact.TOTAL: 7, PageFact.COUNT: 3}


def test_a_limit_that_is_no_number_tells_nothing_of_pages():
    facts = page_facts(Page(limit="limit"), shown(3, limit="all"), 7)
    assert facts == {PageFact.TOTAL: 7, PageFact.COUNT: 3, PageFact.OFFSET: 0}


@given(
    total=st.integers(0, 200),
    limit=st.integers(1, 30),
    number=st.integers(0, 12),
    first=st.sampled_from([0, 1]),
)
def test_the_facts_of_a_page_agree_with_one_another(
    total: int, limit: int, number: int, first: int
):
    page = Page(limit="limit", number="page", first=first)
    number += first
    facts = page_facts(page, shown(0, limit=str(limit), page=str(number)), total)
    pages, offset = facts[PageFact.PAGES], facts[PageFact.OFFSET]
    assert facts[PageFact.PAGE] == number
    assert pages is not None
    assert (pages - 1) * limit < total <= pages * limit
    assert facts[PageFact.HAS_NEXT] == (number - first + 1 < pages)
    assert facts[PageFact.HAS_PREVIOUS] == (number > first) == (offset != 0)
    assert facts[PageFact.NEXT_PAGE] == (number + 1 if facts[PageFact.HAS_NEXT] else None)
    assert facts[PageFact.PREVIOUS_PAGE] == (number - 1 if number > first else None)


def by_number(page: int, size: int) -> str:
    there = ROWS[(page - 1) * size : page * size]
    pages = -(-len(ROWS) // size)
    facts = {"total": 12, "page": page, "pages": pages, "has_more": page < pages}
    return f"GET /books?page={page}&size={size} 200 {told({'items': there, **facts})}"


def test_numbered_pages_tell_total_pages_and_whether_more_follow():
    lines = [by_number(1, 5), by_number(2, 5), by_number(3, 5), by_number(1, 10)]
    operation = app("\n".join(lines))["GET /books"]
    assert listed(operation).page == Page(limit="size", number="page")
    assert answer(operation).endswith(
        "by book.id paged], total: page's total, page: page's page, pages: page's pages, "
        "has_more: page's has_next}"
    )


def test_offsets_tell_where_the_page_stands():
    def line(offset: int) -> str:
        body = {"results": ROWS[offset : offset + 5], "count": 12, "limit": 5, "offset": offset}
        return f"GET /books{f'?offset={offset}' if offset else ''} 200 {told(body)}"

    operation = app("\n".join(map(line, (0, 5, 10))))["GET /books"]
    assert listed(operation).page == Page(offset="offset", default_limit=5)
    assert answer(operation).endswith(
        "paged], count: page's total, limit: page's limit, offset: page's offset}"
    )


def test_pages_are_known_by_their_neighbours():
    def line(page: int) -> str:
        links = {"next": page + 1 if page < 3 else None, "previous": page - 1 or None}
        body = {"items": ROWS[(page - 1) * 5 : page * 5], **links}
        return f"GET /books?page={page} 200 {told(body)}"

    operation = app("\n".join(map(line, (1, 2, 3))))["GET /books"]
    assert "next: page's next_page, previous: page's previous_page" in answer(operation)


def test_a_count_that_is_written_as_text_stays_text():
    def line(page: int) -> str:
        body = {"items": ROWS[(page - 1) * 5 : page * 5], "total": "12"}
        return f"GET /books?page={page} 200 {told(body)}"

    operation = app("\n".join(map(line, (1, 2, 3))))["GET /books"]
    assert answer(operation).endswith("total: page's total}")


def test_a_limit_of_0_asks_for_all_where_it_showed_rows():
    rows = [{"id": n, "title": f"T{n}"} for n in range(1, 8)]
    shown = f"""
        GET /books?limit=5 200 {json.dumps(rows[:5])}
        GET /books?limit=2 200 {json.dumps(rows[:2])}
        GET /books?limit=0 200 %s
    """
    for last, unlimited in ((rows, True), ([], False)):
        page = listed(app(shown % json.dumps(last))["GET /books"]).page
        assert page is not None
        assert (page.limit, page.unlimited) == ("limit", unlimited)


@pytest.mark.parametrize(
    ("answer", "more"),
    [
        ('{"items":[],"has_more":true}', True),
        ('{"items":[],"meta":{"hasNextPage":false}}', False),
        ('{"items":[],"next_cursor":null}', False),
        ('{"items":[],"next":"/x?page=2"}', True),
        ('{"items":[],"total":3}', None),
        ("[]", None),
    ],
)
def test_answers_say_whether_another_page_follows(answer: str, more: bool | None):
    assert more_follow(called(answer)) is more


def test_headers_say_so_too():
    linked = ("link", '</x?page=2>; rel="next"')
    assert more_follow(called("[]", linked)) is True
    assert more_follow(called("[]", ("link", '</x?page=1>; rel="prev"'))) is False


@pytest.mark.parametrize(
    ("header", "total"),
    [("x-total-count", 12), ("content-range", 12), ("x-count-of-errors", None)],
)
def test_a_header_says_how_many_rows_there_are(header: str, total: int | None):
    value = "items 0-4/12" if header == "content-range" else "12"
    assert total_of(called("[]", (header, value))) == total


def test_a_number_of_pages_is_no_number_of_rows():
    assert fact_named(PageFact.TOTAL, "totalPages") == 0
    assert fact_named(PageFact.TOTAL, "totalBooks") > 0


def test_a_list_that_says_that_more_follow_is_as_long_as_its_pages():
    told = [replace(shown(3), more=True), replace(shown(2), more=False)]
    page = with_default(None, told, matching(3, 2))
    assert page is not None
    assert page.default_limit == 3
    assert with_default(None, [shown(3)], matching(3)) is None


def test_a_page_of_all_rows_is_as_long_as_they_are_many():
    facts = page_facts(Page(limit="per_page", number="page"), shown(7, per_page="-1", page="1"), 7)
    told = (facts[PageFact.LIMIT], facts[PageFact.PAGES], facts[PageFact.HAS_NEXT])
    assert told == (7, 1, False)
    assert facts[PageFact.PAGE] == 1
