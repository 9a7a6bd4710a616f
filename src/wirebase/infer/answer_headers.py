"""Answer headers: those that say something to a client, and what they are made of.

A header that never varies is repeated. One that varies is kept where it is explained: a count of the
list, the address of the row that was made, the links to other pages, the token of a new session.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from wirebase.blueprint.expressions import (
    Concat,
    Constant,
    Expression,
    Field,
    Fresh,
    Freshly,
    Given,
)
from wirebase.blueprint.operations import Header
from wirebase.infer.calls import Call, Variable
from wirebase.infer.instances import Instance
from wirebase.infer.logins import TOKEN
from wirebase.infer.scalars import Scalar
from wirebase.infer.values import text

if TYPE_CHECKING:
    from wirebase.infer.answers import Fold

OF_THE_SERVER = re.compile(
    r"(access-control|alt|cf|content-security|cross-origin|nel|permissions|proxy|ratelimit|report|sec"
    r"|server|strict-transport|timing|x-amz|x-cache|x-content-type|x-dns|x-download|x-envoy|x-forwarded"
    r"|x-frame|x-permitted|x-powered|x-ratelimit|x-rate-limit|x-render|x-request|x-response|x-runtime"
    r"|x-vercel|x-xss)(-.*)?"
    r"|age|connection|content-(encoding|length|type)|date|etag|expires|keep-alive|last-modified"
    r"|origin-agent-cluster|pragma|referrer-policy|set-cookie|trailer|transfer-encoding|upgrade|vary|via"
    r"|x-accel-.*|x-correlation-id|x-trace-.*"
)
"""Headers of the connection, of what stood between, and of how pages of the first host are shown."""
SURE = 2
"""Answers that must have had a header alike for it to be constant."""
_LINK = re.compile(r'<([^>]*)>\s*;\s*rel="?(\w+)"?')
_NUMBER = re.compile(r"\d{1,15}")


def answer_headers(fold: Fold, calls: Sequence[Call]) -> Iterator[Header]:
    """The headers of the answers of a route, as far as they are explained."""
    told = [c for c in calls if c.exchange.status != 304]
    names = dict.fromkeys(name for c in told for name, _ in c.exchange.answer.headers)
    for name in names:
        values = [c.exchange.answer.header(name) for c in told]
        known = [v for v in values if v is not None]
        if name == "link":
            yield from _links(fold, told, values)
        elif OF_THE_SERVER.fullmatch(name) or len(known) < len(told):
            continue
        elif (value := _value(fold, name, told, known)) is not None:
            yield Header(name=name, value=value)


def _links(fold: Fold, calls: list[Call], values: list[str | None]) -> Iterator[Header]:
    """The links to other pages, each as a line of its own, which is not there where the page is not."""
    linked = [{rel: url for url, rel in _LINK.findall(value or "")} for value in values]
    for rel in dict.fromkeys(rel for found in linked for rel in found):
        instances = [
            Instance(c, found.get(rel), c.exchange.index)
            for c, found in zip(calls, linked, strict=True)
        ]
        link = Scalar(fold).page_link(instances)
        if link is not None:
            parts = (Constant(value="<"), link, Constant(value=f'>; rel="{rel}"'))
            yield Header(name="link", value=Concat(parts=parts))


def _value(fold: Fold, name: str, calls: list[Call], values: list[str]) -> Expression | None:
    if name in ("location", "content-location"):
        return _address(fold, calls, values)
    if all(TOKEN.fullmatch(v) for v in values):
        return Fresh(how=Freshly.SESSION) if fold.session else None
    if any(TOKEN.search(v) for v in values):
        return None
    if all(_NUMBER.fullmatch(v) for v in values):
        counted = _count(fold, name, calls, values)
        if counted is not None:
            return counted
    same = len(set(values)) == 1 and len(values) >= SURE
    return Constant(value=values[0]) if same else None


def _count(fold: Fold, name: str, calls: list[Call], values: list[str]) -> Expression | None:
    """The number as a fact of the page that the answers show."""
    instances = [Instance(c, int(v), c.exchange.index) for c, v in zip(calls, values, strict=True)]
    return Scalar(fold).fact(instances, name.removeprefix("x-").replace("-", "_"))


def _address(fold: Fold, calls: list[Call], values: list[str]) -> Expression | None:
    """The address of the row in hand: what stands before its key is the same, or the call's own path."""
    for entity, (alias, key_of) in fold.bound.items():
        rows = [fold.known.state(entity, c.exchange.index).get(key_of(c) or "", {}) for c in calls]
        bare = [v.rstrip("/") for v in values]
        ends = [v.rpartition("/")[2] for v in bare]
        slash = "/" if all(v.endswith("/") for v in values) else ""
        for column in fold.known.schema.columns(entity):
            if not all(text(r.get(column)) == end for r, end in zip(rows, ends, strict=True)):
                continue
            before = _before(
                fold, calls, [v.removesuffix(e) for v, e in zip(bare, ends, strict=True)]
            )
            if before is not None:
                after = (Constant(value=slash),) if slash else ()
                return Concat(parts=(*before, Field(row=alias, column=column), *after))
    return None


def _before(fold: Fold, calls: list[Call], starts: list[str]) -> tuple[Expression, ...] | None:
    """What stands before the key of an address."""
    if len(set(starts)) == 1:
        return (Constant(value=starts[0]),)
    paths = [c.exchange.path.rstrip("/") + "/" for c in calls]
    hosts = {s.removesuffix(p) for s, p in zip(starts, paths, strict=True)}
    if len(hosts) != 1 or not all(s.endswith(p) for s, p in zip(starts, paths, strict=True)):
        return None
    parts: list[Expression] = [Constant(value=hosts.pop())]
    for segment in filter(None, calls[0].route.segments):
        parts.append(Constant(value="/"))
        if isinstance(segment, Variable):
            parts.append(Given(parameter=segment.name))
        else:
            parts.append(Constant(value=str(segment)))
    return (*parts, Constant(value="/"))


def is_tagged(calls: Sequence[Call]) -> bool:
    """Whether the answers to reads bear a tag of their content."""
    told = [c for c in calls if c.exchange.status == 200]
    return bool(told) and all(c.exchange.answer.header("etag") for c in told)
