"""Tenants: accounts that anonymous logins made, each with starting data of its own.

A login that asks for nothing either hands out an account that is there for everyone, or makes a new
one. It made one where rows of that account, never seen before, say that they were created during
the call: the account itself, and what it reaches by references in either direction.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from wirebase.evidence import Evidence
from wirebase.exchange import Exchange, Json
from wirebase.infer.accounts import Accounts
from wirebase.infer.calls import Call
from wirebase.infer.faults import served
from wirebase.infer.history import History, Life
from wirebase.infer.logins import credentials, presented, strings
from wirebase.infer.moments import created, seconds, span
from wirebase.infer.naming import plural
from wirebase.infer.relations import Relations

type Row = tuple[str, str]
"""An entity and a key."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """An account and its starting data, as one call made them."""

    index: int
    """The exchange that made it."""
    account: str
    """The key of the account."""
    rows: dict[str, list[str]]
    """Entity -> keys, in the order in which they were made."""
    since: float
    until: float
    """When the rows were made, by the server's clock: Unix seconds."""
    evidence: Evidence

    def owns(self, entity: str, key: str) -> bool:
        """Whether the row is one of the tenant's starting data."""
        return key in self.rows.get(entity, ())

    def covers(self, value: Json) -> bool:
        """Whether a value is a time at which the tenant was made."""
        moment = seconds(value)
        return moment is not None and self.since <= moment <= self.until


def tenants(
    calls: Iterable[Call], past: History, found: Relations, who: Accounts
) -> dict[int, Tenant]:
    """What anonymous logins made, by exchange; notes in `past` that it was not there before."""
    posts = [c for c in calls if not c.route.read and served(c)]
    guests = [(call, account) for call in posts if (account := _guest(call, who))]
    others = [c for c in posts if c.exchange.index not in who.issued]
    made: dict[int, Tenant] = {}
    for call, account in guests:
        given = [a for c, a in guests if c.route.name == call.route.name]
        search = _Search(call, account, past, found, who.entity, _unshown(others, past, call))
        tenant = search.tenant(len(given)) if given.count(account) == 1 else None
        if tenant is not None:
            made[call.exchange.index] = tenant
        else:
            _hand_out(past.rows[who.entity].get(account), call)
    for tenant in made.values():
        for entity, keys in tenant.rows.items():
            for key in keys:
                past.rows[entity][key].created = tenant.index
    return made


def _guest(call: Call, who: Accounts) -> str | None:
    """The account that a call hands out to somebody who says nothing of who they are."""
    issued = who.issued.get(call.exchange.index)
    if not issued or any(True for _ in presented(call.exchange)):
        return None
    if call.has_body and credentials(call.body()) is not None:
        return None
    owners = {who.owners[token] for token in issued if token in who.owners}
    return owners.pop() if len(owners) == 1 else None


def _hand_out(account: Life | None, call: Call) -> None:
    """Notes that an account was there before the login that first shows it."""
    if account is not None and account.created == call.exchange.index:
        account.created = None


def _unshown(posts: Iterable[Call], past: History, login: Call) -> Exchange | None:
    """The first later exchange that may have made rows which its answer does not show."""
    makers = {life.created for rows in past.rows.values() for life in rows.values()}
    return next(
        (
            call.exchange
            for call in posts
            if call.route.method == "POST"
            and call.exchange.index > login.exchange.index
            and call.exchange.index not in makers
        ),
        None,
    )


