"""States: the rows of an entity after an exchange, put together no further than they are asked for.

A long capture has many rows and many moments at which somebody looks at them: one record serves
all moments between two changes of its row, and whole states beyond a budget are made anew.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from dataclasses import dataclass, field

from wirebase.infer.history import History, Life, Record

MOST = 1_000_000
"""Rows of whole states that are kept at a time."""


class State(Mapping[str, Record]):
    """The rows of an entity after an exchange, by key."""

    __slots__ = ("_index", "_kept", "_lives", "_whole")

    def __init__(self, lives: Mapping[str, Life], index: int, kept: Kept) -> None:
        self._lives = lives
        self._index = index
        self._kept = kept
        self._whole: dict[str, Record] | None = None

    def __getitem__(self, key: str) -> Record:
        if self._whole is not None:
            return self._whole[key]
        life = self._lives[key]
        if not life.lives(self._index):
            raise KeyError(key)
        return self._kept.record(life, self._index)

    def __contains__(self, key: object) -> bool:
        life = self._lives.get(key) if isinstance(key, str) else None
        return life is not None and life.lives(self._index)

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def values(self) -> ValuesView[Record]:
        """The rows."""
        return self._all().values()

    def items(self) -> ItemsView[str, Record]:
        """Keys and rows."""
        return self._all().items()

    def _all(self) -> dict[str, Record]:
        if self._whole is None:
            record, at = self._kept.record, self._index
            lives = self._lives.items()
            self._whole = {key: record(life, at) for key, life in lives if life.lives(at)}
            self._kept.take(self)
        return self._whole

    def forget(self) -> int:
        """Lets go of the whole state, and says how many rows that was."""
        rows = len(self._whole or ())
        self._whole = None
        return rows


@dataclass(slots=True)
class Kept:
    """What was put together before."""

    _still: dict[int, Record] = field(default_factory=dict)
    """Life -> the record of a row that nothing changes."""
    _changing: dict[int, tuple[list[int], dict[int, Record]]] = field(default_factory=dict)
    """Life -> the exchanges that change it, and its record after so many of them."""
    _states: deque[State] = field(default_factory=deque)
    _rows: int = 0

    def record(self, life: Life, index: int) -> Record:
        """The row after that exchange: the same object until something changes in it."""
        still = self._still.get(id(life))
        if still is not None:
            return still
        changes, records = self._changing.get(id(life)) or self._begin(life)
        place = bisect_right(changes, index)
        record = records.get(place)
        if record is None:
            record = records[place] = life.at(index)
        return record

    def _begin(self, life: Life) -> tuple[list[int], dict[int, Record]]:
        changes = sorted({i for series in life.changes.values() for i, _ in series[1:]})
        found: tuple[list[int], dict[int, Record]] = (changes, {})
        if changes:
            self._changing[id(life)] = found
        else:
            found[1][0] = self._still[id(life)] = life.at(life.seen)
        return found

    def take(self, state: State) -> None:
        """Counts a state that became whole, and lets go of the oldest where there are too many."""
        self._states.append(state)
        self._rows += len(state)
        while self._rows > MOST and len(self._states) > 1:
            self._rows -= self._states.popleft().forget()


@dataclass(slots=True)
class States:
    """The rows of all entities at all moments; nothing may change in them any more."""

    past: History
    _kept: Kept = field(default_factory=Kept)
    _states: dict[tuple[str, int], State] = field(default_factory=dict)

    def __call__(self, entity: str, index: int) -> State:
        """The rows of an entity after that exchange."""
        found = self._states.get((entity, index))
        if found is None:
            lives = self.past.rows.get(entity, {})
            found = self._states[entity, index] = State(lives, index, self._kept)
        return found
