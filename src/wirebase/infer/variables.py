"""Variables: what the parameters of a path are called, and where their values come from."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wirebase.infer.calls import Origin, Variable
from wirebase.infer.formats import lexical
from wirebase.infer.naming import noun, plural, singular, snake, unique, words
from wirebase.infer.provenance import Place, Sighting, Sightings, pointer_text
from wirebase.infer.segments import BY, FIXED, VERBS, Slot, is_odd, value_in

MOST_ORIGINS = 8
BROAD = frozenset(
    "id uid uuid guid pk oid key code name number hash title reference ref identifier token "
    "label".split()
)
"""Names of fields that say only with their table's name what they are."""
REFERRING = frozenset({"id", "uuid", "key", "slug", "code"})
"""Last words of the names of fields that refer to another row."""
SAME = {"uid": "id", "uuid": "id", "guid": "id", "pk": "id", "oid": "id"}


@dataclass(frozen=True, slots=True)
class Use:
    """A call of a route, as far as its path tells: when it was, and the segments."""

    position: int
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """What became of a group of like exchanges."""

    routes: dict[int, str]
    """The routes that they follow, by position."""
    about: str
    """What the last literal of their path names."""


def subject(slots: Sequence[Slot]) -> str:
    """What the last literal of a template names, verbs aside; "" where there is none."""
    texts = [slot if isinstance(slot, str) else slot.prefix for slot in slots]
    literals = [text for text in texts if text]
    named = [part for part in literals if not _is_passed_over(part)]
    last = next(reversed(named or literals), "")
    return noun(re.split(r"[.:]", last)[-1] if is_odd(last) else last) if last else ""


def _is_passed_over(part: str) -> bool:
    """Whether a literal names nothing: a verb, a version, a field, the word api."""
    lower = part.lower()
    return (
        lower in FIXED | BY
        or lexical(part) == "version"
        or (lower in VERBS and plural(singular(lower)) != lower)
    )


def variables(
    slots: Sequence[Slot],
    uses: Sequence[Use],
    seen: Sightings,
    groups: Mapping[str, Group],
    whole: bool = True,
) -> tuple[str | Variable, ...]:
    """The segments of a route; `groups` are those that places belong to.

    `whole` says whether the sightings are of all exchanges or of a sample.
    """
    taken: set[str] = set()
    made: list[str | Variable] = []
    for index, slot in enumerate(slots):
        if isinstance(slot, str):
            made.append(slot)
            continue
        called = slot.prefix.rstrip(":=")
        about = subject((*slots[:index], called) if called else slots[:index])
        first: dict[str, int] = {}
        for use in uses:
            first.setdefault(value_in(use.path[index]), use.position)
        ranked = _ranked(first, seen, about, groups)
        support, against = _explained(first, seen, whole)
        made.append(
            Variable(
                name=unique(_name(about, [place for place, _ in ranked], first, groups), taken),
                lexical=_class(first),
                origins=_origins(ranked, first, seen, groups),
                support=support,
                against=against,
                prefix=slot.prefix,
                suffix=slot.suffix,
            )
        )
    return tuple(made)


def _class(values: Mapping[str, int]) -> str:
    """The lexical class of all the values, else "text"."""
    found = {lexical(value) for value in values}
    return found.pop() if len(found) == 1 else "text"


def _ranked(
    first: Mapping[str, int], seen: Sightings, about: str, groups: Mapping[str, Group]
) -> list[tuple[Place, float]]:
    """The places that explain the values, the best first.

    Small numbers stand in many places by chance, so that of these the name must speak too.
    """
    by_chance = 0.35 if all(value.isdigit() and len(value) < 7 for value in first) else 1.0
    scores: dict[Place, float] = defaultdict(float)
    for value, position in first.items():
        for place, sight in seen.get(value, {}).items():
            scores[place] += _explains(place, sight, position)
    weighted = [
        (place, score * _trust(place, about, groups, by_chance)) for place, score in scores.items()
    ]
    best = max((score for _, score in weighted), default=0.0)
    return sorted(
        ((place, score) for place, score in weighted if score > 0.25 * best),
        key=lambda item: (-item[1], item[0].request, item[0].group, item[0].pointer),
    )


def _explains(place: Place, sight: Sighting, position: int) -> float:
    """How well one value's standing at a place explains its use in a path."""
    if sight.failed:
        return 0.0
    flow = 1.0 if sight.first < position else 0.4
    return flow + (0.8 if sight.own and not place.request else 0.0)


def _holder(place: Place, groups: Mapping[str, Group]) -> str:
    """What the record is in which the place is: its container, or what its exchanges are about."""
    if place.container:
        return place.container
    return groups[place.group].about if place.group in groups else ""


def _trust(place: Place, about: str, groups: Mapping[str, Group], by_chance: float) -> float:
    """How likely the place holds the key of what the path is about."""
    related = about and about in (_holder(place, groups), _target(place.key))
    weak = 0.7 if related and place.is_kind else 0.2
    trust = 1.0 if place.is_identity else weak
    if _target(place.key) not in ("", about):
        trust *= 0.6
    trust *= 1.3 if related else by_chance
    return trust * (0.7 if place.request else 1.0)


def _target(key: str) -> str:
    """What a field such as `author_id` refers to; "" of a field that names no other thing."""
    parts = words(key)
    return noun("_".join(parts[:-1])) if len(parts) > 1 and parts[-1] in REFERRING else ""


def _origins(
    ranked: Sequence[tuple[Place, float]],
    first: Mapping[str, int],
    seen: Sightings,
    groups: Mapping[str, Group],
) -> tuple[Origin, ...]:
    """The places in answers, by the names of the routes that showed the values there."""
    found: dict[Origin, None] = {}
    for place, _ in ranked:
        if place.request or place.group not in groups:
            continue
        routes = groups[place.group].routes
        shown = (sights[place].first for value in first if place in (sights := seen.get(value, {})))
        for name, _ in Counter(routes[position] for position in shown).most_common():
            found.setdefault((name, pointer_text(place.pointer)))
    return tuple(found)[:MOST_ORIGINS]


def _explained(first: Mapping[str, int], seen: Sightings, whole: bool) -> tuple[int, int]:
    """The values that stood as a key before they were used, or that a request made; and the others.

    Where not the `whole` capture was looked at, values that were never found tell nothing.
    """
    found = [(seen.get(value, {}), position) for value, position in first.items()]
    support = sum(
        any(
            place.is_identity and not sight.failed and (sight.first < position or place.request)
            for place, sight in sights.items()
        )
        for sights, position in found
    )
    return support, sum(whole or bool(sights) for sights, _ in found) - support


def _name(
    about: str, places: Sequence[Place], values: Mapping[str, int], groups: Mapping[str, Group]
) -> str:
    """What the variable is called: by the field that its values come from, else by its place."""
    kind = _class(values)
    telling = [place for place in places if place.is_identity or place.is_kind]
    if not telling:
        return _unsourced(about, kind)
    key = snake(telling[0].key)
    if key not in BROAD:
        return key
    holders = [_holder(place, groups) for place in telling if snake(place.key) == key]
    named = [holder for holder in holders if len(holder) > 2]
    owner = about if about in (named or holders) else next(iter(named), about)
    return "_".join(filter(None, (owner, SAME.get(key, key))))


def _unsourced(about: str, kind: str) -> str:
    """The name of a variable whose values were seen nowhere else."""
    match kind:
        case "date" | "email":
            return kind
        case "slug" | "text" | "code" | "placeholder" | "version":
            return about or "value"
    return f"{about}_id" if about else "id"
