"""Stakes: what makes a row an account's own business.

A row is an account's if it is the account, refers to it, is linked with it, by a row of a table of members
too, or refers to a row that is the account's. A row may be everybody's, as one marked public is, and all
rows somebody's who has a role. Of two such ways either may do: a task is seen by who owns its project and
by whom it is given to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, combinations, islice

from wirebase.blueprint.expressions import (
    AnyOf,
    Caller,
    Compare,
    Condition,
    Constant,
    Exists,
    Field,
    Source,
)
from wirebase.blueprint.tables import Type
from wirebase.exchange import Json
from wirebase.infer.history import Record
from wirebase.infer.naming import words
from wirebase.infer.relations import Link, Reference
from wirebase.infer.roles import Role, roles_of
from wirebase.infer.schema import END
from wirebase.infer.scope import Knowledge
from wirebase.infer.values import text

DEPTH = 2
"""How many references lead at most from a row to the one that is the account's."""
MOST = 16
"""Ways of one entity that are tried."""
OPEN = frozenset("public published shared visible open listed".split())
CLOSED = frozenset("private hidden secret unlisted draft".split())
"""Words of flags, and of the values of columns, that say who sees a row."""
SIGHT = frozenset("visibility access privacy sharing status state scope".split())
"""Last words of columns whose value says who sees a row."""


@dataclass(frozen=True, slots=True)
class Stake:
    """A way in which rows of an entity are an account's."""

    claim: str
    condition: Callable[[str], Condition]
    """What holds for the caller and the row under an alias."""
    told: Callable[[str, Record, str, int], bool]
    """(key, row, account, exchange) -> whether the row was the account's after that exchange."""
    own: bool = True
    """Whether it tells accounts apart by the row: not where a row is everybody's, or all rows somebody's."""

    def __or__(self, other: Stake) -> Stake:
        """One way or the other."""
        return Stake(
            f"{self.claim} or {other.claim}",
            lambda alias: AnyOf(conditions=(self.condition(alias), other.condition(alias))),
            lambda key, row, account, at: (
                self.told(key, row, account, at) or other.told(key, row, account, at)
            ),
        )


def stakes(known: Knowledge, entity: str) -> list[Stake]:
    """The ways in which rows of the entity may be an account's, the plainest first."""
    if not known.who.entity:
        return []
    return list(islice(chain(_ways(known, entity, DEPTH), _by_role(known)), MOST))


def wider(ways: Iterable[Stake]) -> Iterator[Stake]:
    """Each way that tells accounts apart, and then each pair of ways of which one does."""
    every = list(ways)
    yield from (way for way in every if way.own)
    for one, other in combinations(every, 2):
        if one.own or other.own:
            yield one | other


def _ways(known: Knowledge, entity: str, depth: int) -> Iterator[Stake]:
    account = known.who.entity
    if entity == account:
        yield _same(known, known.key(account))
    yield from (_same(known, r.field) for r in known.found.of(entity) if r.other == account)
    for link in {x.name: x for x in known.found.links.values()}.values():
        if {link.left, link.right} == {account, entity} and link.left != link.right:
            yield _linked(known, link)
    yield from _members(known, entity)
    yield from _open(known, entity)
    for reference in known.found.of(entity) if depth else ():
        if reference.other not in (entity, account):
            for way in _ways(known, reference.other, depth - 1):
                if way.own:
                    yield _through(known, reference, way)


def _same(known: Knowledge, column: str) -> Stake:
    """Of the account that a column names."""
    mine = Caller(column=known.key(known.who.entity))

    def told(_key: str, row: Record, account: str, _at: int) -> bool:
        value = row.get(column)
        return value is not None and text(value) == account

    return Stake(
        column, lambda alias: Compare(left=Field(row=alias, column=column), right=mine), told
    )


def _linked(known: Knowledge, link: Link) -> Stake:
    """Of the accounts that are linked with the row, as members are."""
    account = known.who.entity
    mine, own = link.left_column, link.right_column
    if link.left != account:
        mine, own = own, mine
    key = known.key(link.right if link.left == account else link.left)

    def condition(alias: str) -> Condition:
        inner = f"{link.name}_of_{alias}"
        where = (
            Compare(left=Field(row=inner, column=own), right=Field(row=alias, column=key)),
            Compare(left=Field(row=inner, column=mine), right=Caller(column=known.key(account))),
        )
        return Exists(source=Source(table=link.name, alias=inner, where=where))

    def told(key: str, _row: Record, asked: str, at: int) -> bool:
        pair = (asked, key) if link.left == account else (key, asked)
        return pair in known.pairs(link, at)

    return Stake(link.name, condition, told)


