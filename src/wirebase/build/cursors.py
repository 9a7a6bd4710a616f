"""Cursors: texts that name a row of a list, and how many rows there are up to the one that is named."""

from __future__ import annotations

from wirebase.blueprint.expressions import Concat, Cursor, Page, Writing
from wirebase.blueprint.tables import Type
from wirebase.build.casts import as_text
from wirebase.build.expressions import shown
from wirebase.build.literals import quoted
from wirebase.build.scope import Scope


def cursor_of(page: Page, place: str, scope: Scope) -> str:
    """The cursor of the row in scope that stands at a place, counted from 1."""
    cursor = page.cursor or Cursor()
    if cursor.row:
        return _written(as_text(shown(Concat(parts=cursor.row), scope)), cursor)
    return _written(f"{quoted(cursor.prefix)} || ({place} + {cursor.first - 1})::text", cursor)


def rows_until(page: Page, listed: str, order: str, scope: Scope, outer: Scope) -> str:
    """The number of rows of a list up to the one that the request's cursor names, 0 where it names none.

    The list is given by FROM and WHERE; its order must be total."""
    given = outer.arguments.cast(page.after, Type.TEXT, array=False, strict=False)
    cursor = page.cursor or Cursor()
    if not cursor.row:
        place = f"wirebase.place({given}, {quoted(cursor.prefix)})"
        sql = f"greatest(coalesce({place} - {cursor.first} + 1, 0), 0)"
        return outer.once("skipped", "bigint", sql)
    ranked = (
        f"select {cursor_of(page, '', scope)} as cursor,"
        f" row_number() over ({order.strip()}) as place{listed}"
    )
    found = f"select max(ranked.place) from ({ranked}) as ranked where ranked.cursor = {given}"
    return outer.ahead("skipped", "bigint", f"coalesce(({found}), 0)")


def _written(text: str, cursor: Cursor) -> str:
    """The text in the letters in which the cursor writes it."""
    if cursor.writing is Writing.PLAIN:
        return text
    is_url = cursor.writing is Writing.BASE64_URL
    dropped = "" if cursor.padded else "="
    letters, others = ("+/", "-_") if is_url else ("", "")
    encoded = f"encode(convert_to({text}, 'UTF8'), 'base64')"
    # Postgres breaks long lines.
    return f"translate({encoded}, {quoted(letters + dropped)} || chr(10), {quoted(others)})"
