"""Edges: lists whose items hold a row each, beside its cursor or the like."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wirebase.blueprint.expressions import (
    Expression,
    Member,
    Object,
    Page,
    PageFact,
    PageInfo,
    Position,
    Rows,
)
from wirebase.infer.cursors import Cut, is_cursor, is_cursor_end, law
from wirebase.infer.instances import (
    Instance,
    inside_of,
)
from wirebase.infer.naming import words
from wirebase.infer.records import ITEM, Pointer
from wirebase.infer.values import text

if TYPE_CHECKING:
    from wirebase.infer.answers import Fold


@dataclass(slots=True)
class Edges:
    """Folds lists of edges."""

    fold: Fold

    def member(self, instances: list[Instance], pointer: Pointer) -> str:
        """The member of each item of a list that is a row, beside its cursor; "" where there is none."""
        values = [v for i in instances if isinstance(i.value, list) for v in i.value]
        items = [v for v in values if isinstance(v, dict)]
        names = dict.fromkeys(n for v in items for n in v)
        for name in names if len(items) == len(values) else ():
            rows = all(isinstance(v.get(name), dict) for v in items)
            beside = {n: [v[n] for v in items if n in v] for n in names if n != name}
            bare = all(is_cursor(n) or all(v == b[0] for v in b) for n, b in beside.items())
            if (
                rows
                and bare
                and (self.fold.route.name, (*pointer, ITEM, name)) in self.fold.known.past.places
            ):
                return name
        return ""

    def expression(self, instances: list[Instance], pointer: Pointer, name: str) -> Expression:
        """The expression of a list whose items hold a row each, beside a cursor or the like."""
        inner = (*pointer, ITEM, name)
        entity = self.fold.known.past.places[self.fold.route.name, inner]
        key_field = entity.keys[self.fold.route.name, inner].field
        alias = self.fold.alias(entity.name)
        shown, items = [], []
        for i in instances:
            told = [v for v in i.value if isinstance(v, dict)] if isinstance(i.value, list) else []
            rows = [row for v in told if isinstance(row := v[name], dict)]
            shown.append(self.fold.shown(i, [text(row.get(key_field)) for row in rows]))
            items += [replace(i, value=v) for v in told]
        source, made = self.fold.source(entity, alias, shown, pointer)
        source = source.model_copy(update={"page": self._with_cursors(source.page, items, pointer)})
        if self.fold.main is None:
            self.fold.main = (source, made, made.shown)
        members = []
        for member in dict.fromkeys(n for i in items if isinstance(i.value, dict) for n in i.value):
            inside = inside_of(items, member)
            if member == name:
                value = self.fold.record(inside, inner, entity, alias)
            elif source.page and source.page.cursor and is_cursor(member):
                value = Position()
            else:
                value = self.fold.node(inside, (*pointer, ITEM, member), None)
            members.append(Member(name=member, value=value))
        return Rows(source=source, item=Object(members=tuple(members)))

    def _with_cursors(
        self, page: Page | None, items: list[Instance], pointer: Pointer
    ) -> Page | None:
        """The page with how its cursors are written, where they tell places."""
        names = self.fold.arguments.at(pointer)
        after = next((p for p in names if is_cursor(names[p])), "")
        lists: dict[int, Cut] = {}
        for i in items:
            given = self.fold.arguments.of(i.call).get(after, "")
            cut = lists.setdefault(i.call.exchange.index, Cut(given, []))
            told = i.value if isinstance(i.value, dict) else {}
            cut.cursors.extend(v for n, v in told.items() if is_cursor(n))
        if page is not None and page.cursor is not None and page.cursor.row:
            return page
        self.fold.cursors = {index: cut.cursors for index, cut in lists.items()}
        found = law(list(lists.values())) if any(self.fold.cursors.values()) else None
        if found is None:
            return page
        known = page or Page()
        offset = "" if known.offset == after else known.offset
        return known.model_copy(update={"after": after, "cursor": found, "offset": offset})

    def end(self, instances: list[Instance], name: str) -> Expression | None:
        """The cursor of the first or last row of the main list."""
        page = self.fold.main[0].page if self.fold.main else None
        if self.fold.main is None or page is None or page.cursor is None or not is_cursor_end(name):
            return None
        if page.cursor.row:
            return None
        fact, place = (
            (PageFact.START_CURSOR, 0) if "start" in words(name) else (PageFact.END_CURSOR, -1)
        )
        for i in instances:
            told = self.fold.cursors.get(i.call.exchange.index, [])
            if i.value != (told[place] if told else None):
                return None
        return PageInfo(fact=fact, source=self.fold.main[0])
