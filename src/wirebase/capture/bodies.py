"""Replaces secrets by name inside bodies and leaves every other byte as it was.

Each function takes `hide`, which is given what a name says and the value under it, and returns what
is to stand in its place, or None where the value is no secret.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from urllib.parse import unquote_plus

from ahocorasick_rs import BytesAhoCorasick

from wirebase.capture.sensitive import Kind, kind_of_name, looks_random

type Hide = Callable[[Kind, str], str | None]

_NAMES = re.compile(rb'"([^"\\]{1,64})\\*"\s*:')
_TOKENS = re.compile(rb'"((?:[^"\\]|\\.)*)"(\s*:)?|([{\[])|([}\]])|(-?\d[\w.+-]*)', re.S)
_LABELS = frozenset({"name", "key", "field", "header"})


def has_secret_names(data: bytes) -> bool:
    """Whether some name in a text of JSON may have a secret under it."""
    for name in set(_NAMES.findall(data)):
        if name == b"value" or kind_of_name(name.decode("utf-8", "replace")) is not Kind.PLAIN:
            return True
    return False


def redact_json(data: bytes, hide: Hide) -> bytes:
    """The JSON text with secrets replaced; works for several documents in a row and for a part of
    one, too.
    """
    return _Json(data, hide).redacted() if has_secret_names(data) else data


class _Json:
    """One walk along the tokens of a JSON text, which knows the name each value stands under."""

    def __init__(self, data: bytes, hide: Hide) -> None:
        self.data = data
        self.hide = hide
        self.name = ""
        self.label = ""
        self.stack: list[str] = []
        self.parts: list[bytes] = []
        self.done = 0

    def redacted(self) -> bytes:
        for token in _TOKENS.finditer(self.data):
            self._see(token)
        return b"".join((*self.parts, self.data[self.done :])) if self.done else self.data

    def _see(self, token: re.Match[bytes]) -> None:
        text, colon, opened, closed, number = token.groups()
        if colon is not None:
            self.name = _decoded(text)
        elif opened:
            self.stack.append(self.name)
            self.name = "" if opened == b"{" else self.name
            self.label = ""
        elif closed:
            self.name = self.stack.pop() if self.stack else ""
        elif number is not None:
            self._number(token, number)
        else:
            self._string(token, text)

    def _number(self, token: re.Match[bytes], number: bytes) -> None:
        if kind_of_name(self.name) in (Kind.PASSWORD, Kind.DIGITS):
            self._put(token, self.hide(Kind.DIGITS, number.decode()))

    def _string(self, token: re.Match[bytes], text: bytes) -> None:
        kind = self._kind()
        if kind is not Kind.PLAIN:
            self._put(token, self.hide(kind, _decoded(text)))
        elif b'\\"' in text:
            self._nested(token, _decoded(text))
        elif self.name in _LABELS:
            self.label = _decoded(text)

    def _kind(self) -> Kind:
        if self.name == "value" and kind_of_name(self.label) is not Kind.PLAIN:
            return Kind.DOUBTFUL
        return kind_of_name(self.name)

    def _nested(self, token: re.Match[bytes], text: str) -> None:
        before = text.encode("utf-8", "surrogatepass")
        after = redact_json(before, self.hide)
        if after is not before:
            self._put(token, after.decode("utf-8", "surrogatepass"))

    def _put(self, token: re.Match[bytes], value: str | None) -> None:
        if value is not None:
            self.parts += (self.data[self.done : token.start()], json.dumps(value).encode())
            self.done = token.end()


def _decoded(text: bytes) -> str:
    if b"\\" not in text:
        return text.decode("utf-8", "replace")
    try:
        return str(json.loads(b'"' + text + b'"', strict=False))
    except ValueError:
        return text.decode("utf-8", "replace")


_GRANT = frozenset({"state", "grant_type", "code_verifier"})


def redact_form(text: str, hide: Hide) -> str:
    """A query string or a form body with secrets replaced."""
    pairs = [pair.partition("=") for pair in text.split("&")]
    granted = not _GRANT.isdisjoint(name for name, _, _ in pairs)
    return "&".join(_pair(name, sep, value, hide, granted) for name, sep, value in pairs)


def _pair(name: str, sep: str, value: str, hide: Hide, granted: bool) -> str:
    kind = kind_of_name(unquote_plus(name))
    if granted and name == "code":
        kind = Kind.DOUBTFUL
    hidden = hide(kind, unquote_plus(value)) if value and kind is not Kind.PLAIN else None
    return f"{name}{sep}{hidden if hidden is not None else value}"


_PART_NAME = re.compile(rb'name="([^"]*)"', re.I)


def redact_multipart(data: bytes, boundary: str, hide: Hide) -> bytes:
    """A multipart form with secrets replaced in its text fields."""
    mark = b"--" + boundary.encode("latin-1", "replace")
    return mark.join(_part(part, hide) for part in data.split(mark))


def _part(part: bytes, hide: Hide) -> bytes:
    head, gap, body = part.partition(b"\r\n\r\n")
    name = _PART_NAME.search(head)
    if not name or b"filename=" in head.lower():
        return part
    value = body.removesuffix(b"\r\n")
    text = value.decode("utf-8", "replace")
    hidden = hide(kind_of_name(name[1].decode("utf-8", "replace")), text)
    after = hidden.encode() if hidden is not None else redact_json(value, hide)
    return head + gap + after + body[len(value) :]


_TAG = re.compile(rb"<(?:input|meta)\b[^>]{0,4096}>", re.I)
_ATTRIBUTE = re.compile(rb"""([\w-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+)""")
_SAYING = (
    "token",
    "secret",
    "password",
    "passwd",
    "key",
    "csrf",
    "xsrf",
    "jwt",
    "auth",
    "session",
    "sid",
)
_sayings = BytesAhoCorasick(
    [f(w).encode() for w in _SAYING for f in (str.lower, str.title, str.upper)]
)
_NAME_BEFORE = re.compile(rb"[A-Za-z_][\w-]*$")
_VALUE_AFTER = re.compile(rb"""["']?\s{0,4}[:=]\s{0,4}["']([^"'\\\s]{6,2048})["']""")


