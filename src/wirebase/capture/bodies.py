"""Replaces secrets by name inside forms, pages and texts, and leaves every other byte."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote, unquote, unquote_plus

from ahocorasick_rs import BytesAhoCorasick

from wirebase.capture.documents import (
    ANYWHERE,
    Hide,
    Place,
    is_graphql,
    redact_graphql,
    redact_json,
)
from wirebase.capture.sensitive import (
    Kind,
    kind_of_name,
    looks_random,
    names_which,
    opens,
)

_GRANT = frozenset({"state", "grant_type", "code_verifier"})


def redact_form(text: str, hide: Hide, place: Place = ANYWHERE) -> str:
    """A query string or a form body with secrets replaced."""
    pairs = [pair.partition("=") for pair in text.split("&")]
    names = [unquote_plus(name) for name, _, _ in pairs]
    granted = not _GRANT.isdisjoint(names)
    about = Kind.PASSWORD if Kind.PASSWORD in map(kind_of_name, names) else place.kind
    kinds = [
        Kind.DOUBTFUL if granted and name == "code" else _beside(name, about) for name in names
    ]
    return "&".join(map(_pair, pairs, kinds, [hide] * len(pairs)))


def _beside(name: str, about: Kind) -> Kind:
    """What the name of a field says, in a form that is about something."""
    kind = kind_of_name(name)
    if kind is Kind.PLAIN and about is Kind.PASSWORD and names_which(name):
        return Kind.PASSWORD
    return kind


def _pair(pair: tuple[str, str, str], kind: Kind, hide: Hide) -> str:
    name, sep, value = pair
    text = unquote_plus(value)
    if kind is not Kind.PLAIN:
        hidden = hide(kind, text) if value else None
        return f"{name}{sep}{hidden if hidden is not None else value}"
    if name in ("query", "mutation") and is_graphql(text):
        return _written(name, sep, value, redact_graphql(text, hide))
    if text[:1] in ("{", "["):
        after = redact_json(text.encode(), hide, Place(sent=True)).decode()
        return _written(name, sep, value, after)
    return f"{name}{sep}{value}"


def _written(name: str, sep: str, value: str, after: str) -> str:
    """The pair as it was, or with what was changed in it."""
    return f"{name}{sep}{value if after == unquote_plus(value) else quote(after, safe='')}"


_PARAMETER = re.compile(rb"""(?:[?&#]|\\u0026|&amp;)([\w.\[\]-]{1,64})=([^&#\s"'<>\\)]{1,4096})""")
_USERINFO = re.compile(
    rb"""(\b[A-Za-z][A-Za-z0-9+.-]{1,20}://[^/?#:@\s"'<>\\]{0,256}:)([^/?#@\s"'<>\\]{1,256})@"""
)
_SEGMENT = re.compile(rb"""/([A-Za-z][A-Za-z_-]{2,40})/([\w.~%-]{16,512})(?=[/?#"'\s<>\\)]|$)""")


def redact_links(data: bytes, hide: Hide) -> bytes:
    """A text whose URLs carry no secrets, in their parameters or after a segment that says so."""
    if b"://" in data:
        data = _USERINFO.sub(lambda found: _user_info(found, hide), data)
    if b"=" in data:
        data = _PARAMETER.sub(lambda found: _parameter(found, hide), data)
    return _SEGMENT.sub(lambda found: _segment(found, hide), data)


def _user_info(found: re.Match[bytes], hide: Hide) -> bytes:
    hidden = hide(Kind.PASSWORD, unquote(found[2].decode("utf-8", "replace")))
    return found[0] if hidden is None else found[1] + hidden.encode() + b"@"


def _parameter(found: re.Match[bytes], hide: Hide) -> bytes:
    kind = kind_of_name(found[1].decode())
    if kind is Kind.PLAIN:
        return found[0]
    hidden = hide(kind, unquote(found[2].decode("utf-8", "replace")))
    return found[0] if hidden is None else found[0][: -len(found[2])] + hidden.encode()


def _segment(found: re.Match[bytes], hide: Hide) -> bytes:
    value = unquote(found[2].decode("utf-8", "replace"))
    if not opens(found[1].decode()) or not looks_random(value):
        return found[0]
    hidden = hide(Kind.DOUBTFUL, value)
    return found[0] if hidden is None else found[0][: -len(found[2])] + hidden.encode()


_PART_NAME = re.compile(rb'name="([^"]*)"', re.I)


def redact_multipart(data: bytes, boundary: str, hide: Hide, place: Place = ANYWHERE) -> bytes:
    """A multipart form with secrets replaced in its text fields."""
    mark = b"--" + boundary.encode("latin-1", "replace")
    names = (name.decode("utf-8", "replace") for name in _PART_NAME.findall(data))
    about = Kind.PASSWORD if Kind.PASSWORD in map(kind_of_name, names) else place.kind
    return mark.join(_part(part, hide, about) for part in data.split(mark))


def _part(part: bytes, hide: Hide, about: Kind) -> bytes:
    head, gap, body = part.partition(b"\r\n\r\n")
    name = _PART_NAME.search(head)
    if not name or b"filename=" in head.lower():
        return part
    value = body.removesuffix(b"\r\n")
    text = value.decode("utf-8", "replace")
    hidden = hide(_beside(name[1].decode("utf-8", "replace"), about), text)
    after = hidden.encode() if hidden is not None else redact_json(value, hide, Place(sent=True))
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
