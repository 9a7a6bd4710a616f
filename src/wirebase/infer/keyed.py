"""Keyed rows: what a request names by a key in a header, as an API key names the row that it is of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wirebase.blueprint.expressions import AnyOf, Compare, Condition, Field, Given
from wirebase.blueprint.operations import FailureKind, Place
from wirebase.infer.arguments import Arguments
from wirebase.infer.calls import Call, Route
from wirebase.infer.paths import Named, PathRow, PathRows, path_rows, row_with
from wirebase.infer.records import resource
from wirebase.infer.rows_named import tops_shown
from wirebase.infer.scope import Knowledge

if TYPE_CHECKING:
    from wirebase.infer.history import History


@dataclass(frozen=True, slots=True)
class KeyNamed(Named):
    """A header that names a row by one of its keys."""

    header: str = ""
    columns: tuple[str, ...] = ()
    """The columns that hold such keys."""

    def key(self, past: History, call: Call) -> str | None:
        """The key of the row that a call names; None where no such row is known."""
        held = call.exchange.request.header(self.header)
        rows = (row_with(past, self.entity, c, held) for c in self.columns) if held else ()
        return next((row for row in rows if row is not None), None)

    @property
    def failure(self) -> FailureKind:
        """A key of no row is that of nobody known."""
        return FailureKind.UNAUTHORIZED

    def condition(self, alias: str) -> Condition:
        """What holds for the row."""
        given = Given(parameter=self.variable)
        fields = (Field(row=alias, column=column) for column in self.columns)
        same = tuple(Compare(left=field, right=given) for field in fields)
        return same[0] if len(same) == 1 else AnyOf(conditions=same)


def request_rows(
    known: Knowledge, route: Route, calls: Sequence[Call], given: Arguments, target: str
) -> PathRows:
    """The rows that a request names, by its path and its headers; as `target` what it is about."""
    paths = path_rows(known.past, route, target, calls, known.found)
    taken = {row.alias for row in paths.rows}
    for row in _keyed(known, calls, given):
        about = target not in taken and _is_about(known, route, calls, row)
        alias = target if about else f"{row.entity.name}_of_key"
        taken.add(alias)
        paths.rows.insert(0, PathRow(row, alias))
    return paths


def _keyed(known: Knowledge, calls: Sequence[Call], given: Arguments) -> Iterator[KeyNamed]:
    """The rows whose keys every call carries in a header."""
    for parameter, header in given.own_names(Place.HEADER).items():
        for name, columns in known.key_headers().get(header, {}).items():
            entity = known.past.entities[name]
            row = KeyNamed(parameter, entity, columns[0], header=header, columns=tuple(columns))
            if calls and all(row.key(known.past, call) is not None for call in calls):
                yield row


def _is_about(known: Knowledge, route: Route, calls: Sequence[Call], row: KeyNamed) -> bool:
    """Whether a request that changes something is about the row whose key it carries."""
    if route.read:
        return False
    shown = [next(iter(tops_shown(known.past, call)), None) for call in calls]
    if any(shown):
        own = [(row.entity, row.key(known.past, call)) for call in calls]
        return all(s is None or s == o for s, o in zip(shown, own, strict=True))
    return resource(route) == row.entity.name and not route.variables