def redact_text(data: bytes, hide: Hide) -> bytes:
    """A page or script with hidden fields, prefilled passwords and assigned tokens replaced."""
    data = _TAG.sub(lambda tag: _tag(tag[0], hide), data)
    parts: list[bytes] = []
    done = 0
    for _, start, end in _sayings.find_matches_as_indexes(data):
        value = _VALUE_AFTER.match(data, end)
        hidden = _assigned(data[max(done, start - 40) : end], value[1], hide) if value else None
        if value and hidden is not None:
            parts += (data[done : value.start(1)], hidden.encode())
            done = value.end(1)
    return b"".join((*parts, data[done:])) if done else data


def _tag(tag: bytes, hide: Hide) -> bytes:
    attributes = {m[1].lower(): m for m in _ATTRIBUTE.finditer(tag)}
    value = attributes.get(b"value") or attributes.get(b"content")
    kind = _kind_of_tag(
        {key: m[2].strip(b"\"'").decode("utf-8", "replace") for key, m in attributes.items()}
    )
    if value is None or kind is Kind.PLAIN:
        return tag
    hidden = hide(kind, unescape(value[2].strip(b"\"'").decode("utf-8", "replace")))
    if hidden is None:
        return tag
    return tag[: value.start(2)] + f'"{hidden}"'.encode() + tag[value.end(2) :]


def _kind_of_tag(attributes: dict[bytes, str]) -> Kind:
    if attributes.get(b"type", "").lower() == "password":
        return Kind.PASSWORD
    return kind_of_name(attributes.get(b"name") or attributes.get(b"id") or "")


def _assigned(before: bytes, value: bytes, hide: Hide) -> str | None:
    """What stands for a value that is assigned to a name in a program or a page.

    A name with a word after it is mostly a label there: only what is random counts.
    """
    name = _NAME_BEFORE.search(before)
    text = value.decode("utf-8", "replace")
    if name is None or not looks_random(text):
        return None
    return hide(kind_of_name(name[0].decode()), text)
