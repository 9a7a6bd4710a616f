"""Viewers: fields of a row that depend on who asks, such as whether it is the caller's favourite.

A boolean of a row that a call of the caller's sets, and that another caller does not see, is no
column of the row: it says whether a link between the caller and the row is there. A number of the
row that moves by one with it counts those links.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import TypeGuard

from wirebase.evidence import Evidence
from wirebase.exchange import Json
from wirebase.infer.accounts import Accounts
from wirebase.infer.calls import Call, Route
from wirebase.infer.faults import served
from wirebase.infer.history import History
from wirebase.infer.naming import plural, snake
from wirebase.infer.paths import Named, named
from wirebase.infer.records import occurrences
from wirebase.infer.relations import Link


@dataclass(slots=True)
class Viewer:
    """A field that tells whether the caller is linked with the row."""

    entity: str
    field: str
    link: Link
    """The accounts on its left, the rows on its right."""
    sets: Mapping[str, bool | None]
    """Route -> what it sets the field to; None where each call turns it round."""
    counter: str = ""
    """The field that counts the links; "" where none does."""


def viewers(calls: list[Call], past: History, who: Accounts) -> dict[tuple[str, str], Viewer]:
    """The fields that depend on the viewer, which are then no longer in the history's rows."""
    found: dict[tuple[str, str], Viewer] = {}
    if not who.entity:
        return found
    told: dict[tuple[str, str], Mapping[str, bool | None]] = {**_flips(calls, past, who)}
    told.update(_toggles(calls, past))
    for (entity, name), routes in {**_silent(calls, past, who), **told}.items():
        viewer = Viewer(entity, name, _link(past, who, entity, name, routes), routes)
        _observe(viewer, calls, past, who)
        if (entity, name) not in told:
            _note_silent(viewer, calls, past, who)
        _begin(viewer, calls, past, who)
        if _changes_for_others(viewer, calls, past, who):
            continue
        viewer.counter = _counter(viewer, calls, past) or _follows(viewer, past)
        past.moved |= {(entity, viewer.counter)} if viewer.counter else set()
        for life in past.rows[entity].values():
            life.changes.pop(name, None)
        found[entity, name] = viewer
    return found


def _link(
    past: History, who: Accounts, entity: str, name: str, routes: Mapping[str, bool | None]
) -> Link:
    state = name.removeprefix("is_").removeprefix("has_")
    verbs = sorted(verb for route in routes if state.startswith(verb := route.rsplit("_", 1)[-1]))
    action = plural(verbs[0] if verbs else _verb(state) or state)
    evidence = Evidence(claim=f"{entity}.{name} depends on who asks", support=len(routes))
    own = f"{who.entity}_id"
    other = f"other_{own}" if who.entity == entity else f"{entity}_id"
    return Link(f"{entity}_{action}", who.entity, entity, own, other, [], [evidence])


def _toggles(calls: list[Call], past: History) -> dict[tuple[str, str], dict[str, bool]]:
    """(entity, boolean field) -> what each route without a body sets it to, where two of one path differ;
    to follow and to unfollow are two of one."""
    set_to: dict[tuple[str, str], dict[str, set[bool]]] = defaultdict(lambda: defaultdict(set))
    paths: dict[str, str] = {}
    for call, row, shown in _acted(calls, past):
        path, last = call.route.path, _last_word(call.route)
        undone = _undone(last)
        paths[call.route.name] = undone.join(path.rsplit(last, 1)) if undone else path
        for json_name, value in shown.items():
            if isinstance(value, bool):
                set_to[row.entity.name, snake(json_name)][call.route.name].add(value)
    out = {}
    for place, routes in set_to.items():
        fixed = {route: next(iter(values)) for route, values in routes.items() if len(values) == 1}
        by_path = defaultdict(set)
        for route, value in fixed.items():
            by_path[paths[route]].add(value)
        both = {path for path, values in by_path.items() if len(values) == 2}
        if both:
            out[place] = {route: value for route, value in fixed.items() if paths[route] in both}
    return out


