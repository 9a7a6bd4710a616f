"""Folds the outcomes of a replay into a fidelity: keeps counts and samples, not the answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from msgspec.json import encode

from wirebase.exchange import Exchange, Json
from wirebase.verify.compare import Comparison, Difference, Kind
from wirebase.verify.endpoints import Place
from wirebase.verify.fidelity import Deviation, Endpoint, Fidelity, Scores
from wirebase.verify.leaves import ITEM, Path, pointer
from wirebase.verify.replay import Outcome
from wirebase.verify.volatile import is_secret

type _Key = tuple[str, Kind, str]
"""Pointer, kind, and of a status the two statuses."""

_MOST_DEVIATIONS = 12
"""Of an endpoint, the most frequent first."""
_LONGEST_SAMPLE = 160
_SECRET = "(secret)"


class Tally:
    """Counts outcomes by endpoint."""

    def __init__(self, place_of: Callable[[Exchange], Place]) -> None:
        self._place_of = place_of
        self._total = _Sum()
        self._endpoints: dict[Place, _Sum] = {}

    def add(self, outcome: Outcome) -> None:
        """Counts one exchange."""
        place = self._place_of(outcome.exchange)
        self._total.add(outcome.comparison)
        endpoint = self._endpoints.setdefault(place, _Sum())
        endpoint.add(outcome.comparison)
        endpoint.note(outcome)

    def counts(self) -> dict[str, int]:
        """Running totals, for who watches."""
        return {"exact": round(self._total.sums["exact"])}

    def fidelity(
        self, *, captures: Iterable[str], state: str, left_out: dict[str, int]
    ) -> Fidelity:
        """What was counted so far."""
        ordered = sorted(self._endpoints.items(), key=lambda e: (e[0].path, e[0].method))
        return Fidelity(
            captures=tuple(captures),
            state=state,
            total=self._total.scores(),
            endpoints=tuple(
                Endpoint(
                    operation=place.operation,
                    method=place.method,
                    path=place.path,
                    unexplained=place.unexplained,
                    repeated=place.repeated,
                    scores=folded.scores(),
                    deviations=folded.deviations(),
                )
                for place, folded in ordered
            ),
            left_out=left_out,
        )


@dataclass(slots=True)
class _Sum:
    """Sums of scores, and the differences by place."""

    count: int = 0
    sums: Counter[str] = field(default_factory=Counter)
    _orders: list[float] = field(default_factory=list)
    _times: Counter[_Key] = field(default_factory=Counter)
    _first: dict[_Key, Deviation] = field(default_factory=dict)

    def add(self, comparison: Comparison) -> None:
        self.count += 1
        for name in ("status", "shape", "value", "exact"):
            self.sums[name] += getattr(comparison, name)
        if comparison.order is not None:
            self._orders.append(comparison.order)

    def note(self, outcome: Outcome) -> None:
        """Counts each difference once for an exchange, and keeps the first as a sample."""
        found: dict[_Key, Difference] = {}
        for difference in outcome.comparison.differences:
            found.setdefault(_key(difference), difference)
        for key, difference in found.items():
            self._times[key] += 1
            if key not in self._first:
                self._first[key] = _deviation(outcome, difference)

    def scores(self) -> Scores:
        means = {name: round(total / self.count, 4) for name, total in self.sums.items()}
        order = round(sum(self._orders) / len(self._orders), 4) if self._orders else None
        return Scores(exchanges=self.count, order=order, **means)

    def deviations(self) -> tuple[Deviation, ...]:
        return tuple(
            self._first[key].model_copy(update={"count": times})
            for key, times in sorted(self._times.items(), key=_weight)[:_MOST_DEVIATIONS]
        )


def _key(difference: Difference) -> _Key:
    is_status = difference.kind is Kind.STATUS
    statuses = f"{difference.recorded} {difference.actual}" if is_status else ""
    return pointer(difference.path), difference.kind, statuses


def _weight(counted: tuple[_Key, int]) -> tuple[bool, bool, int]:
    """Another status first, for it explains the rest; another order last, for it costs nothing."""
    (_, kind, _), times = counted
    return kind is Kind.ORDER, kind is not Kind.STATUS, -times


def _deviation(outcome: Outcome, difference: Difference) -> Deviation:
    path, kind = difference.path, difference.kind
    secret = is_secret(path, difference.recorded) or is_secret(path, difference.actual)
    no_value = kind is Kind.ORDER
    return Deviation(
        pointer=pointer(path),
        kind=kind,
        count=1,
        exchange=outcome.exchange.index,
        recorded=""
        if no_value or kind is Kind.EXTRA
        else _sample(path, difference.recorded, secret),
        actual=outcome.failure
        or ("" if no_value or kind is Kind.MISSING else _sample(path, difference.actual, secret)),
    )


def _sample(path: Path, value: Json, secret: bool) -> str:
    """The value as JSON, shortened, without its secrets."""
    if secret and isinstance(value, (str, list, dict)):
        return _SECRET
    text = encode(_bare(path, value)).decode()
    return text if len(text) <= _LONGEST_SAMPLE else text[: _LONGEST_SAMPLE - 1] + "…"


def _bare(path: Path, value: Json) -> Json:
    if isinstance(value, dict):
        return {name: _bare((*path, name), member) for name, member in value.items()}
    if isinstance(value, list):
        return [_bare((*path, ITEM), item) for item in value]
    return _SECRET if is_secret(path, value) else value
