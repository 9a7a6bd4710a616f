"""Terms: words that rows list and that an endpoint lists alone, such as the tags of articles.

A list of texts in the rows of an entity, and an endpoint of the same name that shows these texts and
nothing else, are two views of a table whose key is the word; the list in a row shows the row's links
with it. A list of texts that no endpoint shows stays a column.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from wirebase.evidence import Evidence
from wirebase.exchange import Json
from wirebase.infer.calls import Call
from wirebase.infer.entities import Entity
from wirebase.infer.history import History, Life
from wirebase.infer.identity import SiteKey, enclosing
from wirebase.infer.naming import singular, snake, words
from wirebase.infer.records import ITEM, Place, Pointer, Site, site_name
from wirebase.infer.titles import is_about

NAME = "name"
"""The column that holds the word."""
MOST_COMMON = 0.5
"""The share of the words in rows that the endpoint must show."""


@dataclass(slots=True)
class Glossary:
    """A place that shows words alone: what each of its answers showed."""

    site: Site
    shown: list[tuple[int, list[str]]] = field(default_factory=list)
    """(exchange, words)."""

    @property
    def words(self) -> set[str]:
        """Every word that it ever showed."""
        return {word for _, told in self.shown for word in told}


def terms(past: History, calls: Sequence[Call], sites: dict[Place, Site]) -> None:
    """Adds an entity for each list of words that rows hold and an endpoint shows."""
    writes = {call.exchange.index for call in calls if not call.route.read}
    for place, glossary in _glossaries(calls).items():
        name = glossary.site.name
        if not is_about(glossary.site.route, name) or _is_of_row(past, glossary.site):
            continue
        listed = {e: f for e, f in _listed(past, name) if _is_of(past, e, f, glossary)}
        if not listed or name in past.entities:
            continue
        entity = Entity(
            name,
            {place: SiteKey(NAME, strong=True, chance=False)},
            [
                Evidence(
                    claim=f"{place[0]} shows the words of {_fields(listed)}",
                    support=len(glossary.words),
                )
            ],
            scalar=frozenset({place}),
        )
        past.entities[name] = entity
        past.places[place] = entity
        sites[place] = glossary.site
        past.rows[name] = _rows(past, glossary, listed, writes)
        past.lists.update(dict.fromkeys(listed.items(), name))


def _is_of_row(past: History, site: Site) -> bool:
    """Whether the list stands in a row: it is a field of the row then."""
    return any(place in past.places for place in enclosing(site))


def _fields(listed: dict[str, str]) -> str:
    return ", ".join(f"{entity}.{name}" for entity, name in listed.items())


def _glossaries(calls: Iterable[Call]) -> dict[Place, Glossary]:
    """The places outside of any row where answers to reads show nothing but different texts."""
    found: dict[Place, Glossary] = {}
    spoilt: set[Place] = set()
    for call in calls:
        if not call.route.read or not call.has_answer or not call.exchange.succeeded:
            continue
        for pointer, value in _lists(call.answer(), ()):
            place = (call.route.name, pointer)
            told = [item for item in value if isinstance(item, str) and item]
            if len(told) < len(value) or len(set(told)) < len(told) or call.route.variables:
                spoilt.add(place)
            if place not in found:
                site = Site(call.route, pointer, site_name(call.route, pointer))
                found[place] = Glossary(site)
            found[place].shown.append((call.exchange.index, told))
    return {p: g for p, g in found.items() if p not in spoilt and g.site.name and g.words}


def _lists(value: Json, pointer: Pointer) -> Iterator[tuple[Pointer, list[Json]]]:
    """The lists of an answer that stand in no other list, by the place of their items."""
    if isinstance(value, list):
        yield (*pointer, ITEM), value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _lists(inner, (*pointer, name))


def _listed(past: History, name: str) -> Iterator[tuple[str, str]]:
    """(entity, field) whose name says that it lists such things."""
    for entity in past.entities:
        for held in past.fields(entity):
            if (entity, held) not in past.lists and name in {
                singular(w) for w in (snake(held), *words(held))
            }:
                yield entity, held


def _is_of(past: History, entity: str, name: str, glossary: Glossary) -> bool:
    """Whether the lists of a field hold texts alone, most of which the endpoint shows."""
    held = [v for life in past.rows[entity].values() for v in life.values(name) if v is not None]
    if not held or not all(
        isinstance(v, list) and all(isinstance(i, str) for i in v) for v in held
    ):
        return False
    told = {str(item) for v in held if isinstance(v, list) for item in v}
    return bool(told) and len(told & glossary.words) >= MOST_COMMON * len(told)


def _rows(
    past: History, glossary: Glossary, listed: dict[str, str], writes: set[int]
) -> dict[str, Life]:
    """The words as rows: there from the start, or made by the write that first used them."""
    seen = sorted((index, word) for index, told in glossary.shown for word in told)
    for entity, name in listed.items():
        for life in past.rows[entity].values():
            for index, value in life.changes.get(name, ()):
                seen += [(index, str(word)) for word in value] if isinstance(value, list) else []
    first: dict[str, int] = {}
    for index, word in sorted(seen):
        first.setdefault(word, index)
    return {
        word: Life(
            word,
            index,
            created=index if index in writes and index > glossary.shown[0][0] else None,
            changes={NAME: [(index, word)]},
        )
        for word, index in first.items()
    }
