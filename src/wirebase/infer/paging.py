"""Pages: which parameters cut a list, how long its pages are, and what answers tell of them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from wirebase.blueprint.expressions import Page, PageFact
from wirebase.exchange import Json
from wirebase.infer.calls import Call
from wirebase.infer.cursors import place_of
from wirebase.infer.naming import snake
from wirebase.infer.shown import Shown
from wirebase.infer.titles import GENERIC

LIMITS = frozenset(
    "limit per_page page_size pagesize perpage size first take count max_results top results "
    "page_limit".split()
)
ENDS = frozenset("end end_index page_end".split())
OFFSETS = frozenset("offset skip start from_index after page_offset".split())
NUMBERS = frozenset("page p page_number pageno page_index pagenumber".split())
FILTERS = frozenset("filter filters where condition conditions criteria matching".split())
"""Objects whose members are conditions."""
NONE: frozenset[str] = frozenset()
FOLLOWING = frozenset("next next_page next_cursor next_token next_page_token".split())
"""What answers call the next page."""
TOTAL_HEADERS = ("x-total-count", "x-total", "total-count", "content-range")
"""Headers that say how many rows there are, the last of them behind the places that it shows."""
_COUNT = re.compile(r"(?:.*/)?(\d{1,15})")
_NEXT = re.compile(r';\s*rel="?next"?')
FEWEST = 5
"""Rows of a page from which its length says how long pages are."""
ROUND = (10, 12, 15, 20, 24, 25, 30, 50, 100)
"""Usual page sizes."""


def role(name: str) -> str:
    """What a parameter's name says that it does to a page: limit, offset, number, end, or nothing.

    >>> role("page[size]"), role("perPage"), role("offset"), role("author"), role("options.take")
    ('limit', 'limit', 'offset', '', 'limit')
    >>> role("pagination[pageSize]"), role("filter[page]")
    ('limit', '')
    """
    parts = [part for part in re.split(r"[\[\].]+", name) if part] or [name]
    spellings = (name, "_".join(parts[-2:]), parts[-1])
    names = {snake(spelling).strip("_") for spelling in spellings}
    if len(parts) > 1 and narrows(parts[:-1]):
        return ""
    for said, words in (
        ("limit", LIMITS),
        ("offset", OFFSETS),
        ("number", NUMBERS),
        ("end", ENDS),
    ):
        if names & words:
            return said
    return ""


def narrows(parts: Sequence[str]) -> bool:
    """Whether the parts of a parameter's name before the last say that it is a condition."""
    return any(snake(part).strip("_") in FILTERS for part in parts)


def page_of(shown: list[Shown], names: dict[str, str]) -> Page | None:
    """The parameters that cut the lists; None where none does."""
    used = Counter(parameter for s in shown for parameter in s.arguments)
    roles: dict[str, str] = {}
    for parameter in sorted(names, key=lambda p: (-used[p], p)):
        if said := role(names[parameter]):
            roles.setdefault(said, parameter)
    if not roles:
        return None
    number = roles.get("number", "")
    limit = roles.get("limit", "")
    from_zero = number and any(s.arguments.get(number) == "0" for s in shown)
    return Page(
        limit=limit,
        unlimited=any(s.arguments.get(limit) == "0" and s.keys for s in shown),
        offset=roles.get("offset", ""),
        number=number,
        end=roles.get("end", "") if "offset" in roles else "",
        first=0 if from_zero else 1,
    )


def told_by(answer: Json, fact: PageFact) -> int | None:
    """A fact that an answer tells outside of its lists, by the name of the member that holds it."""
    if not isinstance(answer, dict):
        return None
    for name, value in answer.items():
        number = value if isinstance(value, int) and not isinstance(value, bool) else None
        if number is not None and fact_named(fact, name) >= 0.5:
            return number
    inner = (told_by(value, fact) for value in answer.values() if isinstance(value, dict))
    return next((number for number in inner if number is not None), None)


