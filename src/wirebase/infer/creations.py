"""Creations: the rows that GraphQL mutations and remote procedures made and deleted.

The path of such a call says nothing, and its method little: what it does is told by its name, by the
keys that it sends, and by the times that rows say they were made at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from wirebase.infer.actions import Deed, action, entity_named
from wirebase.infer.calls import Call
from wirebase.infer.entities import Entity
from wirebase.infer.faults import served
from wirebase.infer.formats import timestamp
from wirebase.infer.history import History, Life
from wirebase.infer.logins import is_login
from wirebase.infer.moments import created, seconds, span
from wirebase.infer.naming import singular, snake
from wirebase.infer.payloads import payload
from wirebase.infer.records import ITEM, Occurrence, Place, occurrences
from wirebase.infer.rows_named import Where, is_key, sent, target, tops_shown
from wirebase.infer.stamps import CREATED, TOUCHED
from wirebase.infer.titles import stem

FEWEST = 2
"""Rows that must have been seen for the next number to say something."""


def creations(past: History, calls: Sequence[Call]) -> None:
    """Notes which rows the calls made, and which they deleted."""
    for call in calls:
        if call.route.read or not served(call) or is_login(call):
            continue
        said = action(call.route)
        deed = said.deed if said else None
        if deed is Deed.DELETE:
            _delete(past, call)
        elif call.route.root:
            _create(past, call, deed)
        _take_given(past, call)
    _create_inner(past, calls)
    for entity in past.entities:
        _date(past, entity, {call.exchange.index: call for call in calls})


def _create_inner(past: History, calls: Sequence[Call]) -> None:
    """Notes the rows that came into being with a row that shows them, as what it refers to.

    A new order shows its shipment: each time another one, that nobody named and no answer showed before,
    or one that holds a time at which the call was made."""
    places: dict[Place, list[tuple[Call, Life, bool]]] = defaultdict(list)
    for call in calls:
        if call.route.read or call.route.root or not served(call) or not call.has_answer:
            continue
        given = {value for _, value in sent(call)} | set(call.path.values())
        for occurrence in occurrences(call, call.answer()):
            shown, outer = past.shown(occurrence), occurrence.parent
            around = past.shown(outer) if outer is not None else None
            if shown is None or around is None or shown[0] is around[0] or is_login(call):
                continue
            life, owner = past.rows[shown[0].name][shown[1]], past.rows[around[0].name][around[1]]
            if occurrence.pointer[-1] == ITEM or owner.created != call.exchange.index:
                continue
            new = life.seen == call.exchange.index and shown[1] not in given
            places[occurrence.place].append((call, life, new))
    for told in places.values():
        several = len({id(life) for _, life, _ in told}) >= FEWEST
        for call, life, _ in told if all(new for _, _, new in told) else ():
            if life.created is None and (several or _tells_time(life, call)):
                life.created = call.exchange.index


def _tells_time(life: Life, call: Call) -> bool:
    """Whether a row holds a time, and all times that it holds lie within the call."""
    moments = [
        moment
        for series in life.changes.values()
        if isinstance(series[0][1], str) and (moment := seconds(series[0][1])) is not None
    ]
    since, until = span(call.exchange)
    return bool(moments) and all(since <= moment <= until for moment in moments)


def _date(past: History, entity: str, calls: Mapping[int, Call]) -> None:
    """Gives rows that a call made the time of that call, where no answer shows when they were made."""
    lives = list(past.rows[entity].values())
    for name in (CREATED | TOUCHED) & set(past.fields(entity)):
        told = next((v for life in lives for v in life.values(name) if isinstance(v, str)), "")
        if timestamp(told) is None or not told.endswith("Z"):
            continue
        for life in lives:
            if life.created is not None and name not in life.changes:
                moment = datetime.fromtimestamp(calls[life.created].exchange.started, UTC)
                text = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
                life.changes[name] = [(life.created, text)]


def _take_given(past: History, call: Call) -> None:
    """Notes what a request gives for the one row that it makes, where the answer does not show it."""
    made = [
        (entity, life)
        for entity, key in (tops_shown(past, call) if call.has_body else ())
        if (life := past.rows[entity.name][key]).created == call.exchange.index
    ]
    if len(made) != 1:
        return
    entity, life = made[0]
    known = set(past.fields(entity.name))
    for part in payload([call], entity.name, past.fields(entity.name)):
        name, value = snake(part.name), part.values[0]
        if name in known and name not in life.changes and not isinstance(value, (dict, list)):
            life.changes[name] = [(call.exchange.index, value)]


def _delete(past: History, call: Call) -> None:
    """Notes the rows that a call says it deletes."""
    row = target(past, call.route, [call])
    for key in row.keys(call) if row else ():
        life = past.rows[row.entity.name].get(key) if row else None
        if life is not None and not _shown_later(life, call):
            life.deleted = call.exchange.index


def _shown_later(life: Life, call: Call) -> bool:
    """Whether something of the row changed afterwards."""
    return any(series[-1][0] > call.exchange.index for series in life.changes.values())


def _create(past: History, call: Call, deed: Deed | None) -> None:
    told = list(sent(call))
    for entity, key, outer in _shown(past, call):
        life = past.rows[entity.name][key]
        given = any(text == key and _may_name(past, where, text, entity) for where, text in told)
        if life.seen != call.exchange.index or life.created is not None or given:
            continue
        now = _made_now(life, call)
        said = outer and deed is Deed.CREATE
        likely = (outer and deed is None) or _is_next(past.rows[entity.name], key, life.seen)
        if now or said or (now is None and likely):
            life.created = call.exchange.index


def _may_name(past: History, where: Where, value: str, entity: Entity) -> bool:
    """Whether a value that is sent may be a row's key: no small number under a name that says otherwise."""
    name = singular(snake(where[1].rsplit("/", 1)[-1]))
    if not value.isdecimal() or is_key(where, entity, own=True):
        return True
    other = entity_named(stem(name), past.entities) if stem(name) != name else None
    return stem(name) != name and (other is None or other is entity)


def _is_next(rows: dict[str, Life], key: str, index: int) -> bool:
    """Whether a row has a higher number than all the rows that were seen before."""
    before = [other for other, life in rows.items() if life.seen < index]
    numbers = [int(other) for other in before if other.isdecimal()]
    return FEWEST <= len(numbers) == len(before) and key.isdecimal() and int(key) > max(numbers)


def _made_now(life: Life, call: Call) -> bool | None:
    """Whether the row says that it was made during the call; None where it says nothing."""
    moment = created(life)
    if moment is None:
        return None
    since, until = span(call.exchange)
    return since <= moment <= until


def _shown(past: History, call: Call) -> Iterator[tuple[Entity, str, bool]]:
    """The rows that an answer shows, and whether each stands in no other row."""
    for occurrence in occurrences(call, call.answer()) if call.has_answer else ():
        found = past.shown(occurrence)
        if found is not None:
            yield *found, not any(past.shown(o) for o in _outer(occurrence))


def _outer(occurrence: Occurrence) -> Iterator[Occurrence]:
    while occurrence.parent is not None:
        occurrence = occurrence.parent
        yield occurrence
