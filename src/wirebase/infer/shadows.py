"""Shadows: what a row says once more of the rows that its columns refer to.

`{"author": 7, "author_info": {"id": 7, "name": "Ann"}}` shows the author beside the column that names it,
and so does `{"author": 7, "author_details": {"name": "Ann"}}`, without its key; `author_name` shows one
column of it, or several put together. What is called after a column and always agreed with the row that
it names follows from that row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wirebase.exchange import Json
from wirebase.infer.compositions import composed
from wirebase.infer.history import History, Life, Record
from wirebase.infer.identity import SiteKey
from wirebase.infer.naming import snake
from wirebase.infer.records import META, Place, Site
from wirebase.infer.references import said
from wirebase.infer.values import text

FEWEST = 2
"""Looks at a column and its shadow, and fields of an object that shows no key."""


def shadows(past: History, sites: Mapping[Place, Site]) -> None:
    """Joins such objects with the columns that name their rows, and notes single columns of them."""
    for entity in past.entities:
        for name in past.fields(entity):
            for base in _bases(past, entity, name):
                if _is_joined(past, sites, entity, name, base):
                    break


def _bases(past: History, entity: str, name: str) -> Iterator[str]:
    """The columns that a field is called after, as `role_name`, `rolename`, the longest first."""
    fields = [f for f in past.fields(entity) if name.startswith(_stem(f)) and name != f]
    for base in sorted(fields, key=lambda f: len(_stem(f)), reverse=True):
        if (entity, base) in past.scalars and base != past.entities[entity].key:
            yield base


def _stem(column: str) -> str:
    """What a column is called apart from saying that it refers: `author_name` goes with `author_id`."""
    return column.removesuffix("_id")


def _is_joined(
    past: History, sites: Mapping[Place, Site], entity: str, name: str, base: str
) -> bool:
    told = list(_looks(past, entity, name, base))
    if len(told) < FEWEST or all(record[base] is None for _, record in told):
        return False
    own, other = past.objects.get((entity, base)), past.objects.get((entity, name))
    apart = name.startswith((f"{base}_", f"{_stem(base)}_"))
    if not apart and any(isinstance(record[name], (dict, list)) for _, record in told):
        return False
    if own and other and own != other:
        return False
    if other:
        if any(text(record[name]) != text(record[base]) for _, record in told):
            return False
        _join(past, entity, name, base, past.objects.pop((entity, name)))
        return True
    values = [record[name] for _, record in told]
    if all(v is None or isinstance(v, dict) for v in values):
        other = _of_objects(past, entity, name, base, told)
        if other:
            _join(past, entity, name, base, other)
            _place(past, sites, entity, name, other)
        return bool(other)
    for column in (name.removeprefix(_stem(base)).removeprefix("_"), *(() if apart else (name,))):
        other = next((o for o in past.entities if _follows(past, o, column, name, base, told)), "")
        if other:
            past.borrowed[entity, name] = (base, other, column)
            for life in past.rows[entity].values():
                life.changes.pop(name, None)
            return True
    return apart and _is_composed(past, entity, name, base, told)


def _is_composed(
    past: History, entity: str, name: str, base: str, told: list[tuple[int, Record]]
) -> bool:
    """Whether a field always showed a text made of columns of the row that another one names."""
    shown = [(index, text(r[base]), r[name]) for index, r in told if r[base] is not None]
    if (
        len(shown) < len(told)
        or len({value for _, _, value in shown if isinstance(value, str)}) < 2
    ):
        return False
    for other, rows in past.rows.items():
        if other == entity or any(key not in rows for _, key, _ in shown):
            continue
        key = past.entities[other].key
        named: list[Record] = [
            {n: v for n, v in rows[own].at(index).items() if n != key and isinstance(v, str)}
            for index, own, _ in shown
        ]
        parts = composed([value for _, _, value in shown], named)
        if parts is not None:
            past.composed[entity, name] = (base, other, parts)
            for life in past.rows[entity].values():
                life.changes.pop(name, None)
            return True
    return False


def _looks(past: History, entity: str, name: str, base: str) -> Iterator[tuple[int, Record]]:
    """The row at each exchange that showed both the column and what is called after it."""
    for life in past.rows[entity].values():
        for index, shown in life.looks:
            if name in shown and base in shown:
                record = life.at(index)
                if name in record and base in record:
                    yield index, record


def _join(past: History, entity: str, name: str, base: str, other: str) -> None:
    """Takes the rows of a field for those that a column names."""
    past.objects[entity, base] = other
    past.synonyms[entity, name] = base
    for life in past.rows[entity].values():
        series = life.changes.pop(name, [])
        if series and base not in life.changes and not any(isinstance(v, dict) for _, v in series):
            life.changes[base] = series


def _place(past: History, sites: Mapping[Place, Site], entity: str, name: str, other: str) -> None:
    """Notes where a row without its key stands."""
    for place in sites:
        route, pointer = place
        outer = past.places.get((route, pointer[:-1])) if pointer else None
        if outer is None or outer.name != entity or place in past.places:
            continue
        if snake(pointer[-1]) == name:
            past.places[place] = past.entities[other]
            past.entities[other].keys[place] = SiteKey("", strong=False, chance=False)


def _of_objects(
    past: History, entity: str, name: str, base: str, told: list[tuple[int, Record]]
) -> str:
    """The entity whose rows, named by the column, the objects show without their keys."""
    shown = [(index, r[base], r[name]) for index, r in told if isinstance(r[name], dict)]
    plain = [
        (index, key, {snake(n): v for n, v in value.items() if n not in META})
        for index, key, value in shown
        if isinstance(value, dict)
    ]
    names = {n for _, _, value in plain for n in value}
    if len(names) < FEWEST or any((r[base] is None) != (r[name] is None) for _, r in told):
        return ""
    if len({repr(value) for _, _, value in plain}) < FEWEST:
        return ""
    alone = {other: {other} for other in past.entities}
    fitting = [
        other
        for other in past.entities
        if names <= set(past.fields(other)) - {past.entities[other].key}
        and all(_holds(past.rows[other].get(text(key)), value, i) for i, key, value in plain)
    ]
    return max(fitting, key=lambda o: (said(base, entity, o, alone), o), default="")


def _holds(life: Life | None, values: Mapping[str, Json], index: int) -> bool:
    """Whether a row held the values then, or ever, where it was shown too seldom to say."""
    if life is None:
        return False
    return all(value in life.values(name) for name, value in values.items())


def _follows(
    past: History, other: str, column: str, name: str, base: str, told: list[tuple[int, Record]]
) -> bool:
    """Whether a field always showed the column of the row that another one names, and went with it.

    Numbers such as prices are rather copied, and stay what they were."""
    rows = past.rows[other]
    if column not in past.fields(other) or column == past.entities[other].key:
        return False
    pairs = set()
    for index, record in told:
        if isinstance(record[name], (float, list, dict)) or type(record[name]) is int:
            return False
        if record[base] is None:
            if record[name] is not None:
                return False
        else:
            life = rows.get(text(record[base]))
            if life is None or life.at(index).get(column) != record[name]:
                return False
        pairs.add((text(record[base]), text(record[name])))
    return len({b for b, _ in pairs}) >= FEWEST and len({n for _, n in pairs}) >= FEWEST
