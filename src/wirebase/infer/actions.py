"""Actions: what the name of a request says that it does, and to what.

The name is that of a GraphQL field, of a method of JSON-RPC, or the last word of a path.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from wirebase.infer.calls import Route
from wirebase.infer.naming import singular, words


class Deed(StrEnum):
    """What is done to rows."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    LINK = "link"
    """Something is added to a row."""
    UNLINK = "unlink"
    """Something is taken out of a row."""


DEEDS: dict[Deed, frozenset[str]] = {
    deed: frozenset(told.split())
    for deed, told in {
        Deed.DELETE: "delete remove destroy erase purge discard drop del",
        Deed.UPDATE: "update edit set save change modify patch rename replace reorder transition "
        "mark publish unpublish archive unarchive restore enable disable close reopen move put "
        "upsert cancel approve reject complete resolve",
        Deed.LINK: "assign attach append follow join link star like tag",
        Deed.UNLINK: "unassign detach unfollow leave unlink unstar unlike untag",
        Deed.CREATE: "create add insert new register signup post make submit import duplicate clone copy",
    }.items()
}
TO, FROM = frozenset("to into onto".split()), frozenset("from".split())
JOINTS = TO | FROM | frozenset("by in of for with at on as pk".split())
FILLERS = frozenset("one many all batch bulk multiple single".split())


@dataclass(frozen=True, slots=True)
class Action:
    """What is done, and the singular of what it is done to; "" where the name does not say."""

    deed: Deed
    noun: str


def action_named(name: str) -> Action | None:
    """What a name says that is done; None where it says nothing.

    >>> action_named("createBookReviews"), action_named("product_delete").deed
    (Action(deed=<Deed.CREATE: 'create'>, noun='book_review'), <Deed.DELETE: 'delete'>)
    >>> action_named("addItemToOrder"), action_named("books")
    (Action(deed=<Deed.LINK: 'link'>, noun='order'), None)
    """
    told = list(words(re.split(r"[.:/]", name)[-1]))
    at = next((i for i in (0, len(told) - 1) if told and _deed(told[i])), None)
    if at is None:
        return None
    deed = _deed(told[at])
    assert deed is not None
    rest = [word for i, word in enumerate(told) if i != at and word not in FILLERS]
    joint = next((i for i, word in enumerate(rest) if word in JOINTS), len(rest))
    thing, beyond = rest[:joint], rest[joint + 1 :]
    if beyond and deed is Deed.CREATE and rest[joint] in TO:
        return Action(Deed.LINK, _noun(beyond))
    if beyond and deed is Deed.DELETE and rest[joint] in FROM:
        return Action(Deed.UNLINK, _noun(beyond))
    return Action(deed, _noun(thing) or _before(name))


def _deed(word: str) -> Deed | None:
    return next((deed for deed, said in DEEDS.items() if word in said), None)


def _noun(parts: Iterable[str]) -> str:
    return singular("_".join(parts))


def _before(name: str) -> str:
    """What stands before the verb in a name such as books.delete."""
    parts = [part for part in re.split(r"[.:/]", name) if part]
    return _noun(words(parts[-2])) if len(parts) > 1 else ""


def action(route: Route, key: str = "") -> Action | None:
    """What the route does: by the field of GraphQL with that name in the answer, or the first one."""
    if route.is_graphql:
        fields = [route.asks[key]] if key in route.asks else list(route.asks.values())
        return next((found for name in fields if (found := action_named(name))), None)
    said = [m.value for m in route.match if m.value and route.root]
    if said:
        return action_named(said[0])
    literals = [segment for segment in route.segments if isinstance(segment, str) and segment]
    return action_named("/".join(literals[-2:])) if literals else None


def entity_named[T](noun: str, entities: Mapping[str, T]) -> T | None:
    """The entity that a noun names: by its whole name, by its last words, or by the only fitting one.

    >>> entity_named("customer_address", {"address": 1}), entity_named("variant", {"book_variant": 2})
    (1, 2)
    """
    parts = noun.split("_")
    for i in range(len(parts)):
        if (tail := "_".join(parts[i:])) in entities:
            return entities[tail]
    longer = [name for name in entities if noun and name.endswith(f"_{noun}")]
    return entities[longer[0]] if len(longer) == 1 else None
