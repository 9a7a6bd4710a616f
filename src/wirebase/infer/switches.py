"""Switches: requests that always leave a field with one value, which none of them sends.

POST /posts/3/publish sets the state of the post, POST /lists/3/users/4/on a field of the link between
the list and the user that its path names. What one call is seen to set every call sets; what a look
after it shows otherwise was changed by what came in between.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, permutations
from math import inf

from wirebase.exchange import Json
from wirebase.infer.calls import Call, Variable
from wirebase.infer.faults import served
from wirebase.infer.history import History, Life, Setting, Switch
from wirebase.infer.logins import TOKEN
from wirebase.infer.moments import is_during, stamp
from wirebase.infer.paths import named
from wirebase.infer.stamps import CREATED, TOUCHED

ROUNDS = 3
"""How often the calls are gone through: what one action sets shows what its opposite does."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A row that the paths of a route name, or the link of two such rows, and its life in each call."""

    variables: tuple[str, ...]
    field: str
    """Of a link: the list that shows it."""
    lives: tuple[tuple[Call, Life], ...]
    others: tuple[Life, ...]
    """All rows, or links, of this kind."""
    named_by: frozenset[str] = frozenset()
    """The columns by which the paths name rows."""

    def elsewhere(self, column: str) -> list[Json]:
        """What the rows hold that no call is about."""
        own = {id(life) for _, life in self.lives}
        return [v for life in self.others if id(life) not in own for v in life.values(column)]


type Until = Callable[[Call, Life], float]
"""Which exchange may have changed the life next after a call."""


def switches(past: History, calls: Sequence[Call]) -> None:
    """Notes what the requests of each route switch, and dates it in the rows."""
    by_route: dict[str, list[Call]] = defaultdict(list)
    for call in calls:
        if not call.route.read and call.route.variables and served(call):
            by_route[call.route.name].append(call)
    subjects = {name: list(_subjects(past, group)) for name, group in by_route.items()}
    until = _until(chain.from_iterable(subjects.values()))
    for _ in range(ROUNDS):
        for name, group in by_route.items():
            for subject in subjects[name] if not any(map(_says_something, group)) else ():
                _learn(past, name, subject, until)


def _says_something(call: Call) -> bool:
    return call.has_body and call.body() not in (None, {}, [])


def _subjects(past: History, calls: Sequence[Call]) -> Iterator[Subject]:
    """The row that the paths of a route name last, and the links of two rows that they name."""
    rows = [n for v in calls[0].route.variables if (n := named(past, calls[0].route, v))]
    if rows and not _deletes(calls[0]):
        lives = past.rows[rows[-1].entity.name]
        told = ((c, lives.get(rows[-1].key(past, c) or "")) for c in calls)
        held = tuple((c, life) for c, life in told if life)
        by = frozenset({rows[-1].column})
        yield Subject((rows[-1].variable,), "", held, tuple(lives.values()), by)
    for owner, listed in permutations(rows, 2):
        for (entity, field), links in past.between.items():
            other = past.lists.get((entity, field))
            if (entity, other) == (owner.entity.name, listed.entity.name):
                pairs = [(c, (owner.key(past, c) or "", listed.key(past, c) or "")) for c in calls]
                held = tuple((c, links[pair]) for c, pair in pairs if pair in links)
                both = (owner.variable, listed.variable)
                yield Subject(both, field, held, tuple(links.values()))


def _deletes(call: Call) -> bool:
    last = next((s for s in reversed(call.route.segments) if s != ""), "")
    return call.route.method == "DELETE" and isinstance(last, Variable)


def _until(subjects: Iterable[Subject]) -> Until:
    touched: dict[int, list[int]] = defaultdict(list)
    for subject in subjects:
        for call, life in subject.lives:
            insort(touched[id(life)], call.exchange.index)

    def until(call: Call, life: Life) -> float:
        later = touched[id(life)]
        place = bisect_right(later, call.exchange.index)
        return later[place] if place < len(later) else inf

    return until


def _learn(past: History, route: str, subject: Subject, until: Until) -> None:
    """Notes the fields that every look after a call shows switched, and the calls that switched them."""
    known = past.switches.setdefault(route, [])
    for column, changes in sorted(_changes(subject, until).items()):
        values = [value for _, _, value in changes]
        how = _how(changes, subject.elsewhere(column))
        if how is None or column in subject.named_by:
            continue
        switch = Switch(subject.variables, subject.field, column, values[0], how)
        if not any((s.field, s.column) == (switch.field, column) for s in known):
            known.append(switch)
        for call, life in subject.lives:
            _set(life, switch, call, until(call, life))


type Change = tuple[Call, Json, Json]
"""A call, what a field held before it, and what the next look showed."""


def _changes(subject: Subject, until: Until) -> dict[str, list[Change]]:
    """What looks show of each field before and after the calls."""
    found: dict[str, list[Change]] = defaultdict(list)
    for call, life in subject.lives:
        index = call.exchange.index
        for column in life.changes.keys() - CREATED - TOUCHED:
            at = life.look(column, index, until(call, life))
            if at is not None:
                change = (call, life.at(index - 1)[column], life.at(at)[column])
                found[column].append(change)
    return found


def _how(changes: Sequence[Change], elsewhere: Sequence[Json]) -> Setting | None:
    """How calls come to leave a field as they do, if they did not always find it so."""
    values = [value for _, _, value in changes]
    if not any(before != value for _, before, value in changes):
        return None
    if all(is_during(value, call.exchange) for call, _, value in changes):
        return Setting.TIME
    if all(isinstance(v, str) and TOKEN.fullmatch(v) for v in values):
        return Setting.SECRET
    if any(type(v) is not type(values[0]) or v != values[0] for v in values):
        return None
    usual = isinstance(values[0], str) and (len(values) > 1 or values[0] in elsewhere)
    return Setting.VALUE if usual or values[0] is None or isinstance(values[0], bool) else None


def _set(life: Life, switch: Switch, call: Call, until: float) -> None:
    index = call.exchange.index
    at = life.look(switch.column, index, until)
    if at is not None:
        life.put(switch.column, index, life.at(at)[switch.column])
    else:
        life.put(
            switch.column,
            index,
            stamp(call.exchange) if switch.how is Setting.TIME else switch.value,
        )
