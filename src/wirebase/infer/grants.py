"""Grants: documents of rows that say by account who may read the row, and who may change it.

`{"*": {"read": true}, "u7": {"read": true, "write": true}}` is such a document: its members are keys of
accounts, and a word for everybody; what stands under them are rights. A right is the one that is asked for
if all to whom rows were shown had it, and some to whom a row was refused, or not listed, had it not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from wirebase.blueprint.expressions import Constant, Exists, Granted, Negation
from wirebase.blueprint.operations import Failure, FailureKind, Operation, Verb
from wirebase.exchange import Json
from wirebase.infer.calls import Call, Route
from wirebase.infer.history import Record
from wirebase.infer.paths import PathRow, path_rows
from wirebase.infer.records import occurrences
from wirebase.infer.scope import Knowledge

EVERYBODY = ("*", "all", "everyone", "public", "anyone")
"""What stands for everybody among the keys of accounts."""
CHANGES = (Verb.UPDATE, Verb.REPLACE, Verb.DELETE)
REFUSED = frozenset({400, 401, 403, 404})


type Look = tuple[Record, str | None, bool]
"""A row as it was, who asked, and whether it was shown or changed for them."""


def is_group(name: str) -> bool:
    """Whether a name is that of many accounts, of which a document does not say who they are.

    >>> is_group("role:editors"), is_group("u7")
    (True, False)
    """
    return ":" in name


@dataclass(frozen=True, slots=True)
class Grant:
    """The right that is asked for, and where rows say who has it."""

    column: str
    right: str
    everybody: str

    def holds(self, row: Record, caller: str | None) -> bool:
        """Whether a row gives the right to who asks."""
        document = row.get(self.column)
        if not isinstance(document, dict):
            return True
        return any(
            isinstance(some, dict) and some.get(self.right) is True
            for name, some in document.items()
            if name in (self.everybody, caller) or (caller and is_group(name))
        )

    def condition(self, alias: str) -> Granted:
        """The same of a row in scope."""
        return Granted(row=alias, column=self.column, right=self.right, everybody=self.everybody)


@dataclass(frozen=True, slots=True)
class Grants:
    """What rows of an entity ask for to be read, and to be changed; None where nothing tells."""

    read: Grant | None = None
    write: Grant | None = None


def grants(known: Knowledge, calls: Sequence[Call]) -> dict[str, Grants]:
    """What each entity asks for."""
    every = known.past.entities if known.who.entity else ()
    choices = {e: some for e in every if (some := list(_choices(known, e)))}
    reads = {e: list(_reads(known, e, calls)) for e in choices}
    writes = {e: list(_writes(known, e, calls)) for e in choices}
    read, write = _everywhere(choices, reads), _everywhere(choices, writes)
    return {e: Grants(read.get(e), write.get(e)) for e in choices}


def _everywhere(
    choices: Mapping[str, Sequence[Grant]], looks: Mapping[str, Sequence[Look]]
) -> dict[str, Grant]:
    """The right that rows ask for: what some entities do, others do that have such documents."""
    found = {e: grant for e, some in choices.items() if (grant := _asked(some, looks[e]))}
    usual = Counter(found.values()).most_common(1)
    for entity, some in choices.items():
        if usual and entity not in found and usual[0][0] in some:
            served = (usual[0][0].holds(row, who) for row, who, done in looks[entity] if done)
            if all(served):
                found[entity] = usual[0][0]
    return found


def _choices(known: Knowledge, entity: str) -> Iterator[Grant]:
    """Every right that documents of the rows give."""
    accounts = known.past.rows[known.who.entity]
    for column in known.schema.columns(entity):
        values = [v for life in known.past.rows[entity].values() for v in life.values(column)]
        told = [v for v in values if v is not None]
        objects = [v for v in told if isinstance(v, dict)]
        names = {name for value in objects for name in value}
        if not objects or len(objects) < len(told) or not names & accounts.keys():
            continue
        if not all(map(_are_rights, (some for value in objects for some in value.values()))):
            continue
        everybody = next((word for word in EVERYBODY if word in names), "")
        inner = (some for value in objects for some in value.values() if isinstance(some, dict))
        rights = dict.fromkeys(right for some in inner for right in some)
        yield from (Grant(column, right, everybody) for right in rights)


def _are_rights(value: Json) -> bool:
    return isinstance(value, dict) and all(isinstance(v, bool) for v in value.values())


def _asked(choices: Iterable[Grant], looks: Sequence[Look]) -> Grant | None:
    """The right that those had who were served, and that most who were not lacked."""
    best: tuple[int, Grant] | None = None
    for choice in choices:
        served = [choice.holds(row, caller) for row, caller, done in looks if done]
        lacking = sum(not choice.holds(row, caller) for row, caller, done in looks if not done)
        if all(served) and served and lacking and (best is None or lacking > best[0]):
            best = (lacking, choice)
    return best[1] if best else None


def _reads(known: Knowledge, entity: str, calls: Iterable[Call]) -> Iterator[Look]:
    for call in calls:
        if not call.route.read:
            continue
        state, caller = known.state(entity, call.exchange.index), known.caller(call)
        if call.exchange.succeeded and call.has_answer:
            yield from (
                (state[key], caller, True) for key in _shown(known, entity, call) if key in state
            )
        elif call.exchange.status in (403, 404):
            row = _named(known, entity, call)
            if row is not None and not call.exchange.succeeded:
                yield row, caller, False


def _shown(known: Knowledge, entity: str, call: Call) -> Iterator[str]:
    """The rows that an answer shows as such, and not inside of others."""
    for occurrence in occurrences(call, call.answer()):
        shown = known.past.shown(occurrence)
        inner = occurrence.parent is not None and known.past.shown(occurrence.parent)
        if shown is not None and shown[0].name == entity and not inner:
            yield shown[1]


def _writes(known: Knowledge, entity: str, calls: Iterable[Call]) -> Iterator[Look]:
    for call in calls:
        if call.route.read or call.route.method not in ("PUT", "PATCH", "DELETE"):
            continue
        row = _named(known, entity, call)
        if row is not None and (call.exchange.succeeded or call.exchange.status in REFUSED):
            yield row, known.caller(call), call.exchange.succeeded


def _named(known: Knowledge, entity: str, call: Call) -> Record | None:
    """The row that a path ends with, as it was before the call; None where it names none."""
    row = _row(known, call.route)
    if row is None or row.entity.name != entity:
        return None
    key = row.named.key(known.past, call)
    return known.state(entity, call.exchange.index - 1).get(key or "")


def _row(known: Knowledge, route: Route) -> PathRow | None:
    rows = path_rows(known.past, route, "row").rows
    last = route.variables[-1].name if route.variables else ""
    return next((row for row in rows if row.named.variable == last), None)


def granted_only(known: Knowledge, made: Sequence[tuple[Operation, list[Call]]]) -> list[Operation]:
    """The operations on one row, with the refusal of those whom the row does not give the right."""
    told: dict[tuple[str, bool], Counter[str]] = {}
    pairs = [(operation, calls, _grant(known, operation, calls)) for operation, calls in made]
    own = [_refusal(known, calls, grant) if grant else None for _, calls, grant in pairs]
    for (operation, _, grant), failure in zip(pairs, own, strict=True):
        if grant and failure:
            place = (operation.table, operation.verb in CHANGES)
            told.setdefault(place, Counter())[failure.model_dump_json()] += 1
    out = []
    for (operation, calls, grant), failure in zip(pairs, own, strict=True):
        usual = told.get((operation.table, operation.verb in CHANGES))
        likely = Failure.model_validate_json(usual.most_common(1)[0][0]) if usual else None
        refusal = failure or likely
        row = _row(known, calls[0].route)
        if grant is None or refusal is None or row is None:
            out.append(operation)
            continue
        source = row.find().source
        lacks = Negation(condition=grant.condition(row.alias))
        hidden = source.model_copy(update={"where": (*source.where, lacks)})
        refused = refusal.model_copy(update={"when": Exists(source=hidden)})
        out.append(operation.model_copy(update={"failures": (*operation.failures, refused)}))
    return out


def _grant(known: Knowledge, operation: Operation, calls: Sequence[Call]) -> Grant | None:
    """The right that an operation on the row of its path asks for."""
    row = _row(known, calls[0].route)
    if row is None or row.entity.table != operation.table or row.within is not None:
        return None
    found = known.grants.get(row.entity.name, Grants())
    if operation.verb is Verb.DETAIL:
        return found.read
    return found.write if operation.verb in CHANGES else None


def _refusal(known: Knowledge, calls: Sequence[Call], grant: Grant) -> Failure | None:
    """How those are refused who lack the right."""
    for call in calls:
        row = _row(known, call.route)
        held = _named(known, row.entity.name, call) if row else None
        refused = call.exchange.status in REFUSED and known.caller(call) is not None
        if held is not None and refused and not grant.holds(held, known.caller(call)):
            body = Constant(value=call.answer()) if call.has_answer else None
            missing = call.exchange.status == 404
            kind = FailureKind.MISSING if missing else FailureKind.FORBIDDEN
            return Failure(kind=kind, status=call.exchange.status, body=body)
    return None
