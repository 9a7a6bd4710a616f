"""Lists of the tracker: their order, their pages, and what is told beside them."""

from __future__ import annotations

import base64
from collections.abc import Callable

from bench.styles.naming import snake
from bench.styles.tracker.app import Tracker
from bench.styles.tracker.style import TrackerStyle
from bench.styles.web import Reply, Request, Row

type Show = Callable[[Row], Row]


def listed(app: Tracker, name: str, rows: list[Row], request: Request, show: Show) -> Reply:
    """The answer that is one page of these rows, each shown like this."""
    total = len(rows)
    rows, told = _page(app.style, rows, request.query)
    headers = _headers(app.style, told, total)
    shown = [show(row) for row in rows]
    if app.style.envelope == "bare":
        return Reply(200, shown, headers)
    beside = _beside(app.style, told)
    match app.style.envelope:
        case "success":
            return Reply(200, {"success": True, "data": shown, **beside}, headers)
        case "named":
            wrapped = {f"{name}s": shown}
        case "data" | "results":
            wrapped = {app.style.envelope: shown}
    body = {**wrapped, **beside} if app.style.total == "meta" else {**beside, **wrapped}
    return Reply(200, body, headers)


def ordered(style: TrackerStyle, rows: list[Row], query: dict[str, str]) -> list[Row]:
    """The rows as the query wants them, the newest first where it does not say."""
    match style.order:
        case "minus":
            name, descending = _signed(query.get("sort", ""))
        case "ordering":
            name, descending = _signed(query.get("ordering", ""))
        case "direction":
            name, descending = query.get("order_by", ""), query.get("dir") == "desc"
        case "colon":
            name, _, direction = query.get("sort", "").partition(":")
            descending = direction == "desc"
        case "none":
            name, descending = "", False
    if not name:
        name, descending = "created_at", True
    return sorted(rows, key=lambda row: row[snake(name)], reverse=descending)


def _signed(text: str) -> tuple[str, bool]:
    return text.removeprefix("-"), text.startswith("-")


def _page(style: TrackerStyle, rows: list[Row], query: dict[str, str]) -> tuple[list[Row], Row]:
    """The rows of the page, and where it stands among all."""
    total = len(rows)
    match style.paging:
        case "page" | "page_headers" | "page_from_0":
            first = 0 if style.paging == "page_from_0" else 1
            named = "size" if style.paging == "page_from_0" else "per_page"
            size, page = int(query.get(named, 10)), int(query.get("page", first))
            begin = (page - first) * size
            told = {"page": page, named: size, "total": total, "total_pages": -(-total // size)}
            return rows[begin : begin + size], told
        case "offset":
            size, begin = int(query.get("limit", 10)), int(query.get("offset", 0))
            return rows[begin : begin + size], {"offset": begin, "limit": size, "total": total}
        case "cursor":
            size, begin = int(query.get("limit", 5)), _after(rows, query.get("cursor", ""))
            page_rows = rows[begin : begin + size]
            more = begin + size < total
            following = _cursor(page_rows[-1]) if page_rows and more else None
            return page_rows, {"next_cursor": following, "has_more": following is not None}
        case "none":
            return rows, {}


def _cursor(row: Row) -> str:
    return base64.b64encode(str(row["id"]).encode()).decode()


def _after(rows: list[Row], cursor: str) -> int:
    """Where the row that follows this cursor stands."""
    keys = [_cursor(row) for row in rows]
    return keys.index(cursor) + 1 if cursor in keys else 0


def _headers(style: TrackerStyle, told: Row, total: int) -> dict[str, str]:
    if style.paging == "page_headers":
        return {"x-total-count": str(total), "x-page": str(told["page"])}
    return {"x-total-count": str(total)} if style.total == "header" else {}


def _beside(style: TrackerStyle, told: Row) -> Row:
    """What the body tells beside the rows."""
    told = {} if style.paging == "page_headers" else told
    match style.total:
        case "body":
            return told
        case "meta":
            return {"meta": told}
        case "count":
            return {"count": told["total"]} if "total" in told else told
        case "header":
            return {name: value for name, value in told.items() if name != "total"}
        case "none":
            hidden = ("total", "total_pages")
            return {name: value for name, value in told.items() if name not in hidden}
