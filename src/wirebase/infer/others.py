"""Others: parameters of no other meaning, each a condition on the column that it names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from wirebase.infer.aliases import strange
from wirebase.infer.arguments import Arguments
from wirebase.infer.calls import Call
from wirebase.infer.conditions import Judge, Subject
from wirebase.infer.history import Record
from wirebase.infer.ordering import SORTS, is_sort
from wirebase.infer.paging import LIMITS, NUMBERS, OFFSETS, role
from wirebase.infer.records import ITEM
from wirebase.infer.scope import Knowledge
from wirebase.infer.shown import Shown
from wirebase.infer.trees import others, pairs_of, place_of

NARROWS = ("equals ", "is one of ", "lt on ", "lte on ", "gt on ", "gte on ", "conditions on ")
"""How the meanings of parameters begin from which it follows what others like them mean."""

RESERVED = frozenset({*LIMITS, *OFFSETS, *NUMBERS, *SORTS, "fields", "select", "include", "expand"})
"""Words that mean something else to lists, whatever columns there are."""

ENOUGH = 3
"""Lists that are narrowed by the names of their columns, from which it follows that all may be."""


def are_narrowed(known: Knowledge, calls: Iterable[Call]) -> bool:
    """Whether the lists of an app are narrowed by parameters that are called as their columns."""
    listed: dict[str, set[str]] = {}
    for (route, pointer), entity in known.past.places.items():
        if pointer[-1:] == (ITEM,) and ITEM not in pointer[:-1]:
            listed.setdefault(route, set()).update(known.schema.columns(entity.name))
    narrowed = {
        call.route.name
        for call in calls
        if call.route.method == "GET" and call.exchange.succeeded
        for key in call.query
        if place_of(key)[0] in listed.get(call.route.name, ())
        and key not in RESERVED
        and not role(key)
    }
    return len(narrowed) >= ENOUGH


type Keep = Callable[[Shown, str, Record], bool]


@dataclass(slots=True)
class Others:
    """Tries the parameters of a list that nothing explains as conditions on the columns they name."""

    known: Knowledge
    entity: str
    alias: str
    shown: list[Shown]
    names: dict[str, str]
    unbound: list[str] = field(default_factory=list)
    """The parameters that do nothing else and agree with what was shown."""

    def without(self, bound: Iterable[str], arguments: Arguments) -> set[str]:
        """The parameters that are no condition of this kind: they mean something else, or disagree."""
        stems = {p.key for p in arguments.parameters.values() if p.tree and p.key}
        keys = dict.fromkeys(key for s in self.shown for key in s.call.query)
        # What a part of a tree was found to say by itself, the whole tree says of all columns.
        parts = {place_of(key)[0] for key in keys if key in bound and self._agrees(key)}
        out = {*bound, *(stems - parts), *RESERVED}
        for key in keys:
            if key in out or place_of(key)[0] in out:
                continue
            agrees = self._agrees(key)
            if role(key) or is_sort(key) or agrees is False:
                out.add(key)
            elif agrees:
                self.unbound.append(key)
        return out

    def _agrees(self, key: str) -> bool | None:
        """Whether a parameter names a column, and every shown row fulfils what it says; None without rows."""
        uses = [s for s in self.shown if key in s.call.query]
        trees = [others({key: pairs_of(s.call.query)[key]}, ()) for s in uses]
        vocabularies, judge = self.known.vocabularies, Judge(self.known.vocabularies)
        if any(True for tree in trees for _ in strange(vocabularies, self.entity, tree)):
            return False
        kept = 0
        for s, tree in zip(uses, trees, strict=True):
            rows = self.known.state(self.entity, s.at)
            for k in s.keys:
                if k in rows:
                    kept += 1
                    if not judge.holds(tree, Subject(self.entity, k, rows[k], s.at)):
                        return False
        return True if kept else None

    def keep(self, without: set[str]) -> Keep:
        """Whether a row fulfils what a list was given."""
        judge = Judge(self.known.vocabularies)

        def test(shown: Shown, key: str, row: Record) -> bool:
            tree = others(pairs_of(shown.call.query), without)
            return judge.holds(tree, Subject(self.entity, key, row, shown.at))

        return test
