"""Blanks: members that some answers hold and do not fill in.

Where the rows of a list all have one and the same value in a member, and other answers show other
values for the same rows, with nothing in between that could have changed them, the list does not tell
the member: what stands there is part of the answer and no value of the column. So it is where answers
to writes leave empty what no request gives and what is filled in whenever one of the rows is seen again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from wirebase.exchange import Json
from wirebase.infer.calls import Call
from wirebase.infer.entities import Entity
from wirebase.infer.likeness import identity_of
from wirebase.infer.logins import presented
from wirebase.infer.naming import snake
from wirebase.infer.records import SAMPLE, Occurrence, Place, occurrences

type Blanks = frozenset[tuple[Place, str]]
"""(site, member) that say nothing of the row."""

FEWEST = 2
"""Rows that must contradict where the other value was only seen later."""


@dataclass(slots=True)
class _Member:
    """What one site showed of one member."""

    value: Json
    varies: bool = False
    rows: set[str] = field(default_factory=set)
    later: dict[str, list[_Member]] = field(default_factory=dict)
    """Rows that another site showed with another value before, and that site."""
    sooner: dict[str, list[_Member]] = field(default_factory=dict)
    """Rows that another site showed with another value afterwards, and that site."""
    next: dict[str, Json] = field(default_factory=dict)
    """Rows that another site showed afterwards, and the first value there."""

    def is_blank(self, *, written: bool) -> bool:
        """Whether the value is none of the rows', which sites that tell them apart say."""
        if self.varies or len(self.rows) < FEWEST:
            return False
        if written:
            filled = all(self.next.get(row) is not None for row in self.rows)
            return self.value is None and filled
        later, sooner = (
            sum(any(m.varies for m in others) for others in told.values())
            for told in (self.later, self.sooner)
        )
        return later > 0 or sooner >= FEWEST


@dataclass(frozen=True, slots=True)
class _Look:
    """What a site last showed of a member of a row."""

    member: _Member
    value: Json
    writes: int
    """Writes before it."""
    caller: str


@dataclass(slots=True)
class _Reader:
    """Reads the answers in order."""

    members: dict[tuple[Place, str], _Member] = field(default_factory=dict)
    last: dict[tuple[str, str, str], dict[Place, _Look]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    """(entity, key, member) -> what each site last showed."""
    seen: Counter[Place] = field(default_factory=Counter)

    def read(
        self, occurrence: Occurrence, entity: Entity, key: str, writes: int, caller: str
    ) -> None:
        """Takes in one row as one answer shows it."""
        place = occurrence.place
        aside = entity.aside.get(place, frozenset())
        self.seen[place] += 1
        if self.seen[place] > SAMPLE:
            return
        for name, value in occurrence.value.items():
            if name in aside:
                continue
            member = self.members.setdefault((place, name), _Member(value))
            member.varies = member.varies or member.value != value
            member.rows.add(key)
            now, before = (
                _Look(member, value, writes, caller),
                self.last[entity.name, key, snake(name)],
            )
            for look in (look for other, look in before.items() if other != place):
                look.member.next.setdefault(key, value)
                if _contradict(look, now):
                    member.later.setdefault(key, []).append(look.member)
                    look.member.sooner.setdefault(key, []).append(member)
            before[place] = now


def blanks(calls: Sequence[Call], entities: Iterable[Entity]) -> Blanks:
    """The members that are constant at a site and contradicted by other sites."""
    owners = {place: entity for entity in entities for place in entity.keys}
    reader, writes, given = _Reader(), 0, set[str]()
    reads = {call.route.name for call in calls if call.route.read}
    for call in calls:
        writes += not call.route.read
        if not call.exchange.succeeded or not call.has_answer:
            continue
        given.update(_given(call))
        caller = " ".join(token for _, token in presented(call.exchange))
        for occurrence in occurrences(call, call.answer()):
            entity = owners.get(occurrence.place)
            key = identity_of(occurrence, entity.keys) if entity else None
            if entity is not None and key is not None:
                reader.read(occurrence, entity, key, writes, caller)
    return frozenset(
        (place, name)
        for (place, name), member in reader.members.items()
        if place[0] in reads or snake(name) not in given
        if member.is_blank(written=place[0] not in reads)
    )


def _given(call: Call) -> Iterator[str]:
    """The names of what a request to change something gives."""
    queue = [call.body()] if call.has_body and not call.route.read else []
    for value in queue:
        if isinstance(value, dict):
            yield from map(snake, value)
        queue.extend(
            value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        )


def _contradict(a: _Look, b: _Look) -> bool:
    """Whether two values, seen with no write in between, cannot both be the row's.

    Of flags and numbers only those are compared that one caller saw: they may tell of the caller."""
    if a.writes != b.writes:
        return False
    plain = not any(v is None or isinstance(v, (dict, list)) for v in (a.value, b.value))
    return (not plain or a.caller == b.caller) and _differ(a.value, b.value)


def _differ(a: Json, b: Json) -> bool:
    if isinstance(a, dict) and isinstance(b, dict):
        return any(_differ(a[name], b[name]) for name in a.keys() & b.keys())
    if isinstance(a, list) and isinstance(b, list):
        return bool(a) != bool(b)
    if isinstance(a, (dict, list)) or isinstance(b, (dict, list)):
        return a is None or b is None
    return a != b
