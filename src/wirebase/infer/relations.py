"""Relations: which fields refer to rows of other entities, and which lists are children or links.

A reference is proposed by embedding, by name or by nesting, and confirmed by values: the share of the
field's values that are keys of the other entity. A list of rows is a one-to-many relation where the
children refer back, and a many-to-many relation where a child stands under several parents.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from wirebase.evidence import Evidence
from wirebase.exchange import Json
from wirebase.infer.calls import Call, Variable
from wirebase.infer.formats import lexical
from wirebase.infer.history import History, Life
from wirebase.infer.naming import plural, singular
from wirebase.infer.paths import named
from wirebase.infer.records import PEOPLE, Place, Site, occurrences

ROLES = frozenset(
    "owner author assignee reporter creator editor user sender recipient receiver approver reviewer "
    "submitter requester manager lead updater modifier uploader".split()
)
"""What a reference to a person is called after the part the person plays."""

SUFFIXES = (
    "_id",
    "_ids",
    "_uuid",
    "_uuids",
    "_key",
    "_pk",
    "_slug",
    "_code",
    "_name",
    "_username",
    "_ref",
)

type Field = tuple[str, str]
"""An entity and one of its fields."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A field that holds the key of a row of another entity."""

    entity: str
    field: str
    other: str
    embedded: bool
    """Whether some answers show the row itself in place of its key."""
    evidence: Evidence

    @property
    def column(self) -> str:
        """The name of the column."""
        return self.field


@dataclass(frozen=True, slots=True)
class Children:
    """A list field that shows the rows which refer to this one."""

    entity: str
    field: str
    other: str
    column: str
    """The reference of the other entity."""


@dataclass(slots=True)
class Link:
    """A many-to-many relation."""

    name: str
    left: str
    right: str
    left_column: str
    right_column: str
    fields: list[Field] = field(default_factory=list)
    """The list fields that show it, on either side."""
    evidence: list[Evidence] = field(default_factory=list)
    observed: dict[tuple[str, str], list[tuple[int, bool]]] = field(default_factory=dict)
    """(left key, right key) -> when the link was seen to be there, or not, where no list shows it."""

    def there(self, pair: tuple[str, str], index: int) -> bool:
        """Whether an observed link was there after that exchange; before the first look, as it was then."""
        series = self.observed.get(pair, [])
        before = [there for at, there in series if at <= index]
        return before[-1] if before else bool(series) and series[0][1]


def other_side(entity: str, related: Children | Link) -> str:
    """The entity whose rows refer to those of the entity, or are linked with them."""
    if isinstance(related, Children):
        return related.other
    return related.right if related.left == entity else related.left


@dataclass(slots=True)
class Relations:
    """All relations of the entities."""

    references: dict[Field, Reference] = field(default_factory=dict)
    children: dict[Field, Children] = field(default_factory=dict)
    links: dict[Field, Link] = field(default_factory=dict)
    viewed: dict[Field, Link] = field(default_factory=dict)
    """Fields that tell whether the caller is linked with the row."""

    def of(self, entity: str) -> list[Reference]:
        """The references that an entity holds."""
        return [r for (name, _), r in self.references.items() if name == entity]

    def distinct_links(self) -> list[Link]:
        """Each many-to-many relation once."""
        every = (*self.links.values(), *self.viewed.values())
        return list({id(link): link for link in every}.values())


def relations(calls: Iterable[Call], past: History, sites: dict[Place, Site]) -> Relations:
    """The relations that embedding, names, lists and nested paths show, confirmed by values."""
    found = Relations()
    aliases = _aliases(past, sites)
    _embedded(past, found)
    _scalar(past, found, aliases)
    _nested(calls, past, found)
    _lists(past, found, aliases, sites)
    _keys_only(past, found)
    return found


def _keys_only(past: History, found: Relations) -> None:
    """Leaves the key where a reference was once shown as the row itself at a site of no entity."""
    for reference in found.references.values():
        key = past.entities[reference.other].key
        for life in past.rows[reference.entity].values():
            series = life.changes.get(reference.field)
            if series:
                life.changes[reference.field] = [
                    (i, v.get(key) if isinstance(v, dict) else v) for i, v in series
                ]


