"""Appearances: rows that came or went between two looks at one whole list, with a write in between.

Answers to writes do not always show what they made: a tag that a new book brought along is first
seen in the next list of tags. What a list lacked before and has now was made in between. A list that ever
lacked a row which was there then, as a feed does, tells of no departure. What people do to rows for
themselves, as to follow somebody, neither makes rows nor deletes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wirebase.exchange import Json
from wirebase.infer.accounts import Accounts
from wirebase.infer.arguments import ARGUMENTS, leaves
from wirebase.infer.calls import Call
from wirebase.infer.faults import served
from wirebase.infer.history import History, Life, target
from wirebase.infer.key_lists import deleted_entity, listed_keys
from wirebase.infer.logins import ends_session, presented
from wirebase.infer.naming import snake
from wirebase.infer.ordering import is_sort
from wirebase.infer.paging import more_follow, role, total_of
from wirebase.infer.records import ITEM, SELF, Pointer, occurrences
from wirebase.infer.viewers import is_personal

GONE = frozenset({404, 410})
"""What is answered where a row is no more."""

type Where = tuple[str, Pointer]
"""A list: the route, address and caller of the calls that show it, and its place in their answers."""


@dataclass(frozen=True, slots=True)
class Look:
    """A whole list as one call showed it."""

    index: int
    entity: str
    keys: frozenset[str]


def appearances(past: History, calls: Iterable[Call]) -> None:
    """Dates the rows that came or went between two looks at a list."""
    writes: list[int] = []
    before: dict[Where, Look] = {}
    seen = _last_seen(past, calls := list(calls))
    looks = {call.exchange.index: list(_looks(past, call)) for call in calls}
    choosy = _choosy(past, [look for told in looks.values() for look in told])
    for call in calls:
        if not call.route.read and served(call) and not is_personal(call):
            writes.append(call.exchange.index)
        for where, look in looks[call.exchange.index]:
            earlier = before.get(where)
            between = [i for i in writes if earlier and earlier.index < i < look.index]
            if earlier is not None and between:
                _date(past, earlier, look, between[-1], {} if where in choosy else seen)
            before[where] = look


def brought(past: History, calls: Iterable[Call]) -> None:
    """Dates the rows that a write brought along by naming them in a list of words, as `["sea", "war"]`:
    a list had lacked them before, and answers show them from then on."""
    words: dict[str, int] = {}
    listed: dict[str, int] = {}
    for call in calls:
        index = call.exchange.index
        for _, look in _looks(past, call):
            listed.setdefault(look.entity, index)
        if call.route.read or not served(call) or not call.has_body:
            continue
        for _, value in leaves(call.body()):
            if isinstance(value, list):
                for word in value:
                    if isinstance(word, str):
                        words.setdefault(word, index)
    for name, first in listed.items():
        for life in past.rows[name].values():
            told = [words[v] for v in _texts(life) if v in words]
            since = min(told, default=first)
            if first < since <= life.seen and life.created in (None, since):
                life.created, life.named = since, True


def _texts(life: Life) -> list[str]:
    """The texts by which the row was known when it was first seen."""
    return [v for series in life.changes.values() if isinstance(v := series[0][1], str)]


def _choosy(past: History, looks: Iterable[tuple[Where, Look]]) -> set[Where]:
    """The lists that ever lacked a row which they show at another time, and which was there."""
    by_list: dict[Where, list[Look]] = {}
    for where, look in looks:
        by_list.setdefault(where, []).append(look)
    return {
        where
        for where, told in by_list.items()
        if any(_lacks(past, look, frozenset().union(*(x.keys for x in told))) for look in told)
    }


def _lacks(past: History, look: Look, shown: frozenset[str]) -> bool:
    """Whether a look lacks a row that had been seen, and is seen again."""
    lives = (past.rows[look.entity][key] for key in shown - look.keys)
    return any(
        life.seen < look.index < max((at for at, _ in life.looks), default=0)
        and (life.deleted is None or life.deleted > look.index)
        for life in lives
    )


def departures(past: History, calls: Iterable[Call], who: Accounts) -> None:
    """Dates the accounts that deleted themselves: DELETE /users/me."""
    for call in calls:
        last = next((s for s in reversed(call.route.segments) if s != ""), "")
        caller = who.caller(call)
        if call.route.method != "DELETE" or not isinstance(last, str) or caller is None:
            continue
        life = past.rows[who.entity].get(caller)
        left = snake(last) in SELF and not ends_session(call.route)
        if left and served(call) and life is not None:
            life.deleted = call.exchange.index


def missed(past: History, calls: Iterable[Call], who: Accounts) -> None:
    """Dates the rows that were shown to somebody who then asks for them in vain: a write took them away."""
    shown: dict[tuple[str, str], set[str | None]] = {}
    last, write = _last_seen(past, calls := list(calls)), -1
    for call in calls:
        index, caller = call.exchange.index, who.caller(call)
        if not call.route.read:
            write = index if served(call) else write
        elif served(call) and call.has_answer:
            for occurrence in occurrences(call, call.answer()):
                found = past.shown(occurrence)
                if found is not None:
                    shown.setdefault((found[0].name, found[1]), set()).add(caller)
        elif call.exchange.status in GONE and (row := target(past, call)) is not None:
            place = row[0].name, row[1]
            life = past.rows[row[0].name].get(row[1])
            if life is None or life.deleted is not None or caller not in shown.get(place, ()):
                continue
            if last.get(place, index) < write:
                life.deleted = write


def emptied(past: History, calls: Iterable[Call]) -> None:
    """Dates the rows that a deletion names in a list."""
    for call in calls:
        entity = deleted_entity(past, call.route, [call]) if served(call) else None
        found = listed_keys(call) if entity is not None else None
        for key in found[1] if found else ():
            life = past.rows[entity.name].get(key) if entity is not None else None
            if life is not None:
                life.deleted = call.exchange.index


def _date(
    past: History, earlier: Look, look: Look, write: int, seen: dict[tuple[str, str], int]
) -> None:
    rows = past.rows[look.entity]
    for key in look.keys - earlier.keys:
        life = rows[key]
        if life.created is None and life.seen == look.index:
            life.created = write
    for key in earlier.keys - look.keys:
        life = rows[key]
        if life.deleted is None and seen.get((look.entity, key), look.index) < look.index:
            life.deleted = write


def _last_seen(past: History, calls: Iterable[Call]) -> dict[tuple[str, str], int]:
    """(entity, key) -> the last exchange that shows the row."""
    seen: dict[tuple[str, str], int] = {}
    for call in calls:
        if call.has_answer and served(call):
            for occurrence in occurrences(call, call.answer()):
                shown = past.shown(occurrence)
                if shown is not None:
                    seen[shown[0].name, shown[1]] = call.exchange.index
    return seen


def _looks(past: History, call: Call) -> Iterator[tuple[Where, Look]]:
    """The whole lists that a call shows: not filtered, not cut, not inside of rows."""
    if not call.route.read or not call.has_answer or not served(call):
        return
    if any(not role(name) for name in call.query) and not call.route.is_graphql:
        return
    if call.route.is_graphql and _is_narrowed(call):
        return
    answer = call.answer()
    keys: dict[Pointer, list[str]] = {}
    entity: dict[Pointer, str] = {}
    for occurrence in occurrences(call, answer):
        shown = past.shown(occurrence)
        outer = occurrence.pointer[:-1]
        if shown and occurrence.pointer[-1:] == (ITEM,) and ITEM not in outer:
            keys.setdefault(occurrence.pointer, []).append(shown[1])
            entity[occurrence.pointer] = shown[0].name
    for pointer, name in _emptied(past, call.route.name, answer):
        keys[pointer], entity[pointer] = [], name
    total = total_of(call)
    caller = "".join(token for _, token in presented(call.exchange))
    for pointer, listed in keys.items():
        cut = len(listed) < total if total is not None else bool(call.query or more_follow(call))
        if not cut:
            where = (call.route.name + call.exchange.url + caller, pointer)
            yield where, Look(call.exchange.index, entity[pointer], frozenset(listed))


def _emptied(past: History, route: str, answer: Json) -> Iterator[tuple[Pointer, str]]:
    """The places where other answers of the route list rows and this one lists none."""
    for (name, pointer), entity in past.places.items():
        outer = pointer[:-1]
        if name == route and pointer[-1:] == (ITEM,) and ITEM not in outer:
            inner = answer
            for step in outer:
                inner = inner.get(step) if isinstance(inner, dict) else None
            if inner == []:
                yield pointer, entity.name


def _is_narrowed(call: Call) -> bool:
    """Whether a GraphQL request gives arguments that may say which rows are shown."""
    body = call.body()
    given = body.get(ARGUMENTS) if isinstance(body, dict) else None
    for pointer, value in leaves(given or {}):
        name = ".".join(pointer.split("/")[2:])
        if value not in (None, "", []) and not role(name) and not is_sort(name):
            return True
    return False