def total_of(call: Call) -> int | None:
    """How many rows an answer says that there are on all pages, in its body or in a header."""
    told = told_by(call.answer(), PageFact.TOTAL)
    if told is not None:
        return told
    for name in TOTAL_HEADERS:
        if number := _COUNT.fullmatch(call.exchange.answer.header(name) or ""):
            return int(number[1])
    return None


def more_follow(call: Call) -> bool | None:
    """Whether an answer says that another page follows the one that it shows; None where it does not say."""
    answer = call.answer()
    said = list(_said_to_follow(answer)) if isinstance(answer, dict) else []
    linked = call.exchange.answer.header("link") or ""
    if any(said) or _NEXT.search(linked):
        return True
    return False if said or linked else None


def _said_to_follow(value: dict[str, Json]) -> Iterator[bool]:
    """What the members beside a list say of a next page."""
    for name, inner in value.items():
        word = snake(name)
        if isinstance(inner, dict):
            yield from _said_to_follow(inner)
        elif isinstance(inner, bool):
            if fact_named(PageFact.HAS_NEXT, name) >= 1:
                yield inner
        elif isinstance(inner, str | int | None) and word in FOLLOWING:
            yield bool(inner)


def with_default(
    page: Page | None, shown: list[Shown], matching: list[list[str]], sizes: frozenset[str] = NONE
) -> Page | None:
    """The page with the size that it has where none of the parameters that are `sizes` gives one.

    That is the size that answers tell, or the length at which longer lists were cut."""
    sizes |= {page.limit} if page is not None and page.limit else NONE
    said = {s.size for s in shown if s.size is not None and sizes.isdisjoint(s.arguments)}
    page = _numbered(page, shown, matching, sizes)
    if len(said) == 1 and all(len(s.keys) <= (s.size or len(s.keys)) for s in shown):
        return (page or Page()).model_copy(update={"default_limit": said.pop()})
    told = {
        len(s.keys)
        for s in shown
        if s.more and sizes.isdisjoint(s.arguments) and not _has_numbered_size(page, s)
    }
    if len(told) == 1 and max(told) > 0:
        return (page or Page()).model_copy(update={"default_limit": told.pop()})
    unsized = [
        (s, len(m))
        for s, m in zip(shown, matching, strict=True)
        if sizes.isdisjoint(s.arguments) and not _has_numbered_size(page, s)
    ]
    longest = max((len(s.keys) for s, _ in unsized), default=0)
    bare = [(len(s.keys), there - _skipped(page, s, longest)) for s, there in unsized]
    cut = {n for n, there in bare if n < there}
    if len(cut) != 1:
        return page
    size = cut.pop()
    likely = page is not None or size in ROUND
    if size < 5 or not likely or any(n > size for n, _ in bare):
        return page
    return (page or Page()).model_copy(update={"default_limit": size})


def _numbered(
    page: Page | None, shown: list[Shown], matching: list[list[str]], sizes: frozenset[str]
) -> Page | None:
    """The page with the size that it has where its number is given, if lists are whole where it is not."""
    if page is None or not page.number:
        return page
    bare = [
        (page.number in s.arguments, len(s.keys), len(m))
        for s, m in zip(shown, matching, strict=True)
        if sizes.isdisjoint(s.arguments)
    ]
    cut = {length for numbered, length, there in bare if numbered and length < there}
    whole = [length for numbered, length, there in bare if not numbered and length == there]
    size = max(cut, default=0)
    if size < FEWEST or max(whole, default=0) <= size:
        return page
    if any(length > size for numbered, length, _ in bare if numbered):
        return page
    return page.model_copy(update={"numbered_limit": size})


def _has_numbered_size(page: Page | None, shown: Shown) -> bool:
    """Whether the page is one whose number alone gives it a size."""
    if page is None or page.numbered_limit is None:
        return False
    return page.number in shown.arguments


def _skipped(page: Page | None, shown: Shown, size: int) -> int:
    """How many rows are on the pages before, if pages are of that size."""
    sized = page and page.model_copy(update={"default_limit": size})
    return page_facts(sized, shown, 0).get(PageFact.OFFSET) or 0


