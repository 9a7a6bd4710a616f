"""The schema: entities, links and their rows as tables of the blueprint and records of the
dataset."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial

from wirebase.blueprint.dataset import CapturedRow, Record, Rows
from wirebase.blueprint.tables import (
    Column,
    Computed,
    Default,
    Encoding,
    ForeignKey,
    Form,
    Kind,
    OnDelete,
    Role,
    Table,
    Type,
)
from wirebase.evidence import Evidence
from wirebase.exchange import Json
from wirebase.infer.beside import beside
from wirebase.infer.columns import ColumnType, column_type, shape_type
from wirebase.infer.counters import Counters
from wirebase.infer.derived import How, derivations
from wirebase.infer.determined import Rules, determined, rules
from wirebase.infer.dictionaries import Dictionary
from wirebase.infer.grounds import Grounds
from wirebase.infer.history import History, Life
from wirebase.infer.logins import TOKEN
from wirebase.infer.naming import unique
from wirebase.infer.nullability import (
    Observed,
    common,
    filled_by_app,
    given_to_all,
    habit,
    likely,
    may_be_null,
    prevailing,
    tells_apart,
    usual,
)
from wirebase.infer.parts import complete_parts
from wirebase.infer.relations import Link, Reference, Relations
from wirebase.infer.shapes import Shape
from wirebase.infer.stamps import CREATED, TOUCHED

END = 2**60
"""An index after every exchange."""

WORD = re.compile(r"[A-Za-z]+([ _.-][A-Za-z]+)*")
"""A key that somebody chose, as `in-progress` is."""
LOGS = frozenset("event log activity audit".split())
"""Last words of the names of entities whose rows tell what happened."""

ALWAYS_UNIQUE = frozenset("email username slug code key uuid handle".split())
"""Names of columns that are keys of their own where every captured value differs."""


class Schema:
    """Tables by entity, and how history's fields map to columns."""

    def __init__(
        self,
        past: History,
        found: Relations,
        copied: frozenset[str] = frozenset(),
        counted: Counters | None = None,
        account: str = "",
        described: Dictionary | None = None,
    ) -> None:
        self.past = past
        self.found = found
        self.copied = copied
        """Entities whose rows are copied for new accounts, natural keys and all."""
        self.account = account
        """The entity of those who ask; "" where there is none."""
        self.described = described or Dictionary()
        """What the app itself says of its columns."""
        self.habit = habit(past, found.references)
        """What the app leaves empty."""
        self.derived = derivations(past, found, counted or Counters())
        complete_parts(past, self.derived)
        """Fields that are no columns, and why."""
        self._columns: dict[str, list[str]] = {}
        self.types: dict[tuple[str, str], ColumnType] = {}
        self.tables: dict[str, Table] = {}
        self._usuals: dict[str, Record] = {}
        self._usual_links: dict[str, Record] = {}
        self._neutrals: dict[tuple[str, str], Json] = {}
        self._overlaid: dict[str, dict[str, Record]] = {}
        self._rules: dict[str, Rules] = {}
        for name in past.entities:
            self._type_columns(name)
        for name in past.entities:
            self.tables[name] = self._table(name)
        self.beside = {name: table for name in past.entities if (table := self._beside(name))}
        """By entity: what is kept of fields that follow from other data."""
        self.links = {
            link.name: self._link_table(link) for link in found.distinct_links() if not link.via
        }

    def table_name(self, entity: str) -> str:
        """The name of an entity's table."""
        return self.past.entities[entity].table

    def columns(self, entity: str) -> list[str]:
        """The fields of an entity that are columns, its key first."""
        if entity not in self._columns:
            key = self.past.entities[entity].key
            found = self.found
            apart = (*found.children, *found.links, *found.empty, *self.derived)
            skip = {f for e, f in apart if e == entity}
            fields = dict.fromkeys((*self.past.fields(entity), *self.past.layer(entity).fields()))
            rest = [f for f in fields if f != key and f not in skip]
            self._columns[entity] = [key, *rest]
        return self._columns[entity]

    def holder(self, entity: str, field: str) -> Table:
        """The table that holds a field of the entity's rows."""
        held = self.beside.get(entity)
        return held if held is not None and held.has(field) else self.tables[entity]

    def summaries(self, entity: str) -> list[str]:
        """The fields of an entity that sum up other data, and are kept beside it."""
        return [n for (e, n), d in self.derived.items() if e == entity and d.how is How.SUMMARY]

    def _beside(self, entity: str) -> Table | None:
        fields = [
            (name, self.types[entity, name], self.derived[entity, name])
            for name in self.summaries(entity)
        ]
        taken = {e.table for e in self.past.entities.values()}
        taken |= {link.name for link in self.found.distinct_links()}
        name = unique(f"derived_{self.table_name(entity)}", taken)
        return beside(self.tables[entity], name, fields) if fields else None

    def _type_columns(self, entity: str) -> None:
        key = self.past.entities[entity].key
        for name in (*self.columns(entity), *self.summaries(entity)):
            values = [v for life in self._lives(entity) for v in life.values(name)]
            shape = Shape.of(values, 0) | self.past.layer(entity).shape(name)
            self.types[entity, name] = shape_type(name, shape, key=name == key)

    def type_of(self, entity: str, name: str, depth: int = 0) -> ColumnType:
        """The type of a column; a reference has the type of the key it refers to."""
        reference = self.found.references.get((entity, name))
        if reference is None or depth > 5:
            return self.types[entity, name]
        other = self.past.entities[reference.other]
        return self.type_of(reference.other, other.key, depth + 1)

    def _lives(self, entity: str) -> list[Life]:
        """The rows that answers showed."""
        return [life for life in self.past.rows[entity].values() if not life.unseen]

    def _table(self, entity: str) -> Table:
        key = self.past.entities[entity].key
        return Table(
            name=self.table_name(entity),
            columns=tuple(self._column(entity, name) for name in self.columns(entity)),
            primary_key=(key,),
            foreign_keys=tuple(
                self._foreign_key(r)
                for r in self.found.of(entity)
                if r.field in self.columns(entity)
            ),
            computed=tuple(self._computed(entity)),
            evidence=_together(self.past.entities[entity].evidence),
        )

    def _column(self, entity: str, name: str) -> Column:
        series = self._series(entity, name)
        every = [v for row in series for v in row]
        typed = self.type_of(entity, name)
        is_key = name == self.past.entities[entity].key
        unique = not is_key and self._is_unique(entity, name)
        refers = (entity, name) in self.found.references
        folded = self.past.layer(entity).shape(name)
        given = given_to_all(self.past, entity, name)
        filled = filled_by_app(self.past, entity, name)
        seen = Observed(name, typed.type, series, refers, unique, given, filled)
        nullable = not is_key and (folded.nulls > 0 or may_be_null(seen, self.habit))
        nullable |= refers and not is_key and self._is_outlived(self.found.references[entity, name])
        told = self.described.of(entity, name).nullable
        if told is not None and not is_key:
            own = refers or tells_apart(name) or usual(typed.type, every) is None
            nullable = told or None in every or (nullable and own and not all(series))
        default = self._default(entity, name, typed)
        partly = not is_key and not refers and not all(series) and default is Default.NONE
        partly = partly and not tells_apart(name)
        likely = self._likely(typed.type, every, nullable=nullable) if partly else None
        column = Column(
            name=name,
            type=typed.type,
            nullable=nullable,
            unique=unique,
            default=default if likely is None else Default.VALUE,
            default_value=likely,
            role=self._role(entity, name),
            encoding=typed.encoding,
            fields=tuple(sorted(self.past.names.get((entity, name), {name}))),
            touched=name in TOUCHED and typed.type is Type.TIMESTAMPTZ,
        )
        grounds = self._grounds(entity, name).of(column, key=is_key)
        return column.model_copy(update={"evidence": grounds})

    def _grounds(self, entity: str, name: str) -> Grounds:
        return Grounds(
            name,
            self._lives(entity),
            self.past.layer(entity).shape(name).count,
            given=(entity, name) in self.past.given,
        )

    def _computed(self, entity: str) -> Iterator[Computed]:
        """The fields of an entity that no column holds."""
        for (of, name), what in self.derived.items():
            if of == entity:
                evidence = self._grounds(entity, name).showing(what.evidence)
                yield Computed(field=name, evidence=evidence)

    def _likely(self, kind: Type, values: list[Json], *, nullable: bool) -> Json:
        """What a column likely holds in rows that do not show it."""
        return prevailing(values) if nullable else usual(kind, values)

    def _series(self, entity: str, name: str) -> list[list[Json]]:
        """The values that a column had in each row; a row may have been seen whole only where it was
        folded."""
        layer, beside = self.past.layer(entity), self._folded_beside(entity)
        series = [
            life.values(name) or [v for n, v in beside.get(key, {}).items() if n == name]
            for key, life in self.past.rows[entity].items()
            if not life.unseen
        ]
        rare = 2 * layer.shape(name).count < len(layer)
        return [*series, []] if rare else series

    def _role(self, entity: str, name: str) -> Role:
        if self._is_secret(entity, name):
            return Role.SECRET
        return Role.SERVER if name in TOUCHED | CREATED else Role.STORED

    def _is_unique(self, entity: str, name: str) -> bool:
        described = self.described.of(entity, name).unique
        if described is not None:
            return described
        if name.rsplit("_", 1)[-1] not in ALWAYS_UNIQUE or (entity, name) in self.found.references:
            return False
        if entity in self.copied or self._have_one_parent(entity, name):
            return False
        values = [life.at(END).get(name) for life in self._lives(entity)]
        values += [record.get(name) for record in self._folded(entity)]
        told = [str(v) for v in values if v is not None]
        return len(told) >= 3 and len(told) == len(set(told))

    def _have_one_parent(self, entity: str, name: str) -> bool:
        """Whether all rows belong to one row, within which alone the values may differ.

        What says in its name whose key it is, as step_key, is then no key of its own."""
        if name in ALWAYS_UNIQUE:
            return False
        lives = self._lives(entity)
        for reference in self.found.of(entity):
            parents = [life.at(END).get(reference.field) for life in lives]
            if reference.other != entity and len({str(p) for p in parents}) == 1:
                return parents[0] is not None
        return False

    def _default(self, entity: str, name: str, typed: ColumnType) -> Default:
        if name == self.past.entities[entity].key and not self._is_secret(entity, name):
            return _key_default(typed.type, (entity, name) in self.found.references)
        if name in TOUCHED | CREATED and typed.type is Type.TIMESTAMPTZ:
            return Default.NONE if self._is_made_null(entity, name) else Default.NOW
        if self._is_secret(entity, name):
            return Default.TOKEN
        return Default.NONE

    def _is_made_null(self, entity: str, name: str) -> bool:
        """Whether new rows were seen without the value."""
        made = [life for life in self._lives(entity) if life.created is not None]
        return any(v is None for life in made for v in life.values(name)[:1])

    def _is_secret(self, entity: str, name: str) -> bool:
        """Whether the column holds secrets that the app makes."""
        values = [v for life in self._lives(entity) for v in life.values(name) if v is not None]
        return bool(values) and all(isinstance(v, str) and TOKEN.fullmatch(v) for v in values)

    def _foreign_key(self, reference: Reference) -> ForeignKey:
        values = {
            str(v)
            for life in self._lives(reference.entity)
            for v in life.values(reference.field)
            if v is not None
        }
        layer = self.past.layer(reference.entity)
        values.update(str(v) for (v,) in layer.values(reference.field) if v is not None)
        lives = [
            life
            for life in self._lives(reference.entity)
            if life.created is None or life.deleted is None
        ]
        empty = not lives or any(
            v is None for life in lives for v in life.values(reference.field) or [None]
        )
        empty = empty or layer.shape(reference.field).nulls > 0 or self._is_outlived(reference)
        told = self.described.of(reference.entity, reference.field)
        if told.nullable is not None:
            empty = told.nullable
        return ForeignKey(
            columns=(reference.column,),
            table=self.table_name(reference.other),
            references=(self.past.entities[reference.other].key,),
            on_delete=OnDelete.SET_NULL if empty else OnDelete.CASCADE,
            enforced=values <= self._keys(reference.other)
            and told.bound is not False
            and (
                bool(told.bound) or not (self._is_log(reference.entity) or self._is_word(reference))
            ),
            evidence=self._grounds(reference.entity, reference.field).showing(reference.evidence),
        )

    def _is_outlived(self, reference: Reference) -> bool:
        """Whether rows stay when what they refer to goes: they were seen after it had gone, or they are
        accounts, which are nobody's part."""
        if self.account and reference.entity == self.account != reference.other:
            return True
        gone = {
            key: life.deleted
            for key, life in self.past.rows[reference.other].items()
            if life.deleted is not None
        }
        return any(
            gone.get(str(v), END) < (life.looks[-1][0] if life.looks else 0)
            for life in (self._lives(reference.entity) if gone else ())
            for v in life.values(reference.field)[-1:]
            if life.lives(END)
        )

    def _is_word(self, reference: Reference) -> bool:
        """Whether a column holds words that are keys elsewhere, and nothing but its name says that they
        refer, no row shown in its place and no place of the rows: the app may take other words as well."""
        keys = self._keys(reference.other)
        listed = any(
            c.other == reference.entity and c.column == reference.field
            for c in self.found.children.values()
        )
        stands = (reference.entity, reference.field) in self.found.standing
        shown = reference.embedded or listed or stands
        return not shown and bool(keys) and all(WORD.fullmatch(key) for key in keys)

    def _is_log(self, entity: str) -> bool:
        """Whether rows are notes of what happened, which outlive what they are about."""
        noted = entity.rsplit("_", 1)[-1] in LOGS
        return noted and not any(e == entity for e, _ in self.past.given)

    def _link_table(self, link: Link) -> Table:
        sides = ((link.left_column, link.left), (link.right_column, link.right))
        columns, keys = [], []
        for column, entity in sides:
            key = self.past.entities[entity].key
            typed = self.type_of(entity, key)
            columns.append(
                Column(name=column, type=typed.type, nullable=False, encoding=typed.encoding)
            )
            keys.append(
                ForeignKey(
                    columns=(column,),
                    table=self.table_name(entity),
                    references=(key,),
                    on_delete=OnDelete.CASCADE,
                    enforced=self._known(link, entity),
                    evidence=link.evidence[0],
                )
            )
        lives = self.link_lives(link).values()
        for name in link.attributes:
            values = [v for life in lives for v in life.values(name)]
            typed = column_type(name, values)
            empty = None in values or not all(name in life.changes for life in lives)
            columns.append(
                Column(name=name, type=typed.type, nullable=empty, encoding=typed.encoding)
            )
        return Table(
            name=link.name,
            kind=Kind.LINK,
            columns=tuple(columns),
            primary_key=(link.left_column, link.right_column),
            foreign_keys=tuple(keys),
            evidence=link.evidence[0],
        )

    def _known(self, link: Link, entity: str) -> bool:
        side = 0 if entity == link.left else 1
        pairs = {p for index in (-1, END) for p in self.link_pairs(link, index)}
        pairs.update(self._folded_pairs(link))
        return {p[side] for p in pairs} <= self._keys(entity)

    def _keys(self, entity: str) -> set[str]:
        """The keys of all rows, those that were only folded among them."""
        return self.past.keys(entity) | self.past.layer(entity).keys()

    def _folded_beside(self, entity: str) -> dict[str, Record]:
        """What was folded of rows that are known from elsewhere, too."""
        if entity not in self._overlaid:
            layer = self.past.layer(entity)
            self._overlaid[entity] = {
                key: layer.get(key) for key in self.past.rows[entity] if key in layer
            }
        return self._overlaid[entity]

    def _folded(self, entity: str) -> Iterator[Record]:
        """The rows that were only folded."""
        known = self.past.rows[entity]
        return (record for key, record, _ in self.past.layer(entity) if key not in known)

    def _folded_pairs(self, link: Link) -> Iterator[tuple[str, str]]:
        """The pairs of a link table that were only folded; of links that hold more, nothing is known."""
        for entity, name in () if link.via or link.attributes else link.fields:
            turned = entity != link.left
            for key, record, _ in self.past.layer(entity):
                value = record.get(name) if key not in self.past.rows[entity] else None
                for item in value if isinstance(value, list) else ():
                    if item is not None:
                        yield (str(item), key) if turned else (key, str(item))

    def link_pairs(self, link: Link, index: int) -> list[tuple[str, str]]:
        """(left key, right key) of the link's rows after that exchange, in the order listed."""
        if link.via:
            return self._pairs_of_rows(link, index)
        pairs: dict[tuple[str, str], None] = {}
        for entity, name in link.fields:
            turned = entity != link.left
            for key, life in self.past.rows[entity].items():
                value = life.at(index).get(name) if life.lives(index) else None
                for item in value if isinstance(value, list) else ():
                    if item is not None:
                        pairs[(str(item), key) if turned else (key, str(item))] = None
        pairs.update({pair: None for pair in link.observed if link.there(pair, index)})
        return list(pairs)

    def _pairs_of_rows(self, link: Link, index: int) -> list[tuple[str, str]]:
        """The pairs of a link that is an entity of its own."""
        rows = self.past.state(link.via, index).values()
        pairs = ((row.get(link.left_column), row.get(link.right_column)) for row in rows)
        return [(str(a), str(b)) for a, b in pairs if a is not None and b is not None]

    def rows(self, writes: frozenset[int] = frozenset()) -> dict[str, Sequence[CapturedRow]]:
        """The captured rows of every table, at the start and the end; what a write changed last comes last."""
        out: dict[str, Sequence[CapturedRow]] = {}
        for entity, table in self.tables.items():
            lives = self.past.rows[entity].items()
            ordered = sorted(lives, key=lambda row: _changed(row[1], writes))
            known = [self._captured(entity, table, key, life) for key, life in ordered]
            more = len(self.past.layer(entity).keys() - self.past.keys(entity))
            folded = partial(self._captured_folded, entity, table)
            out[table.name] = Rows(folded, more, known) if more else known
        for entity, table in self.beside.items():
            out[table.name] = [
                self._captured(entity, table, key, life)
                for key, life in self.past.rows[entity].items()
                if not life.unseen
            ]
        for link in self.found.distinct_links():
            if not link.via:
                out[link.name] = self._captured_links(link)
        return out

    def passed(self) -> dict[str, list[int]]:
        """The numbers of rows that were made and deleted during the capture, by table."""
        out = {}
        for entity, table in self.tables.items():
            lives = self.past.rows[entity].values()
            gone = [life.key for life in lives if None not in (life.created, life.deleted)]
            numbers = [int(text) for key in gone if (text := str(key)).isdecimal()]
            if numbers:
                out[table.name] = sorted(numbers)
        return out

    def _captured_folded(self, entity: str, table: Table) -> Iterator[CapturedRow]:
        """The rows that were only folded, made up one by one."""
        known = self.past.rows[entity]
        for key, record, made in self.past.layer(entity):
            if key not in known:
                row = self._whole(entity, table, self._filled(entity, record))
                yield CapturedRow(start=None if made else row, end=row)

    def record(self, entity: str, key: str, index: int) -> Record:
        """A row after that exchange, as the dataset keeps it."""
        row = self.past.rows[entity][key].at(index)
        return self._whole(entity, self.tables[entity], self._filled(entity, row))

    def _whole(self, entity: str, table: Table, row: Record) -> Record:
        """A row as the dataset keeps it, with what most rows hold in columns that it did not show."""
        out = _stored(table, row)
        for column in table.columns:
            if column.name not in row and column.name in out:
                out[column.name] = self._neutral(entity, column)
        return out

    def _neutral(self, entity: str, column: Column) -> Json:
        """What most rows of the entity hold in a column, or what stands for it."""
        place = entity, column.name
        if place not in self._neutrals:
            every = [v for life in self._lives(entity) for v in life.values(column.name)]
            own = column.nullable and tells_apart(column.name)
            likely = None if own else self._likely(column.type, every, nullable=column.nullable)
            self._neutrals[place] = stored_value(likely, column.encoding)
        return self._neutrals[place]

    def _captured(self, entity: str, table: Table, key: str, life: Life) -> CapturedRow:
        folded = self._folded_beside(entity).get(key, {})
        start = folded | life.at(-1) if life.created is None else None
        changed = max((s[-1][0] for s in life.changes.values()), default=-1)
        later = self.past.layer(entity).seen(key) > changed
        end = life.at(END) if life.lives(END) else None
        if end is not None:
            end = end | folded if later else folded | end
        first = self._filled(entity, start) if start is not None else None
        last = self._filled(entity, end) if end is not None else None
        return CapturedRow(
            start=self._whole(entity, table, first) if first is not None else None,
            end=self._whole(entity, table, last) if last is not None else None,
        )

    def _filled(self, entity: str, row: Record) -> Record:
        """The row with what follows for fields that it does not show: from others, or from all rows."""
        if entity not in self._rules:
            self._rules[entity] = rules([life.at(END) for life in self._lives(entity)])
        return self._usual(entity) | determined(row, self._rules[entity]) | row

    def _usual(self, entity: str) -> Record:
        """What a row most likely holds in the fields that no answer showed of it.

        A text or number that but one row shows is its own."""
        found = self._usuals.get(entity)
        if found is None:
            seen: dict[str, list[Json]] = {}
            lives = self._lives(entity)
            told_of = [one for one in lives if one.created is None] or lives
            for life in told_of:
                for name, series in life.changes.items():
                    seen.setdefault(name, []).extend(value for _, value in series)
            shown = Counter(n for life in told_of for n, s in life.changes.items() if s)
            found = {}
            for name, values in seen.items():
                told = likely(values) or [v for v in [common(values)] if v is not None]
                own = (entity, name) in self.found.references or tells_apart(name)
                if told and not own and not (shown[name] == 1 and _is_telling(told[0])):
                    found[name] = told[0]
            self._usuals[entity] = found
        return found

    def _captured_links(self, link: Link) -> list[CapturedRow]:
        alive = {
            index: {side: set(self.past.state(side, index)) for side in {link.left, link.right}}
            for index in (-1, END)
        }
        there = {
            index: [
                p
                for p in self.link_pairs(link, index)
                if p[0] in alive[index][link.left] and p[1] in alive[index][link.right]
            ]
            for index in (-1, END)
        }
        folded = [p for p in dict.fromkeys(self._folded_pairs(link)) if self._has_sides(link, p)]
        there = {index: [*known, *folded] for index, known in there.items()}
        every = list(dict.fromkeys((*there[-1], *there[END])))
        before, after = set(there[-1]), set(there[END])
        return [
            CapturedRow(
                start=self.link_record(link, p, -1) if p in before else None,
                end=self.link_record(link, p) if p in after else None,
            )
            for p in every
        ]

    def link_record(self, link: Link, pair: tuple[str, str], index: int = END) -> Record:
        """A row of a link table after that exchange, by the keys of both sides."""
        left, right = self._key(link.left, pair[0]), self._key(link.right, pair[1])
        row: Record = {link.left_column: left, link.right_column: right}
        life = self.link_lives(link).get(pair) if link.attributes else None
        held = self._usual_link(link) | (life.at(index) if life else {})
        encodings = {c.name: c.encoding for c in self.links[link.name].columns}
        return row | {n: stored_value(held.get(n), encodings[n]) for n in link.attributes}

    def _usual_link(self, link: Link) -> Record:
        """What links hold that do not show it."""
        found = self._usual_links.get(link.name)
        if found is None:
            lives = self.link_lives(link).values() if link.attributes else ()
            seen = {n: [v for life in lives for v in life.values(n)] for n in link.attributes}
            found = {n: common(values) for n, values in seen.items()}
            self._usual_links[link.name] = found
        return found

    def _key(self, entity: str, key: str) -> Json:
        """The key of a row, as the row has it."""
        life = self.past.rows[entity].get(key)
        if life is not None:
            return life.key
        return self.past.layer(entity).get(key).get(self.past.entities[entity].key, key)

    def _has_sides(self, link: Link, pair: tuple[str, str]) -> bool:
        """Whether both rows of a link are there at the end."""
        sides = zip((link.left, link.right), pair, strict=True)
        return all(
            life.lives(END) if (life := self.past.rows[e].get(k)) else k in self.past.layer(e)
            for e, k in sides
        )

    def link_lives(self, link: Link) -> dict[tuple[str, str], Life]:
        """(left key, right key) -> what the link itself held in time, as far as answers show it."""
        out: dict[tuple[str, str], Life] = {}
        for entity, name in link.fields if link.attributes else ():
            for (owner, listed), life in self.past.between.get((entity, name), {}).items():
                out[(owner, listed) if entity == link.left else (listed, owner)] = life
        return out