@dataclass(slots=True)
class _Search:
    """Looks for the rows that one call made."""

    call: Call
    account: str
    past: History
    found: Relations
    entity: str
    unshown: Exchange | None
    """The first later exchange that may have made rows unseen."""
    since: float = 0.0
    until: float = 0.0
    stamped: set[Row] = field(default_factory=set)
    """Rows that say they were made during the call."""
    against: set[Row] = field(default_factory=set)
    """Rows that the tenant refers to and that say they are older."""

    def tenant(self, logins: int) -> Tenant | None:
        """The account with all rows that were made with it; None where it was there before.

        `logins` is how many calls of this kind were seen, each of which gave another account."""
        self.since, self.until = span(self.call.exchange, self.unshown)
        start = (self.entity, self.account)
        life = self.past.rows[self.entity].get(self.account)
        if life is None or not self._unseen(life) or self._made_now(start, life) is False:
            return None
        rows = self._reach(start)
        certain = logins > 1 or start in self.stamped or self._announced(life)
        if not certain and len(self.stamped) <= max(1, len(self.against)):
            return None
        evidence = self._evidence(logins)
        keys = self._in_order(rows)
        return Tenant(self.index, self.account, keys, self.since, self.until, evidence)

    @property
    def index(self) -> int:
        """The exchange."""
        return self.call.exchange.index

    def _announced(self, life: Life) -> bool:
        """Whether the answer says that the account was created, or shows what the request sent."""
        sent = {value for _, value in strings(self.call.body())} if self.call.has_body else set()
        shown = {
            value for series in life.changes.values() if isinstance(value := series[0][1], str)
        }
        told = self.call.exchange.status == 201 or bool(sent & shown - {""})
        return life.created == self.index and told

    def _evidence(self, logins: int) -> Evidence:
        counts = Counter(entity for entity, _ in self.stamped)
        told = [f"{n} {plural(e) if n > 1 else e}" for e, n in sorted(counts.items())]
        claim = "each anonymous login gave another account" if logins > 1 else ""
        if told:
            claim += f"{'; ' if claim else ''}created during the login: {', '.join(told)}"
        seen = sorted({self.past.rows[entity][key].seen for entity, key in self.stamped})
        return Evidence(
            claim=claim or "the login's answer tells that the account was created",
            support=len(self.stamped) + (logins if logins > 1 else 0) or 1,
            against=len(self.against),
            exchanges=(self.index, *seen[:4]),
        )

    def _unseen(self, life: Life) -> bool:
        """Whether the row may have been made by the call: not seen before, and made by no other."""
        if life.created is not None:
            return life.created == self.index
        return life.seen >= self.index

    def _made_now(self, row: Row, life: Life) -> bool | None:
        """Whether the row says that it was made during the call; None where it says nothing."""
        moment = created(life)
        if moment is None:
            return True if life.created == self.index else None
        if self.since <= moment <= self.until:
            self.stamped.add(row)
            return True
        return False

    def _reach(self, start: Row) -> dict[Row, None]:
        """The rows that belong to the tenant, from the account on."""
        above, below = self._edges()
        reached: dict[Row, None] = {start: None}
        for row in (queue := [start]):
            near = [(other, True) for other in below[row]]
            near += [(other, False) for other in above[row]]
            for other, refers in near:
                if other not in reached and self._belongs(other, refers=refers):
                    reached[other] = None
                    queue.append(other)
        self.against -= reached.keys()
        return reached

    def _belongs(self, row: Row, *, refers: bool) -> bool:
        """Whether a row was made with the tenant's row that it refers to, or that refers to it."""
        life = self.past.rows[row[0]].get(row[1])
        if life is None or not self._unseen(life):
            return False
        made = self._made_now(row, life)
        if made is None:
            return refers and (self.unshown is None or life.seen < self.unshown.index)
        old = not made and (created(life) or 0.0) < self.since
        if old and not refers:
            self.against.add(row)
        return made or (old and refers)  # demo data may claim to be older than its tenant

    def _edges(self) -> tuple[dict[Row, list[Row]], dict[Row, list[Row]]]:
        """For each row those that it refers to or is linked with, and those that refer to it."""
        above: dict[Row, list[Row]] = defaultdict(list)
        below: dict[Row, list[Row]] = defaultdict(list)
        for (entity, name), reference in self.found.references.items():
            for key, value in self._values(entity, name):
                above[entity, key].append((reference.other, str(value)))
                below[reference.other, str(value)].append((entity, key))
        for (entity, name), children in self.found.children.items():
            for key, value in self._listed(entity, name):
                below[entity, key].append((children.other, value))
                above[children.other, value].append((entity, key))
        for (entity, name), link in self.found.links.items():
            other = link.right if link.left == entity else link.left
            for key, value in self._listed(entity, name):
                above[entity, key].append((other, value))
                above[other, value].append((entity, key))
        return above, below

    def _values(self, entity: str, name: str) -> Iterator[tuple[str, Json]]:
        for key, life in self.past.rows[entity].items():
            value = life.at(self.index).get(name)
            if value is not None and not isinstance(value, (list, dict)):
                yield key, value

    def _listed(self, entity: str, name: str) -> Iterator[tuple[str, str]]:
        for key, life in self.past.rows[entity].items():
            value = life.at(self.index).get(name)
            for item in value if isinstance(value, list) else ():
                if item is not None:
                    yield key, str(item)

    def _in_order(self, rows: Iterable[Row]) -> dict[str, list[str]]:
        """The keys of each entity as they were made: running numbers tell it best, then time."""
        out: dict[str, list[str]] = defaultdict(list)
        for entity, key in rows:
            out[entity].append(key)
        for entity, keys in out.items():
            if all(key.isdecimal() for key in keys):
                keys.sort(key=int)
            else:
                keys.sort(key=lambda k: self._made_at(self.past.rows[entity][k]))
        return dict(out)

    def _made_at(self, life: Life) -> tuple[float, int]:
        return created(life) or 0.0, life.seen