def _members(known: Knowledge, entity: str) -> Iterator[Stake]:
    """Of whom rows of another entity tie to the row, those first that are one for each of both at the most."""
    account = known.who.entity
    found: list[tuple[Reference, Reference]] = []
    for other in known.past.entities if entity != account else ():
        held = known.found.of(other) if other not in (entity, account) else []
        rows, people = ([r for r in held if r.other == e] for e in (entity, account))
        if len(rows) == len(people) == 1:
            found.append((rows[0], people[0]))
    for row, one in sorted(found, key=lambda pair: not _is_single(known, *pair)):
        yield _tied(known, row, one)


def _is_single(known: Knowledge, row: Reference, account: Reference) -> bool:
    """Whether no two rows ever tied the same account to the same row."""
    lives = [life.at(END) for life in known.past.rows[row.entity].values() if not life.unseen]
    pairs = [(text(held.get(row.field)), text(held.get(account.field))) for held in lives]
    return len(set(pairs)) == len(pairs) > 0


def _tied(known: Knowledge, row: Reference, account: Reference) -> Stake:
    """Of the accounts for which there is a row that refers to both."""
    entity, key = known.past.entities[row.entity], known.key(row.other)
    mine = Caller(column=known.key(account.other))

    def condition(alias: str) -> Condition:
        inner = f"{entity.name}_of_{alias}"
        where = (
            Compare(left=Field(row=inner, column=row.field), right=Field(row=alias, column=key)),
            Compare(left=Field(row=inner, column=account.field), right=mine),
        )
        return Exists(source=Source(table=entity.table, alias=inner, where=where))

    def told(asked: str, _row: Record, caller: str, at: int) -> bool:
        return any(
            text(held.get(row.field)) == asked and text(held.get(account.field)) == caller
            for held in known.state(entity.name, at).values()
        )

    return Stake(f"{entity.table}.{row.field}", condition, told)


def _open(known: Knowledge, entity: str) -> Iterator[Stake]:
    """Marked as open to all."""
    for column in known.schema.columns(entity):
        said = set(words(column))
        if known.schema.type_of(entity, column).type is Type.BOOLEAN:
            if said & (OPEN | CLOSED):
                yield _marked(column, not said & CLOSED)
        elif said and words(column)[-1] in SIGHT:
            lives = known.past.rows[entity].values()
            values = {v for life in lives for v in life.values(column) if isinstance(v, str)}
            yield from (_marked(column, v) for v in sorted(values) if OPEN & set(words(v)))


def _marked(column: str, value: Json) -> Stake:
    return Stake(
        f"{column} is {value}",
        lambda alias: Compare(left=Field(row=alias, column=column), right=Constant(value=value)),
        lambda _key, row, _account, _at: row.get(column) == value,
        own=False,
    )


def _by_role(known: Knowledge) -> Iterator[Stake]:
    """Of accounts with a role, whatever the row."""
    accounts = known.past.rows[known.who.entity].values()
    every = [set(roles_of(known, life.at(END))) for life in accounts if not life.unseen]
    told = Counter(role for roles in every for role in roles)
    for role, count in sorted(told.items(), key=lambda r: (r[1], str(r[0]))):
        if count < len(every):
            yield _having(known, role)


def _having(known: Knowledge, role: Role) -> Stake:
    def told(_key: str, _row: Record, account: str, at: int) -> bool:
        return role in roles_of(known, known.state(known.who.entity, at).get(account, {}))

    return Stake(f"{role.column} is {role.value}", lambda _alias: role.holds(), told, own=False)


def _through(known: Knowledge, reference: Reference, way: Stake) -> Stake:
    """Of whom the row is that a column refers to."""
    other = known.past.entities[reference.other]

    def condition(alias: str) -> Condition:
        inner = f"{other.name}_of_{alias}"
        named = Compare(
            left=Field(row=inner, column=other.key),
            right=Field(row=alias, column=reference.field),
        )
        where = (named, way.condition(inner))
        return Exists(source=Source(table=other.table, alias=inner, where=where))

    def told(_key: str, row: Record, account: str, at: int) -> bool:
        key = text(row.get(reference.field))
        found = known.state(other.name, at).get(key)
        return found is not None and way.told(key, found, account, at)

    return Stake(f"{reference.field}.{way.claim}", condition, told)