def _aliases(past: History, sites: dict[Place, Site]) -> dict[str, set[str]]:
    """What each entity is called anywhere."""
    return {
        name: {name, *(sites[p].name for p in entity.keys if sites[p].name)}
        for name, entity in past.entities.items()
    }


def stem(name: str) -> str:
    """A field's name without what says that it holds a key.

    >>> stem("author_id")
    'author'
    """
    for suffix in SUFFIXES:
        if name.endswith(suffix) and name != suffix:
            return name.removesuffix(suffix)
    return name


def values_of(past: History, entity: str, name: str) -> Iterator[tuple[Life, Json]]:
    """Every value that a field had, null left out."""
    for life in past.rows[entity].values():
        for value in life.values(name):
            if value is not None:
                yield life, value


def _embedded(past: History, found: Relations) -> None:
    for (entity, name), other in past.objects.items():
        column = _reference_column(past, entity, name)
        count = sum(1 for _ in values_of(past, entity, name))
        found.references[entity, column] = Reference(
            entity,
            column,
            other,
            True,
            Evidence(claim=f"{entity}.{name} shows a {other}", support=count),
        )
        if column != name:
            _rename(past, entity, name, column)


def _reference_column(past: History, entity: str, name: str) -> str:
    """The column for an embedded row: the scalar beside it that holds the same key, or a name of its own."""
    for candidate in (f"{name}_id", f"{name}_uuid", f"{name}_key"):
        if candidate in past.fields(entity):
            return candidate
    return name if (entity, name) in past.scalars or name.endswith("_id") else f"{name}_id"


def _rename(past: History, entity: str, name: str, column: str) -> None:
    """Moves the observations of an embedded row to the column that holds its key."""
    for life in past.rows[entity].values():
        moved = life.changes.pop(name, None)
        if moved and column in life.changes:
            merged = sorted([*life.changes[column], *moved], key=lambda change: change[0])
            life.changes[column] = merged
        elif moved:
            life.changes[column] = moved


def _scalar(past: History, found: Relations, aliases: dict[str, set[str]]) -> None:
    for entity in past.entities:
        for name in past.fields(entity):
            if (entity, name) in found.references:
                continue
            values = [v for _, v in values_of(past, entity, name)]
            if not all(isinstance(v, (int, str)) and not isinstance(v, bool) for v in values):
                continue
            best = _best_reference(past, entity, name, {str(v) for v in values}, aliases)
            if best is not None:
                found.references[entity, name] = best


def _best_reference(
    past: History, entity: str, name: str, values: set[str], aliases: dict[str, set[str]]
) -> Reference | None:
    own_key = name == past.entities[entity].key
    scored = []
    for other in past.entities:
        keys = past.keys(other)
        if not keys or (own_key and (other == entity or stem(name) == name)):
            continue
        named = _named(name, entity, other, aliases[other])
        included = len(values & keys) / len(values) if values else 0.0
        if _accepted(named, included, values, name):
            scored.append((named + included, included, other))
    if not scored:
        return None
    _, included, other = max(scored, key=lambda s: (s[0], s[2]))
    support = round(included * len(values))
    claim = f"{entity}.{name} holds keys of {plural(other)}"
    evidence = Evidence(claim=claim, support=support, against=len(values) - support)
    return Reference(entity, name, other, False, evidence)


def _named(name: str, entity: str, other: str, aliases: set[str]) -> float:
    """How well a field's name says that it refers to the other entity, 0..1."""
    word = singular(stem(name))
    if word in aliases:
        return 1.0
    if word == "parent" or word.startswith("parent_"):
        return 0.9 if other == entity else 0.0
    last = word.rsplit("_", 1)[-1]
    if last in aliases and last != word:
        return 0.8
    if any(alias.endswith(f"_{word}") for alias in aliases):
        return 0.8
    person = last in ROLES or word.endswith("_by")
    return 0.8 if person and aliases & PEOPLE else 0.0


def _accepted(named: float, included: float, values: set[str], name: str) -> bool:
    if not values:
        return named >= 0.8
    classes = {lexical(v) for v in values}
    telling = classes <= {"uuid", "ulid", "cuid", "hex", "base64"}
    if telling:
        return included >= 0.5 or (named >= 0.8 and included > 0)
    if named < 0.8:
        return False
    if classes <= {"integer"}:
        return included >= (0.25 if named == 1.0 else 0.75)
    return included >= (0.75 if stem(name) != name else 0.9)