def _flips(
    calls: list[Call], past: History, who: Accounts
) -> dict[tuple[str, str], dict[str, bool | None]]:
    """(entity, boolean field) -> the one route that turns it round with each call of the same caller."""
    seen: dict[tuple[str, str], dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    last: dict[tuple[str, str, str, str | None], bool] = {}
    acted = {
        call.exchange.index: (row, shown)
        for call, row, shown in _acted(calls, past)
        if is_personal(call)
    }
    for call in calls:
        caller, index = who.caller(call), call.exchange.index
        for occurrence in occurrences(call, call.answer()) if call.has_answer else ():
            found = past.shown(occurrence)
            for json_name, value in occurrence.value.items() if found else ():
                if found is None or not isinstance(value, bool):
                    continue
                place = found[0].name, snake(json_name)
                mine = (*place, found[1], caller)
                row, shown = acted.get(index, (None, None))
                if row is not None and shown is occurrence.value and mine in last:
                    seen[place][call.route.name].append(value is not last[mine])
                last[mine] = value
    return {
        place: {route: None for route, turned in routes.items()}
        for place, routes in seen.items()
        if all(len(turned) > 1 and all(turned) for turned in routes.values())
    }


PERSONAL = frozenset(
    "favorite favourite like star follow subscribe bookmark watch save vote upvote "
    "downvote mute block dislike recommend clap".split()
)
"""What people do to rows for themselves."""


def _silent(
    calls: list[Call], past: History, who: Accounts
) -> dict[tuple[str, str], dict[str, bool]]:
    """The same of routes whose answers do not show the row: what its flag of that name is from then on.

    Where nobody looked, adding what people do for themselves sets the flag, and deleting it does not.
    """
    by_index = {call.exchange.index: who.caller(call) for call in calls}
    set_to: dict[tuple[str, str], dict[str, set[bool]]] = defaultdict(lambda: defaultdict(set))
    ways: dict[tuple[str, str], set[bool]] = defaultdict(set)
    for call, row, name in _asked(calls, past):
        key, place = row.key(past, call), (row.entity.name, name)
        undoes = call.route.method == "DELETE" or bool(_undone(_last_word(call.route)))
        ways[place].add(undoes)
        life = past.rows[row.entity.name][key] if key else None
        seen = life.look(name, call.exchange.index + 1, inf) if life else None
        same = seen is not None and by_index.get(seen) == who.caller(call)
        value = life.at(seen).get(name) if life and seen is not None and same else None
        set_to[place][call.route.name].add(value if isinstance(value, bool) else not undoes)
    return {
        place: {route: next(iter(values)) for route, values in routes.items()}
        for place, routes in set_to.items()
        if all(len(values) == 1 for values in routes.values()) and len(ways[place]) > 1
    }


def _asked(calls: Iterable[Call], past: History) -> Iterator[tuple[Call, Named, str]]:
    """Calls of people who do something to a row for themselves, and the flag that says so."""
    for call in calls:
        action = _action(call)
        if action not in PERSONAL or not served(call):
            continue
        row = _row_of(past, call)
        if row is None or _shown(past, call, row) is not None:
            continue
        for name in past.fields(row.entity.name):
            if action in {_verb(word) for word in name.split("_")} and _is_flag(past, row, name):
                yield call, row, name
                break


def _action(call: Call) -> str:
    """What a call without values does to a row, as a verb; "" where it is none."""
    if call.route.read or (call.has_body and call.body() != {}) or not _is_action(call.route):
        return ""
    last = _last_word(call.route)
    return _verb(snake(_undone(last) or last))


def _last_word(route: Route) -> str:
    """The last segment of a path, where it is fixed."""
    last = next((s for s in reversed(route.segments) if s), "")
    return last if isinstance(last, str) else ""


def _undone(word: str) -> str:
    """What people do for themselves that a word says is undone: of unfollow, follow; "" of others."""
    bare = word.removeprefix("un").lstrip("-_")
    return bare if word.startswith("un") and _verb(snake(bare)) else ""


def is_personal(call: Call) -> bool:
    """Whether a call does something to a row for the caller alone, as to follow or to like it."""
    return _action(call) in PERSONAL


def _verb(word: str) -> str:
    """What a word says is done: favourites, favourited and favouriting are one."""
    for end in ("ing", "ed", "d", "s", ""):
        bare = word.removesuffix(end)
        doubled = bare[:-1] if bare[-1:] == bare[-2:-1] else bare
        for stem in (bare, f"{bare}e", doubled):
            if word.endswith(end) and stem in PERSONAL:
                return stem
    return ""


def _is_flag(past: History, row: Named, name: str) -> bool:
    values = [v for life in past.rows[row.entity.name].values() for v in life.values(name)]
    return bool(values) and all(isinstance(value, bool) for value in values)


def _row_of(past: History, call: Call) -> Named | None:
    """The row that the path names last."""
    return next(
        (n for v in reversed(call.route.variables) if (n := named(past, call.route, v))), None
    )


def _note_silent(viewer: Viewer, calls: Iterable[Call], past: History, who: Accounts) -> None:
    """Notes what calls set that show nothing of it."""
    for call in calls:
        row = _row_of(past, call) if call.route.name in viewer.sets else None
        caller, key = who.caller(call), row.key(past, call) if row else None
        if caller and key and served(call):
            series = viewer.link.observed.setdefault((caller, key), [])
            to = bool(viewer.sets[call.route.name])
            if not series:
                series.append((BEFORE, not to))
            series.append((call.exchange.index, to))
            series.sort()


def _acted(calls: Iterable[Call], past: History) -> Iterator[tuple[Call, Named, dict[str, Json]]]:
    """Calls that do something to a row and give no values, and the row as the answer shows it."""
    for call in calls:
        if call.route.read or call.has_body or not served(call) or not _is_action(call.route):
            continue
        row = _row_of(past, call)
        if row is None:
            continue
        shown = _shown(past, call, row)
        if shown is not None:
            yield call, row, shown


def _is_action(route: Route) -> bool:
    last = next((s for s in reversed(route.segments) if s != ""), "")
    return isinstance(last, str)


def _shown(past: History, call: Call, row: Named) -> dict[str, Json] | None:
    """The row of the path as the answer shows it, or as the next answers to the same caller do."""
    if not call.has_answer:
        return None
    for occurrence in occurrences(call, call.answer()):
        found = past.shown(occurrence)
        if found and found[0] is row.entity and found[1] == row.key(past, call):
            return occurrence.value
    return None


def _observe(viewer: Viewer, calls: Iterable[Call], past: History, who: Accounts) -> None:
    """Notes for each caller and row when the link was seen to be there, and when not."""
    for call in calls:
        caller = who.caller(call)
        if caller is None or not call.has_answer or not served(call):
            continue
        for occurrence in occurrences(call, call.answer()):
            found = past.shown(occurrence)
            if found is None or found[0].name != viewer.entity:
                continue
            for json_name, value in occurrence.value.items():
                if snake(json_name) == viewer.field and isinstance(value, bool):
                    series = viewer.link.observed.setdefault((caller, found[1]), [])
                    series.append((call.exchange.index, value))


def _begin(viewer: Viewer, calls: Iterable[Call], past: History, who: Accounts) -> None:
    """Where the first look at a link is the call that sets it: it was the other way before."""
    for call, row, _ in _acted(calls, past):
        to = viewer.sets.get(call.route.name)
        key = row.key(past, call) if row.entity.name == viewer.entity else None
        series = viewer.link.observed.get((who.caller(call) or "", key or ""), [])
        flips = call.route.name in viewer.sets and to is None
        if series and series[0][0] == call.exchange.index and (flips or series[0][1] == to):
            series.insert(0, (BEFORE, not series[0][1]))


MOVES = 2
"""How often a number must move with the links to be their count."""
BEFORE = -1
"""The exchange before the first."""


def _changes_for_others(
    viewer: Viewer, calls: Iterable[Call], past: History, who: Accounts
) -> bool:
    """Whether the field changed for a caller who did nothing to the row: it is a column then."""
    acted = {
        (who.caller(call), row.key(past, call))
        for call in calls
        if call.route.name in viewer.sets and (row := _row_of(past, call))
    }
    return any(
        pair not in acted and len({there for _, there in series}) > 1
        for pair, series in viewer.link.observed.items()
    )


def _counter(viewer: Viewer, calls: list[Call], past: History) -> str:
    """The number of the row that goes up with the link and down without it."""
    votes: dict[str, list[bool]] = defaultdict(list)
    for call, row, shown in _acted(calls, past):
        key, index = row.key(past, call), call.exchange.index
        if call.route.name not in viewer.sets or row.entity.name != viewer.entity or key is None:
            continue
        before = past.rows[viewer.entity][key].at(index - 1)
        pair = _caller_of(viewer, key, call), key
        was, to = viewer.link.there(pair, index - 1), viewer.link.there(pair, index)
        for json_name, value in shown.items():
            old = before.get(snake(json_name))
            if _is_count(value) and _is_count(old):
                step = 0 if was == to else 1 if to else -1
                votes[snake(json_name)].append(value - old == step)
    steady = {name for name, agreed in votes.items() if sum(agreed) >= 0.8 * len(agreed)}
    moved = [name for name in steady if "count" in name or "total" in name or len(votes[name]) > 2]
    stems = [name for name in moved if viewer.field[:4] in name]
    return next(iter(sorted(stems)), "")


def _follows(viewer: Viewer, past: History) -> str:
    """The number of the row that goes up and down with the links that were seen to come and go."""
    pairs: dict[str, list[str]] = defaultdict(list)
    for caller, key in viewer.link.observed:
        pairs[key].append(caller)
    stem = viewer.field.removeprefix("is_").removeprefix("has_")[:4]
    for name in sorted(n for n in past.fields(viewer.entity) if stem in n and n != viewer.field):
        moves, against = 0, False
        for key, callers in pairs.items():
            life = past.rows[viewer.entity].get(key)
            told = life.changes.get(name, []) if life else []
            series = [(index, value) for index, value in told if _is_count(value)]
            against |= len(series) < len(told)
            for (one, was), (two, now) in pairwise(series) if not against else ():
                step = sum(
                    viewer.link.there((caller, key), two) - viewer.link.there((caller, key), one)
                    for caller in callers
                )
                moves += step != 0
                against |= now - was != step
        if moves >= MOVES and not against:
            return name
    return ""


def _caller_of(viewer: Viewer, key: str, call: Call) -> str:
    """The caller whose link with the row this call was seen to set."""
    for (caller, row), series in viewer.link.observed.items():
        if row == key and any(index == call.exchange.index for index, _ in series):
            return caller
    return ""


def _is_count(value: Json) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
