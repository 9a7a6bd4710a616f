"""Audiences: lists that show what an account named in the request is linked with.

Of a link between accounts and rows only those pairs are known that some answer showed to the account
itself. A list that names an account, and shows no row which is known not to be linked with it, tells of
the others: `?favorited=ada` shows ada's favourites, whoever asks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from wirebase.infer.accounts import Accounts
from wirebase.infer.calls import Call
from wirebase.infer.history import History
from wirebase.infer.naming import singular, snake
from wirebase.infer.readings import split_name
from wirebase.infer.records import ITEM, occurrences
from wirebase.infer.viewers import Viewer

type Pair = tuple[str, str]
"""(key of the account, key of the row)."""


def audiences(calls: list[Call], past: History, who: Accounts, seen: Iterable[Viewer]) -> None:
    """Notes the links that lists tell of which name an account."""
    for viewer in seen:
        for told in _told(calls, past, who, viewer).values():
            known = [
                viewer.link.there(p, i) for i, f in told for p in f if p in viewer.link.observed
            ]
            if known and all(known):
                for index, found in told:
                    for pair in found:
                        viewer.link.observed.setdefault(pair, [(index, True)])


def _told(
    calls: list[Call], past: History, who: Accounts, viewer: Viewer
) -> dict[tuple[str, str], list[tuple[int, list[Pair]]]]:
    """(route, parameter) -> the pairs that each list would tell of, if it shows what is linked."""
    accounts = past.keys(who.entity)
    found: dict[tuple[str, str], list[tuple[int, list[Pair]]]] = defaultdict(list)
    for call in calls:
        if not call.route.read or not call.has_answer or not call.exchange.succeeded:
            continue
        rows = list(_rows(call, past, viewer.entity))
        for name, value in call.query.items() if rows else ():
            if isinstance(value, str) and value in accounts and _is_named(name, viewer):
                pairs = [(value, key) for key in rows]
                found[call.route.name, name].append((call.exchange.index, pairs))
    return found


def _rows(call: Call, past: History, entity: str) -> Iterator[str]:
    """The keys of the rows of an entity that an answer lists outside of any other row."""
    for occurrence in occurrences(call, call.answer()):
        shown = past.shown(occurrence)
        outer = occurrence.parent is not None and past.shown(occurrence.parent)
        if shown and shown[0].name == entity and occurrence.pointer[-1:] == (ITEM,) and not outer:
            yield shown[1]


def _is_named(parameter: str, viewer: Viewer) -> bool:
    """Whether a parameter is named as the field that tells of the link, or as the link's table."""
    path, _ = split_name(parameter)
    name = singular(path[-1]) if path else ""
    said = {
        viewer.field.removeprefix("is_").removeprefix("has_"),
        singular(snake(viewer.link.name)),
    }
    return bool(name) and any(
        name == word or name.startswith(f"{word}_") or word.endswith(f"_{name}") for word in said
    )
