"""Row cursors: texts that name the last row of a page by what it holds, plainly or in base64.

`bmV4dDo0Mg==` is `next:42`, and 42 is the key of the row after which the next page begins. So is
`{"createdAt":"2026-01-01T00:00:00Z","id":42}`, however it is written.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from wirebase.blueprint.expressions import Constant, Cursor, Expression, Field, Writing
from wirebase.exchange import Json
from wirebase.infer.cursors import is_cursor, is_cursor_end
from wirebase.infer.history import Record
from wirebase.infer.paging import role
from wirebase.infer.shown import Shown
from wirebase.infer.values import text

FEWEST = 2
"""Cursors that differ, from which their form is told where no request gives one back."""
_ALPHABETS = {Writing.BASE64: b"+/", Writing.BASE64_URL: b"-_"}
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Form:
    """How a cursor is made of its row."""

    parts: tuple[tuple[str, bool], ...]
    """Texts, and the columns whose values stand between them."""
    writing: Writing = Writing.PLAIN
    padded: bool = True

    def text(self, row: Mapping[str, Json]) -> str:
        """The cursor of a row."""
        told = "".join(text(row.get(part)) if column else part for part, column in self.parts)
        return encoded(told, self.writing, padded=self.padded)

    def cursor(self, alias: str) -> Cursor:
        """The same in the blueprint's language."""
        made: list[Expression] = [
            Field(row=alias, column=part) if column else Constant(value=part)
            for part, column in self.parts
        ]
        return Cursor(row=tuple(made), writing=self.writing, padded=self.padded)


@dataclass(frozen=True, slots=True)
class Sample:
    """A cursor, and the row that it names."""

    cursor: str
    row: Record


def encoded(told: str, writing: Writing, *, padded: bool) -> str:
    """The text as a cursor writes it.

    >>> encoded("next:4", Writing.BASE64, padded=False)
    'bmV4dDo0'
    """
    if writing is Writing.PLAIN:
        return told
    made = base64.b64encode(told.encode(), _ALPHABETS[writing]).decode()
    return made if padded else made.rstrip("=")