def _is_telling(value: Json) -> bool:
    """Whether a value may be one row's alone: a text or a number, and not an empty one."""
    return isinstance(value, (str, int, float)) and not isinstance(value, bool) and bool(value)


def _changed(life: Life, writes: frozenset[int]) -> int:
    """The last write that made or changed a row; -1 where none did."""
    changes = {index for series in life.changes.values() for index, _ in series[1:]}
    made = {life.created} if life.created is not None else set()
    return max(((changes | made) & writes) | made, default=-1)


def _key_default(kind: Type, refers: bool) -> Default:
    if refers:
        return Default.NONE
    if kind in (Type.INTEGER, Type.BIGINT):
        return Default.IDENTITY
    return Default.UUID if kind is Type.UUID else Default.RANDOM


def _stored(table: Table, record: Record) -> Record:
    return {
        c.name: stored_value(record.get(c.name), c.encoding)
        for c in table.columns
        if c.name in record or c.default is not Default.TOKEN
    }


def stored_value(value: Json, encoding: Encoding) -> Json:
    """A value as the dataset keeps it: times as ISO text, whatever their encoding in JSON."""
    if encoding.form in (Form.EPOCH_S, Form.EPOCH_MS) and isinstance(value, (int, float)):
        seconds = value / 1000 if encoding.form is Form.EPOCH_MS else value
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    return value


def _together(evidence: Sequence[Evidence]) -> Evidence:
    """The first, with the others as its parts."""
    return evidence[0].model_copy(update={"parts": tuple(evidence[1:])})