WORDS: dict[PageFact, frozenset[str]] = {
    fact: frozenset(words.split())
    for fact, words in {
        PageFact.TOTAL: "total count total_count total_items total_results filter_count "
        "total_elements",
        PageFact.COUNT: "count length size returned number_of_elements",
        PageFact.LIMIT: "limit per_page page_size perpage size",
        PageFact.OFFSET: "offset skip start",
        PageFact.PAGE: "page current_page page_number number current",
        PageFact.PAGES: "pages total_pages page_count last_page",
        PageFact.PAGES_FROM_ONE: "pages total_pages page_count last_page",
        PageFact.FIRST: "from first first_item",
        PageFact.FIRST_SHOWN: "from first first_item",
        PageFact.LAST_SHOWN: "to last last_item",
        PageFact.HAS_NEXT: "has_next has_more more has_next_page",
        PageFact.HAS_PREVIOUS: "has_previous has_prev has_previous_page",
        PageFact.NEXT_PAGE: "next next_page",
        PageFact.PREVIOUS_PAGE: "previous prev previous_page prev_page",
    }.items()
}


def fact_named(fact: PageFact, name: str) -> float:
    """How well a member's name says that it is this fact, 0..1."""
    word = snake(name) if name else ""
    if word in WORDS.get(fact, ()):
        return 1.0
    if fact is not PageFact.TOTAL:
        return 0.0
    if word.removeprefix("total_") in GENERIC and word not in GENERIC:
        return 1.0
    if any(word in words for words in WORDS.values()):
        return 0.0
    return 0.5 if "total" in word or word.endswith("_count") else 0.0


WHOLE = -1
"""By convention, the size of a page that asks for all rows."""

type Facts = dict[PageFact, int | bool | None]


def page_facts(page: Page | None, shown: Shown, total: int) -> Facts:
    """The facts about one shown page of a list, as the database would compute them."""
    facts: Facts = {PageFact.TOTAL: total, PageFact.COUNT: len(shown.keys)}
    if page is None:
        return facts
    offset = _number(shown.arguments.get(page.offset)) or 0
    limit = _size(page, shown, offset)
    if page.cursor and page.cursor.row:
        if shown.skipped is None:
            return facts
        offset = shown.skipped
    elif page.after and page.cursor:
        offset = place_of(shown.arguments.get(page.after, ""), page.cursor) or 0
    if page.number and limit and page.offset not in shown.arguments:
        number = _number(shown.arguments.get(page.number))
        offset = ((page.first if number is None else number) - page.first) * limit
    facts[PageFact.OFFSET] = offset
    whole = limit == WHOLE
    limit = max(total, 1) if whole else limit
    if not limit or limit < 0:
        return facts
    number = offset // limit + page.first
    more = offset + limit < total
    return facts | {
        PageFact.LIMIT: total if whole else limit,
        PageFact.PAGE: number,
        PageFact.PAGES: math.ceil(total / limit),
        PageFact.PAGES_FROM_ONE: max(math.ceil(total / limit), 1),
        PageFact.FIRST: offset + 1,
        PageFact.FIRST_SHOWN: offset + 1 if offset < total else None,
        PageFact.LAST_SHOWN: min(total, offset + limit) if offset < total else None,
        PageFact.HAS_NEXT: more,
        PageFact.HAS_PREVIOUS: offset > 0,
        PageFact.NEXT_PAGE: number + 1 if more else None,
        PageFact.PREVIOUS_PAGE: number - 1 if offset > 0 else None,
    }


def _size(page: Page, shown: Shown, offset: int) -> int | None:
    """The number of rows that a page may have."""
    given, end = (_number(shown.arguments.get(p)) for p in (page.limit, page.end))
    if given == 0 and page.unlimited:
        return None
    numbered = page.numbered_limit if page.number in shown.arguments else None
    until = max(end - offset, 0) if end is not None else None
    return given or until or numbered or page.default_limit


def _number(value: str | None) -> int | None:
    try:
        return int(value) if value is not None else None
    except ValueError:
        return None