def _nested(calls: Iterable[Call], past: History, found: Relations) -> None:
    """References that only the path shows: /books/{id}/reviews, where a review does not carry the book."""
    pairs: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    first: dict[tuple[str, str], int] = {}
    for call in calls:
        outer = _outer(past, call)
        if outer is None or not call.has_answer or not call.exchange.succeeded:
            continue
        parent, key = outer
        for occurrence in occurrences(call, call.answer()):
            shown = past.shown(occurrence)
            inner = any(s != "*" for s in occurrence.pointer[1:])
            if shown is None or inner or shown[0].name == parent:
                continue
            pairs[parent, shown[0].name][shown[1]].add(key)
            first.setdefault((parent, shown[0].name), call.exchange.index)
    for (parent, child), parents in pairs.items():
        if any(r.other == parent for r in found.of(child)):
            continue
        if all(len(p) == 1 for p in parents.values()):
            _add_nested(past, found, parent, child, {c: next(iter(p)) for c, p in parents.items()})


def _outer(past: History, call: Call) -> tuple[str, str] | None:
    """The row that a path goes through last, as project 3 in /projects/3/tasks."""
    segments = [s for s in call.route.segments if s != ""]
    for i in range(len(segments) - 2, -1, -1):
        variable = segments[i]
        if isinstance(variable, Variable) and isinstance(segments[i + 1], str):
            found = named(past, call.route, variable)
            key = found.key(past, call) if found else None
            if found is not None and key is not None:
                return found.entity.name, key
    return None


def _add_nested(
    past: History, found: Relations, parent: str, child: str, pairs: dict[str, str]
) -> None:
    column = f"{parent}_id"
    if column in past.fields(child):
        return
    for key, owner in pairs.items():
        life = past.rows[child][key]
        outer = past.rows[parent].get(owner)
        life.changes[column] = [(life.seen, outer.key if outer else owner)]
    found.references[child, column] = Reference(
        child,
        column,
        parent,
        False,
        Evidence(
            claim=f"{plural(child)} stand below {plural(parent)} in paths", support=len(pairs)
        ),
    )


def _lists(
    past: History, found: Relations, aliases: dict[str, set[str]], sites: dict[Place, Site]
) -> None:
    for (entity, name), other in [*past.lists.items(), *_key_lists(past, found, aliases)]:
        pairs = _pairs(past, entity, name)
        back = _back_reference(past, found, entity, other, pairs)
        if back:
            found.children[entity, name] = Children(entity, name, other, back)
        elif _is_many(past, entity, name, other, sites):
            _add_link(found, past, entity, name, other)
        elif not _add_back_reference(past, found, entity, name, other, pairs):
            _add_link(found, past, entity, name, other)


def _key_lists(
    past: History, found: Relations, aliases: dict[str, set[str]]
) -> list[tuple[Field, str]]:
    """Fields that list keys of another entity."""
    out = []
    for entity in past.entities:
        for name in past.fields(entity):
            if (entity, name) in past.lists:
                continue
            lists = [v for _, v in values_of(past, entity, name)]
            if not lists or not all(isinstance(v, list) for v in lists):
                continue
            items = {
                str(i) for v in lists if isinstance(v, list) for i in v if isinstance(i, (int, str))
            }
            other = _listed_entity(past, found, entity, name, items, aliases) if items else None
            if other:
                out.append(((entity, name), other))
    return out


def _listed_entity(
    past: History,
    found: Relations,
    entity: str,
    name: str,
    items: set[str],
    aliases: dict[str, set[str]],
) -> str | None:
    pairs = _pairs(past, entity, name)
    for reference in found.references.values():
        if reference.other == entity and _agrees(past, reference, pairs):
            return reference.entity
    for other in past.entities:
        keys = past.keys(other)
        included = len(items & keys) / len(items)
        named = _named(name, entity, other, aliases[other])
        if included >= 0.9 and _accepted(named, included, items, name):
            return other
    return None


