"""Pages: which rows of a list an answer shows, and the facts about them."""

from __future__ import annotations

from dataclasses import dataclass

from wirebase.blueprint.expressions import Page, PageFact
from wirebase.blueprint.tables import Type
from wirebase.build.scope import Scope

MOST = 1_000_000_000
"""The largest limit, offset or page number: Postgres can still multiply two of them."""


@dataclass(frozen=True, slots=True)
class Window:
    """The number of rows on a page, and of those before it, as SQL; "" where there is no limit."""

    limit: str = ""
    offset: str = ""

    @property
    def clause(self) -> str:
        """LIMIT and OFFSET."""
        limit = f" limit {self.limit}" if self.limit else ""
        return limit + (f" offset {self.offset}" if self.offset else "")


def window(page: Page, scope: Scope, skipped: str = "") -> Window:
    """The page's limit and offset for what the request gives; absurd values count as not given.

    Where the page is one after a cursor, as many rows are skipped as are told."""
    limit = _limit(page, scope)
    if page.offset:
        before = _before(page, limit, scope) if page.number and limit else "0"
        offset = f"coalesce({_amount(page.offset, scope)}, {before})"
    elif skipped:
        return Window(limit, skipped)
    elif page.number and limit:
        offset = _before(page, limit, scope)
    else:
        return Window(limit)
    return Window(limit, scope.once("skipped", "bigint", offset))


def _before(page: Page, limit: str, scope: Scope) -> str:
    """The number of rows on the pages before the one of that number."""
    return f"({_number(page, scope)} - {page.first}) * coalesce({limit}, 0)"


def fact(page: Page, rows: Window, which: PageFact, total: str, scope: Scope) -> tuple[str, str]:
    """The SQL of a fact about the page, and its type; the total counts the rows on all pages."""
    limit, offset = rows.limit or "null::bigint", rows.offset or "0"
    number = _shown_number(page, limit, offset, scope)
    more = f"coalesce({offset} + {limit} < {total}, false)"
    pages = f"coalesce(ceil({total}::numeric / nullif({limit}, 0))::bigint, 1)"
    count = f"greatest(least({total} - {offset}, {limit}), 0)"
    integer = {
        PageFact.TOTAL: total,
        PageFact.COUNT: count,
        PageFact.LIMIT: f"case when {limit} < {MOST} then {limit} else {total} end",
        PageFact.OFFSET: offset,
        PageFact.PAGE: number,
        PageFact.PAGES: pages,
        PageFact.PAGES_FROM_ONE: f"greatest({pages}, 1)",
        PageFact.FIRST: f"{offset} + 1",
        PageFact.FIRST_SHOWN: f"case when {count} > 0 then {offset} + 1 end",
        PageFact.LAST_SHOWN: f"nullif({offset} + {count}, {offset})",
        PageFact.NEXT_PAGE: f"case when {more} then {number} + 1 end",
        PageFact.PREVIOUS_PAGE: f"case when {offset} > 0 then {number} - 1 end",
    }
    if which in integer:
        return integer[which], Type.BIGINT
    return (more if which == PageFact.HAS_NEXT else f"{offset} > 0"), Type.BOOLEAN


def end(rows: Window, which: PageFact, total: str) -> tuple[str, str]:
    """The SQL of the place of the row that a cursor beside a page names, and of whether there is one."""
    offset = rows.offset or "0"
    left = f"greatest({total} - {offset}, 0)"
    count = f"least({left}, {rows.limit})" if rows.limit else left
    more = f"coalesce({offset} + {rows.limit or 'null'} < {total}, false)"
    place = f"{offset} + 1" if which is PageFact.START_CURSOR else f"{offset} + {count}"
    return place, (more if which is PageFact.NEXT_CURSOR else f"{count} > 0")


def _shown_number(page: Page, limit: str, offset: str, scope: Scope) -> str:
    if page.number and not page.offset:
        return _number(page, scope)
    return f"coalesce({offset} / nullif({limit}, 0), 0) + {page.first}"


def _number(page: Page, scope: Scope) -> str:
    given = scope.arguments.cast(page.number, Type.BIGINT, array=False, strict=False)
    number = f"least(greatest(coalesce({given}, {page.first}), {page.first}), {MOST})"
    return scope.once("page_number", "bigint", number)


def _limit(page: Page, scope: Scope) -> str:
    default = page.default_limit
    sizes: list[str] = []
    if page.limit:
        given = scope.arguments.cast(page.limit, Type.BIGINT, array=False, strict=False)
        # By convention, -1 asks for all rows.
        all_rows = f"{given} in (-1, 0)" if page.unlimited else f"{given} = -1"
        sizes.append(f"case when {all_rows} then {MOST} else {_amount(page.limit, scope)} end")
    if page.end:
        before = f"coalesce({_amount(page.offset, scope)}, 0)" if page.offset else "0"
        end = _amount(page.end, scope)
        sizes.append(f"case when {end} >= {before} then {end} - {before} end")
    if page.number and page.numbered_limit is not None:
        numbered = scope.arguments.is_given(page.number)
        sizes.append(f"case when {numbered} then {page.numbered_limit} end")
    if not sizes:
        return "" if default is None else str(default)
    if default is not None:
        sizes.append(str(default))
    limit = f"coalesce({', '.join(sizes)})" if len(sizes) > 1 else sizes[0]
    if page.max_limit is not None:
        limit = f"least({limit}, {page.max_limit})"
    return scope.once("page_size", "bigint", limit)


def _amount(parameter: str, scope: Scope) -> str:
    """The parameter as a number of rows; null where it is none."""
    given = scope.arguments.cast(parameter, Type.BIGINT, array=False, strict=False)
    return f"(case when {given} between 0 and {MOST} then {given} end)"