def decodings(cursor: str) -> Iterator[tuple[str, Writing, bool]]:
    """What a cursor may say, and how it is written then."""
    yield cursor, Writing.PLAIN, True
    padding = "=" * (-len(cursor) % 4)
    for writing, letters in _ALPHABETS.items():
        try:
            told = base64.b64decode(cursor + padding, letters, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue
        padded = not padding
        if told.isprintable() and told and encoded(told, writing, padded=padded) == cursor:
            yield told, writing, padded


def form_of(samples: Sequence[Sample], key: str) -> Form | None:
    """How all of the cursors are made of their rows, the key among what they hold; None where they are not."""
    if not samples:
        return None
    first = samples[0]
    for told, writing, padded in decodings(first.cursor):
        for parts in _readings(told, first.row, key):
            form = Form(parts, writing, padded)
            lax = [form, replace(form, padded=True), replace(form, padded=False)]
            for one in lax if writing is not Writing.PLAIN else [form]:
                if all(one.text(s.row) == s.cursor for s in samples):
                    return one
    return None


def _readings(told: str, row: Record, key: str) -> Iterator[tuple[tuple[str, bool], ...]]:
    """The ways in which a text may be made of the row's key, and of its other columns beside it."""
    own = text(row.get(key))
    for begin in _places(told, own):
        before, after = told[:begin], told[begin + len(own) :]
        columns = [c for c in row if c != key and isinstance(row[c], str | int | float)]
        columns.sort(key=lambda c: -len(text(row[c])))
        yield (*_split(before, row, columns), (key, True), *_split(after, row, columns))


def _split(told: str, row: Record, columns: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """The text around the key, where the first column whose value stands in it is told apart."""
    for column in columns:
        value = text(row[column])
        for begin in _places(told, value):
            yield from _split(told[:begin], row, ())
            yield column, True
            yield from _split(told[begin + len(value) :], row, ())
            return
    if told:
        yield told, False


def _places(told: str, value: str) -> Iterator[int]:
    """Where a value stands in a text and is no part of a longer word."""
    begin = told.find(value) if value else -1
    while begin >= 0:
        around = told[begin - 1 : begin] + told[begin + len(value) : begin + len(value) + 1]
        if not _WORD.search(around):
            yield begin
        begin = told.find(value, begin + 1)


@dataclass(frozen=True, slots=True)
class Told:
    """The cursors that answers show beside their lists, at one place."""

    after: str
    """The parameter that gives them back; "" where none does."""
    form: Form


def told_beside(
    shown: Sequence[Shown], rows: Sequence[Record | None], names: Mapping[str, str], key: str
) -> Told | None:
    """The form of the cursors of lists; the row that each list shows last, None where it shows none."""
    found: dict[tuple[str, ...], list[tuple[str, Record]]] = {}
    for s, row in zip(shown, rows, strict=True):
        for pointer, value in _texts(s.call.answer(), ()):
            if row is not None:
                found.setdefault(pointer, []).append((value, row))
    for pointer, samples in found.items():
        form = form_of([Sample(*sample) for sample in samples], key)
        if form is None:
            continue
        after = _given_back({cursor for cursor, _ in samples}, shown, names)
        if after or (_names_cursor(pointer) and len({cursor for cursor, _ in samples}) >= FEWEST):
            return Told(after or next((p for p in names if is_cursor(names[p])), ""), form)
    return None


def told_by_requests(
    shown: Sequence[Shown],
    rows: Sequence[Mapping[str, Record]],
    names: Mapping[str, str],
    key: str,
) -> Told | None:
    """The form of the cursors that requests give where answers show none; the rows there were by key."""
    for after in (p for p in names if is_cursor(names[p])):
        samples = []
        for s, there in zip(shown, rows, strict=True):
            given = s.arguments.get(after)
            if not given:
                continue
            row = next((there[told] for told, _, _ in decodings(given) if told in there), None)
            if row is None or text(row.get(key)) in s.keys:
                break
            samples.append(Sample(given, row))
        else:
            form = form_of(samples, key)
            if form is not None:
                return Told(after, form)
    return None


def placed(shown: Sequence[Shown], rows: Sequence[Record | None], told: Told) -> list[Shown]:
    """The lists with how many rows stand before each, as far as the pages before it were seen.

    The row that each list shows last is None where it shows none."""
    out: list[Shown] = []
    ends: dict[tuple[frozenset[tuple[str, str]], str], int] = {}
    for s, row in zip(shown, rows, strict=True):
        given = s.arguments.get(told.after)
        other = frozenset((n, v) for n, v in s.arguments.items() if n != told.after)
        skipped = ends.get((other, given)) if given else 0
        if row is not None and skipped is not None:
            ends[other, told.form.text(row)] = skipped + len(s.keys)
        out.append(replace(s, skipped=skipped))
    return out


def _given_back(cursors: set[str], shown: Sequence[Shown], names: Mapping[str, str]) -> str:
    """The parameter all of whose values are among the cursors."""
    for parameter in sorted(names, key=lambda p: not is_cursor(names[p])):
        if role(names[parameter]) not in ("", "offset"):
            continue
        given = {s.arguments[parameter] for s in shown if s.arguments.get(parameter)}
        if given and given <= cursors:
            return parameter
    return ""


def _texts(value: Json, pointer: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The texts in an answer that stand in no list, and their places."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, (*pointer, name))
    elif isinstance(value, str) and value and pointer:
        yield pointer, value
    elif isinstance(value, int) and not isinstance(value, bool) and _names_cursor(pointer):
        yield pointer, str(value)


def _names_cursor(pointer: tuple[str, ...]) -> bool:
    return bool(pointer) and (is_cursor(pointer[-1]) or is_cursor_end(pointer[-1]))
