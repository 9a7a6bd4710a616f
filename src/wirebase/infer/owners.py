"""Owners: whose rows are whose, by who was shown them and who changed them.

Rows that refer to an account are its own where nobody else was ever shown one, or where everybody
was but only the account changed them. Rows that belong to such rows are as private as those. What a
field that depends on the viewer tells is the viewer's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from wirebase.blueprint.tables import Readers, Table
from wirebase.evidence import Evidence
from wirebase.infer.calls import Call
from wirebase.infer.history import Life
from wirebase.infer.paths import path_rows
from wirebase.infer.records import occurrences
from wirebase.infer.scope import Knowledge

WORDS = ("owner", "user", "author", "creator", "created", "account", "member", "customer")
"""Words of columns that name owners, the surest first."""


@dataclass(slots=True)
class Count:
    """How often something was done to rows by their owners, and by others."""

    own: int = 0
    others: int = 0

    def add(self, own: bool) -> None:
        self.own += own
        self.others += not own


@dataclass(frozen=True, slots=True)
class Owner:
    """The column that names a table's owner, and who else reads its rows."""

    column: str
    readers: Readers
    evidence: Evidence


class Owners:
    """Who was shown which rows, and who changed them."""

    def __init__(self, known: Knowledge, calls: Iterable[Call]) -> None:
        self._known = known
        self._shown: dict[tuple[str, str], Count] = {}
        self._changed: dict[tuple[str, str], Count] = {}
        for call in calls:
            if not call.exchange.succeeded:
                continue
            self._note_change(call)
            if call.has_answer and call.route.read:
                self._note_shown(call)

    def tables(self, tables: Iterable[Table]) -> Iterator[Table]:
        """The tables, each with its owner where it has one."""
        known = self._known
        entities = {table.name: entity for entity, table in known.schema.tables.items()}
        mine = {viewer.link.name: viewer.link for viewer in known.viewers.values()}
        owners = {name: self._owner(entity) for name, entity in entities.items()}
        private = {n for n, o in owners.items() if o is not None and o.readers is Readers.OWNER}
        for table in tables:
            owner = owners.get(table.name)
            if owner is not None:
                yield _owned(table, owner)
            elif table.name in mine:
                told = Evidence(claim="what depends on who asks is the caller's own")
                column = mine[table.name].left_column
                yield _owned(table, Owner(column, Readers.OWNER, told))
            else:
                yield table.model_copy(update={"through": _through(table, private)})

    def _owner(self, entity: str) -> Owner | None:
        account = self._known.who.entity
        columns = [r.field for r in self._known.found.of(entity) if r.other == account]
        for column in sorted(columns, key=_rank):
            seen = self._shown.get((entity, column), Count())
            done = self._changed.get((entity, column), Count())
            if seen.own and not seen.others and not done.others:
                claim = f"{entity}.{column} was the caller whenever a row was shown"
                return Owner(column, Readers.OWNER, Evidence(claim=claim, support=seen.own))
            if done.own and not done.others:
                claim = f"{entity}.{column} was the caller whenever a row was changed"
                return Owner(column, Readers.ALL, Evidence(claim=claim, support=done.own))
        return None

    def _note_shown(self, call: Call) -> None:
        caller = self._known.caller(call)
        for occurrence in occurrences(call, call.answer()):
            shown = self._known.past.shown(occurrence)
            if shown is not None:
                entity, key = shown[0].name, shown[1]
                life = self._known.past.rows[entity].get(key)
                self._count(self._shown, entity, life, call.exchange.index, caller)

    def _note_change(self, call: Call) -> None:
        if call.route.read or call.route.method == "POST":
            return
        past = self._known.past
        for row in path_rows(past, call.route, "row").rows[-1:]:
            entity = row.entity.name
            life = past.rows[entity].get(row.named.key(past, call) or "")
            before = call.exchange.index - 1
            self._count(self._changed, entity, life, before, self._known.caller(call))

    def _count(
        self,
        counts: dict[tuple[str, str], Count],
        entity: str,
        life: Life | None,
        index: int,
        caller: str | None,
    ) -> None:
        account = self._known.who.entity
        for reference in self._known.found.of(entity) if life is not None else ():
            if reference.other == account and life is not None:
                owner = life.at(index).get(reference.field)
                own = owner is not None and str(owner) == caller
                counts.setdefault((entity, reference.field), Count()).add(own)


def _rank(column: str) -> int:
    """How late a column comes among those that may name the owner."""
    places = [n for n, word in enumerate(WORDS) if word in column.lower()]
    return min(places, default=len(WORDS))


def _owned(table: Table, owner: Owner) -> Table:
    if not table.has(owner.column):
        return table
    claims = [claim for claim in (table.evidence.claim, owner.evidence.claim) if claim]
    evidence = table.evidence.model_copy(update={"claim": "; ".join(claims)})
    update = {"owner": owner.column, "readers": owner.readers, "evidence": evidence}
    return table.model_copy(update=update)


def _through(table: Table, private: set[str]) -> str:
    """The column that refers to a private row which the row belongs to; "" where none does."""
    held = [key.columns for key in table.foreign_keys if key.table in private]
    return held[0][0] if len(held) == 1 and len(held[0]) == 1 else ""


def with_owners(known: Knowledge, calls: Sequence[Call], tables: Iterable[Table]) -> list[Table]:
    """The tables with their owners, where the app knows who asks."""
    if not known.who.entity:
        return list(tables)
    return list(Owners(known, calls).tables(tables))