def _pairs(past: History, entity: str, name: str) -> set[tuple[str, str]]:
    """(key of the row, key of the listed row), as last seen."""
    return {
        (key, str(item))
        for key, life in past.rows[entity].items()
        for value in life.values(name)[-1:]
        if isinstance(value, list)
        for item in value
        if item is not None
    }


def _agrees(past: History, reference: Reference, pairs: set[tuple[str, str]]) -> bool:
    """Whether listed rows refer back to the rows that list them."""
    rows = past.rows[reference.entity]
    told = [
        str(rows[child].values(reference.field)[-1]) == parent
        for parent, child in pairs
        if child in rows and rows[child].values(reference.field)
    ]
    return len(told) >= 2 and sum(told) >= 0.9 * len(told) and len(told) >= 0.5 * len(pairs)


def _back_reference(
    past: History, found: Relations, entity: str, other: str, pairs: set[tuple[str, str]]
) -> str | None:
    for reference in found.of(other):
        if reference.other != entity:
            continue
        rows = past.rows[other]
        told = [
            parent in {str(v) for v in rows[child].values(reference.field)}
            for parent, child in pairs
            if child in rows and rows[child].values(reference.field)
        ]
        if told and all(told):
            return reference.field
        if not told and pairs and stem(reference.field) == entity:
            _fill_in(past, other, reference.field, pairs)
            return reference.field
    return None


def _fill_in(past: History, other: str, column: str, pairs: set[tuple[str, str]]) -> None:
    """Notes what listed rows refer to that do not show it themselves."""
    for parent, child in pairs:
        life = past.rows[other].get(child)
        if life is not None:
            life.changes.setdefault(column, [(life.seen, parent)])


def _is_many(past: History, entity: str, name: str, other: str, sites: dict[Place, Site]) -> bool:
    """Whether a listed row may stand under several rows: it does, or it is a resource of its own."""
    parents: dict[str, set[str]] = defaultdict(set)
    for parent, child in _pairs(past, entity, name):
        parents[child].add(parent)
    if any(len(p) > 1 for p in parents.values()):
        return True
    if (entity, name) not in past.lists:
        return True
    own = [p for p in past.entities[other].keys if not sites[p].nested]
    unlisted = past.keys(other) - parents.keys()
    return bool(own) and bool(unlisted)


def _add_back_reference(
    past: History, found: Relations, entity: str, name: str, other: str, pairs: set[tuple[str, str]]
) -> bool:
    column = f"{entity}_id"
    if column in past.fields(other):
        return False
    for parent, child in pairs:
        life = past.rows[other].get(child)
        if life is not None:
            life.changes[column] = [(life.seen, past.rows[entity][parent].key)]
    evidence = Evidence(claim=f"each {other} stands under one {entity}", support=len(pairs))
    found.references[other, column] = Reference(other, column, entity, False, evidence)
    found.children[entity, name] = Children(entity, name, other, column)
    return True


def _add_link(found: Relations, past: History, entity: str, name: str, other: str) -> None:
    pairs = _pairs(past, entity, name)
    evidence = Evidence(claim=f"{entity}.{name} lists {plural(other)}", support=len(pairs))
    for link in found.distinct_links():
        same = (link.left, link.right) == (entity, other)
        turned = (link.left, link.right) == (other, entity)
        if same or (turned and entity != other):
            known = {p for f in link.fields for p in _oriented(past, link, f)}
            mine = pairs if same else {(b, a) for a, b in pairs}
            if not known or not mine or len(known & mine) >= 0.5 * min(len(known), len(mine)):
                link.fields.append((entity, name))
                link.evidence.append(evidence)
                found.links[entity, name] = link
                return
    left, right = f"{entity}_id", f"{other}_id" if entity != other else f"{singular(stem(name))}_id"
    taken = {link.name for link in found.distinct_links()} | {plural(e) for e in past.entities}
    table = f"{entity}_{plural(other)}"
    if table in taken:
        table = f"{entity}_{stem(name)}_{plural(other)}"
    if left == right:
        right = f"other_{right}"
    found.links[entity, name] = Link(
        table, entity, other, left, right, [(entity, name)], [evidence]
    )


def _oriented(past: History, link: Link, listed: Field) -> set[tuple[str, str]]:
    pairs = _pairs(past, *listed)
    return pairs if listed[0] == link.left else {(b, a) for a, b in pairs}
