"""Listed rows: whether a list in a row shows its children or rows that it is linked with.

Children refer back to the row, or are its parts: named after it, or seen nowhere else and in no other
entity's lists. A row under several rows, or one with a collection of its own, is linked. Where the app
shows the links themselves as rows, they are the link table. A list may name rows by a column in which no
two are alike, as by the names of tags.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from wirebase.evidence import Evidence
from wirebase.exchange import Json
from wirebase.infer.history import History
from wirebase.infer.identity import enclosing
from wirebase.infer.naming import plural, singular, snake
from wirebase.infer.nesting import add_reference
from wirebase.infer.records import Place, Site
from wirebase.infer.references import Aliases, is_accepted, said, values_of
from wirebase.infer.ties import Children, Field, Link, Reference, Relations
from wirebase.infer.titles import stem

KIN = frozenset(
    "child parent sibling ancestor descendant dependency dependent predecessor successor duplicate "
    "related variation".split()
)
"""What rows of one entity are to one another."""

CALLED = 0.8
"""How well the name of a field must say whose rows it lists, where it names them by no key."""
TELLING = 4
"""Pairs from which it is no chance that other rows show all of them."""

type Pairs = set[tuple[str, str]]
"""(key of the row, key of the listed row)."""


def listed(past: History, found: Relations, aliases: Aliases, sites: Mapping[Place, Site]) -> None:
    """Adds children and links for all lists of rows or of keys."""
    for (entity, name), other in [*past.lists.items(), *_key_lists(past, found, aliases)]:
        pairs = pairs_of(past, entity, name)
        back = _back_reference(past, found, entity, other, pairs)
        if not back and _is_part(past, found, entity, name, other, pairs, sites):
            owners = {child: parent for parent, child in pairs}
            back = add_reference(past, found, entity, other, owners, "stand under")
        if back:
            found.children[entity, name] = Children(entity, name, other, back)
            _complete(past, other, back, entity, pairs)
        elif pairs:
            _add_link(past, found, entity, name, other, pairs)
        else:
            found.empty.add((entity, name))
    found.empty |= set(_empty_lists(past, found, aliases))


def pairs_of(past: History, entity: str, name: str) -> Pairs:
    """The pairs that a list field shows: as last seen, or ever where all lists were empty at last."""
    return set(_pairs(past, entity, name, 1)) or set(_pairs(past, entity, name, 0))


def _pairs(past: History, entity: str, name: str, last: int) -> Iterator[tuple[str, str]]:
    for key, life in past.rows[entity].items():
        for value in life.values(name)[-last:]:
            for item in value if isinstance(value, list) else ():
                if item is not None:
                    yield key, str(item)


def _key_lists(past: History, found: Relations, aliases: Aliases) -> list[tuple[Field, str]]:
    """Fields that list keys of another entity."""
    out = []
    for entity, name, lists in _array_fields(past):
        items = {str(i) for v in lists for i in v if isinstance(i, (int, str))}
        other = _listed_entity(past, found, entity, name, items, aliases) if items else None
        if other:
            out.append(((entity, name), other))
        elif items and (named := _named_entity(past, entity, name, items, aliases)):
            other, found.worded[entity, name] = named
            _by_key(past, entity, name, *named)
            out.append(((entity, name), other))
    return out


def _named_entity(
    past: History, entity: str, name: str, items: set[str], aliases: Aliases
) -> tuple[str, str] | None:
    """The entity that a field is called after, and the column by which it lists its rows: just one row has
    each of the items there."""
    for other in past.entities:
        if other == entity or said(name, entity, other, aliases) < CALLED:
            continue
        lives = [life for life in past.rows[other].values() if not life.unseen]
        for column in past.fields(other):
            held = Counter(str(v[-1]) for life in lives if (v := life.values(column)))
            if column != past.entities[other].key and all(held[item] == 1 for item in items):
                return other, column
    return None


def _by_key(past: History, entity: str, name: str, other: str, column: str) -> None:
    """Puts keys in place of what names rows in the lists of a field."""
    keys = {
        str(v): life.key for life in past.rows[other].values() for v in life.values(column)[-1:]
    }
    for life in past.rows[entity].values():
        series = life.changes.get(name, [])
        series[:] = [
            (i, [keys.get(str(x), x) for x in v] if isinstance(v, list) else v) for i, v in series
        ]


def _array_fields(past: History) -> Iterator[tuple[str, str, list[list[Json]]]]:
    """Fields that hold nothing but arrays, which show no rows."""
    for entity in past.entities:
        for name in past.fields(entity):
            if (entity, name) not in past.lists:
                values = [v for _, v in values_of(past, entity, name)]
                lists = [list(v) for v in values if isinstance(v, list)]
                if lists and len(lists) == len(values):
                    yield entity, name, lists


def _empty_lists(past: History, found: Relations, aliases: Aliases) -> Iterator[Field]:
    """Lists that never held anything, named as another entity, which no request gives."""
    for entity, name, lists in _array_fields(past):
        if any(lists) or (entity, name) in found.links or (entity, name) in past.given:
            continue
        word = singular(name)
        if word == "child" or any(word in called for called in aliases.values()):
            yield entity, name


def _listed_entity(
    past: History, found: Relations, entity: str, name: str, items: set[str], aliases: Aliases
) -> str | None:
    pairs = pairs_of(past, entity, name)
    for reference in found.references.values():
        if reference.other == entity and _agrees(past, reference, pairs):
            return reference.entity
    for other in past.entities:
        included = len(items & past.keys(other)) / len(items)
        kin = other == entity and singular(stem(name)) in KIN
        named = 1.0 if kin else said(name, entity, other, aliases)
        if included >= 0.9 and is_accepted(name, named, included, items):
            return other
    return None


def _told(past: History, reference: Reference, pairs: Pairs) -> list[bool]:
    """For each listed row with a value in the reference: whether it refers to the row that lists it."""
    rows = past.rows[reference.entity]
    return [
        parent in {str(v) for v in rows[child].values(reference.field)}
        for parent, child in pairs
        if child in rows and any(v is not None for v in rows[child].values(reference.field))
    ]


def _agrees(past: History, reference: Reference, pairs: Pairs) -> bool:
    """Whether listed keys are rows that refer back to the rows which list them."""
    told = _told(past, reference, pairs)
    return len(told) >= 2 and sum(told) >= 0.9 * len(told) and len(told) >= 0.5 * len(pairs)


def _back_reference(past: History, found: Relations, entity: str, other: str, pairs: Pairs) -> str:
    """The reference by which the listed rows belong to the row; "" where there is none."""
    best = ""
    most = 0.0
    for reference in found.of(other):
        if reference.other != entity:
            continue
        told = _told(past, reference, pairs)
        unsaid = 0.9 * (stem(reference.field) == entity)
        share = sum(told) / len(told) if told else unsaid
        if share >= 0.9 and (share > most or (share == most and len(reference.field) < len(best))):
            best, most = reference.field, share
    return best


def _complete(past: History, other: str, column: str, entity: str, pairs: Pairs) -> None:
    """Gives children that were seen without their reference the parent that lists them."""
    for parent, child in sorted(pairs):
        life = past.rows[other].get(child)
        if life is not None and column not in life.changes:
            life.changes[column] = [(life.seen, past.rows[entity][parent].key)]


def _list_each_other(past: History, entity: str, name: str, other: str) -> bool:
    """Whether the listed rows list the row too: members of a group and groups of a member."""
    mine = {(child, parent) for parent, child in _pairs(past, entity, name, 0)}
    for (lister, field), rows in past.lists.items():
        if (lister, rows) == (other, entity):
            theirs = set(_pairs(past, lister, field, 0))
            known = {pair for pair in mine if pair[0] in {key for key, _ in theirs}}
            if known and 2 * len(known & theirs) >= len(known):
                return True
    return False


def _belongs_elsewhere(found: Relations, entity: str, other: str) -> bool:
    """Whether the rows are parts of another whole, which is named after them or they after it: options of
    an option group are chosen by what else lists them."""
    wholes = {r.other for r in found.of(other)} - {entity, other}
    return any(w.startswith(f"{other}_") or other.startswith(f"{w}_") for w in wholes)


def _is_part(
    past: History,
    found: Relations,
    entity: str,
    name: str,
    other: str,
    pairs: Pairs,
    sites: Mapping[Place, Site],
) -> bool:
    """Whether listed rows are parts of the row that lists them."""
    if (entity, name) not in past.lists or not pairs or entity == other:
        return False
    if past.entities[other].scalar:
        return False  # a word is nobody's, however few use it
    if _belongs_elsewhere(found, entity, other) or _list_each_other(past, entity, name, other):
        return False
    parents: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for (lister, shown), rows in past.lists.items():
        if rows == other:
            for parent, child in pairs_of(past, lister, shown):
                parents[child].add((lister, parent))
    if any(len(parents[child]) > 1 for _, child in pairs) or (entity, name) in past.between:
        return False
    return other.startswith(f"{entity}_") or not _stands_alone(past, other, set(parents), sites)


def _stands_alone(
    past: History, other: str, listed_keys: set[str], sites: Mapping[Place, Site]
) -> bool:
    """Whether rows of the entity are listed outside of any row, some of them under no parent."""
    own = [
        p
        for p in past.entities[other].keys
        if sites[p].listed and not any(outer in past.places for outer in enclosing(sites[p]))
    ]
    return bool(own) and bool(past.keys(other) - listed_keys)


def _add_link(
    past: History, found: Relations, entity: str, name: str, other: str, pairs: Pairs
) -> None:
    evidence = Evidence(claim=f"{entity}.{name} lists {plural(other)}", support=len(pairs))
    for link in found.distinct_links():
        if any(_differ(past, entity, name, field) for of, field in link.fields if of == entity):
            continue
        if _is_same(past, link, entity, other, pairs):
            _note(past, found, link, (entity, name), evidence)
            return
    link = _shown_as_rows(past, found, entity, other, pairs) or _new_link(
        past, found, entity, name, other
    )
    _note(past, found, link, (entity, name), evidence)


def _note(past: History, found: Relations, link: Link, shown: Field, evidence: Evidence) -> None:
    """Notes a list field that shows a link, and what its items say of the link itself."""
    link.fields.append(shown)
    link.evidence.append(evidence)
    found.links[shown] = link
    if not link.via:
        lives = past.between.get(shown, {}).values()
        link.attributes |= {n: n for life in lives for n in life.changes}


def _differ(past: History, entity: str, name: str, other: str) -> bool:
    """Whether two lists of a row ever held different rows at one moment: what each lists is its own."""
    for life in past.rows[entity].values():
        for index, shown in life.looks:
            if name in shown and other in shown:
                record = life.at(index)
                mine, theirs = _rows_in(record.get(name)), _rows_in(record.get(other))
                if mine is not None and theirs is not None and mine != theirs:
                    return True
    return False


def _rows_in(value: Json) -> set[str] | None:
    return set(map(str, value)) if isinstance(value, list) else None


def _is_same(past: History, link: Link, entity: str, other: str, pairs: Pairs) -> bool:
    """Whether a list shows the rows of a known link, from this side or the other."""
    same = (link.left, link.right) == (entity, other)
    turned = (link.left, link.right) == (other, entity)
    if link.via or not (same or (turned and entity != other)):
        return False
    known = {p for f in link.fields for p in _oriented(past, link, f)}
    mine = pairs if same else {(b, a) for a, b in pairs}
    return not known or not mine or len(known & mine) >= 0.5 * min(len(known), len(mine))


def _oriented(past: History, link: Link, shown: Field) -> Pairs:
    pairs = pairs_of(past, *shown)
    return pairs if shown[0] == link.left else {(b, a) for a, b in pairs}


def _shown_as_rows(
    past: History, found: Relations, entity: str, other: str, pairs: Pairs
) -> Link | None:
    """The link whose rows the app shows as an entity: its references to both sides make the same pairs."""
    for middle in past.entities:
        if middle in (entity, other):
            continue
        left = [r for r in found.of(middle) if r.other == entity]
        right = [r for r in found.of(middle) if r.other == other]
        for a in left:
            for b in right:
                if a.field != b.field and _covers(past, middle, a.field, b.field, pairs):
                    table = past.entities[middle].table
                    return Link(table, entity, other, a.field, b.field, via=middle)
    return None


def _covers(past: History, middle: str, left: str, right: str, pairs: Pairs) -> bool:
    rows = [
        (str(a), str(b))
        for life in past.rows[middle].values()
        for a in life.values(left)
        for b in life.values(right)
    ]
    made = set(rows)
    shown = len(pairs & made)
    single = len(rows) == len(made)
    within = single and made <= pairs
    # A few pairs are among those of any rows that refer to both.
    telling = single or len(pairs) >= TELLING
    return (telling and shown >= 0.8 * len(pairs)) or (within and shown >= 0.5 * len(pairs))


def _new_link(past: History, found: Relations, entity: str, name: str, other: str) -> Link:
    right = f"{other}_id" if entity != other else f"{singular(stem(name))}_id"
    taken = {link.name for link in found.distinct_links()} | {plural(e) for e in past.entities}
    table = f"{entity}_{plural(other) if entity != other else snake(stem(name))}"
    if table in taken:
        table = f"{entity}_{snake(stem(name))}"
    if table in taken:
        table = f"{entity}_{stem(name)}_{plural(other)}"
    left = f"{entity}_id"
    return Link(table, entity, other, left, f"other_{right}" if right == left else right)
