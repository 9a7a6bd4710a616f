"""Deletions whose body the recorder did not keep, as some keep none of a DELETE."""

from __future__ import annotations

from collections.abc import Sequence

from wirebase.infer.calls import Call
from wirebase.infer.history import History
from wirebase.infer.records import occurrences


def unkept(past: History, calls: Sequence[Call]) -> None:
    """Dates what such a deletion took: the rows that the last change at its path showed.

    Rows that were seen later are still there."""
    shown = [(call, _shown(past, call)) for call in calls]
    last = {row: call.exchange.index for call, rows in shown for row in rows}
    for place, (call, _) in enumerate(shown):
        if not _lost(call):
            continue
        before = (rows for c, rows in reversed(shown[:place]) if rows and _changes_at(c, call))
        for entity, key in next(before, ()):
            life = past.rows[entity].get(key)
            if life is not None and last[entity, key] < call.exchange.index:
                life.deleted = call.exchange.index


def _lost(call: Call) -> bool:
    """Whether a deletion at a list was sent with a body that is not there."""
    length = call.exchange.request.header("content-length") or "0"
    sent = length.isdigit() and int(length) > len("{}")
    is_list = bool(call.route.segments) and isinstance(call.route.segments[-1], str)
    deletes = call.route.method == "DELETE" and call.exchange.succeeded
    return deletes and is_list and sent and not call.has_body


def _changes_at(earlier: Call, call: Call) -> bool:
    return not earlier.route.read and earlier.exchange.path == call.exchange.path


def _shown(past: History, call: Call) -> list[tuple[str, str]]:
    """Entity and key of the rows that an answer shows."""
    found = (past.shown(o) for o in occurrences(call, call.answer())) if call.has_answer else ()
    return [(told[0].name, told[1]) for told in found if told is not None]
