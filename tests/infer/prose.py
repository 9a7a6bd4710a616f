"""Expressions, conditions and effects of a blueprint in one line each, to be compared in tests.

:name        a parameter            ~5            a value that is merely repeated
=?           holds where not given  name?:        a member that is left out where it is null
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from wirebase.blueprint.expressions import (
    AllOf,
    Amended,
    AnyOf,
    Caller,
    Choice,
    Compare,
    Comparison,
    Concat,
    Constant,
    Contains,
    Element,
    Exists,
    Field,
    Fresh,
    Given,
    Granted,
    IsGiven,
    Items,
    Keyed,
    Mapping,
    Matches,
    Member,
    Merged,
    Negation,
    Now,
    Object,
    OfKind,
    Order,
    PageInfo,
    Plus,
    Product,
    Recorded,
    Row,
    Rows,
    Source,
    Times,
    Total,
    Turn,
)
from wirebase.blueprint.operations import (
    Assignment,
    CloseSession,
    Delete,
    Find,
    ForEach,
    Insert,
    Login,
    OpenSession,
    Operation,
    SetCredentials,
    SetLinks,
    Update,
)

SIGNS = {
    Comparison.EQ: "=",
    Comparison.NE: "!=",
    Comparison.LT: "<",
    Comparison.LE: "<=",
    Comparison.GT: ">",
    Comparison.GE: ">=",
}


def answer(operation: Operation) -> str:
    """The body of the one answer that an operation has."""
    (only,) = operation.answers
    return "" if only.body is None else said(only.body)


def effects(operation: Operation) -> list[str]:
    """What an operation does."""
    return [said(effect) for effect in operation.effects]


def listed(operation: Operation) -> Source:
    """The source of the first list that an operation shows."""
    return next(_sources(operation.answers[0].body))


def where(operation: Operation) -> list[str]:
    """The conditions of the first list that an operation shows, but for parameters never seen."""
    told = listed(operation).where
    return [said(c) for c in told if not (isinstance(c, Matches) and c.parameter == "others")]


def order(operation: Operation) -> list[str]:
    """The order of the first list that an operation shows."""
    return [said(term) for term in listed(operation).order]


def _sources(value: Any) -> Iterable[Source]:
    if isinstance(value, Rows):
        yield value.source
    elif isinstance(value, Object):
        for member in value.members:
            yield from _sources(member.value)


def said(value: Any) -> str:
    """One expression, condition, effect, source or term of an order."""
    return WORDS[type(value)](value)


def _joined(values: Iterable[Any], by: str = ", ") -> str:
    return by.join(said(value) for value in values)


def _constant(c: Constant) -> str:
    return ("" if c.explained else "~") + json.dumps(c.value)


def _field(f: Field) -> str:
    return f"{f.row}.{f.column}{f.pointer}"


def _fresh(f: Fresh) -> str:
    return f"{f.how} of {said(f.of)}" if f.of else f"fresh {f.how}"


def _choice(c: Choice) -> str:
    cases = "".join(f"{said(case.then)} if {said(case.when)} else " for case in c.cases)
    return cases + said(c.otherwise)


def _total(t: Total) -> str:
    rounded = f", {t.digits} digits" if t.digits is not None else ""
    summed = said(t.of) if t.of else t.column
    return f"{t.function}({summed + ' of ' if summed else ''}{said(t.source)}{rounded})"


def _object(o: Object) -> str:
    return "{" + ", ".join(map(_member, o.members)) + "}"


def _member(m: Member) -> str:
    asked = f" if {said(m.when)}" if m.when else ""
    return f"{m.name}{'' if m.when_null and not m.when else '?'}: {said(m.value)}{asked}"


def _mapping(m: Mapping) -> str:
    return f"{{{said(m.key)}: {said(m.item)} for {said(m.source)}}}"


def _compare(c: Compare) -> str:
    sign = SIGNS.get(c.op, c.op.value) + ("?" if c.optional else "")
    return f"{said(c.left)} {sign} {said(c.right)}"


def _source(s: Source) -> str:
    told = s.table if s.table == s.alias else f"{s.table} {s.alias}"
    for join in s.joins:
        told += f" join {join.table} {join.alias} on {_joined(join.on, ' and ')}"
    told += f" where {_joined(s.where, ' and ')}" if s.where else ""
    told += f" by {_joined(s.order)}" if s.order else ""
    return told + (" paged" if s.page else "")


def _order(o: Order) -> str:
    nulls = {None: "", True: " nulls first", False: " nulls last"}[o.nulls_first]
    when = f" when {said(o.when)}" if o.when else ""
    return f"{said(o.by)}{' desc' if o.descending else ''}{nulls}{when}"


def _assignment(a: Assignment) -> str:
    return f"{a.column} ={'?' if a.optional else ''} {said(a.value)}"


def _when(e: Insert | Update | Delete) -> str:
    return f" when {said(e.when)}" if e.when else ""


def _insert(i: Insert) -> str:
    left = " unless there" if i.ignore_conflict else ""
    return f"insert {i.table} {i.alias}: {_joined(i.values)}{left}{_when(i)}"


def _set_links(s: SetLinks) -> str:
    return f"link {s.table}: {said(s.owner)}, {s.target} in {said(s.values)}{s.pointer}"


def _login(e: Login) -> str:
    if e.login is None or e.password is None:
        return f"login {e.alias} as {e.account or 'guest'}"
    return f"login {e.alias} by {said(e.login)}, {said(e.password)}"


def _set_credentials(e: SetCredentials) -> str:
    return f"let {e.alias} log in by {_joined((*e.logins, e.password))}"


WORDS: dict[type, Callable[[Any], str]] = {
    Constant: _constant,
    Given: lambda g: f":{g.parameter}",
    Field: _field,
    Element: lambda e: f"item{e.pointer}",
    Turn: lambda t: f"turn of {t.row}",
    Caller: lambda c: f"caller.{c.column}",
    Now: lambda _: "now",
    Fresh: _fresh,
    Concat: lambda c: _joined(c.parts, " || "),
    Plus: lambda p: f"{said(p.left)} + {said(p.right)}",
    Product: lambda p: f"{said(p.left)} times {said(p.right)}",
    Times: lambda t: f"{said(t.number)} times {t.factor:g}",
    Keyed: lambda k: f"{{[{said(k.key)}]: {said(k.value)}}}",
    Amended: lambda a: f"{said(a.base)} after {said(a.by)}",
    Merged: lambda m: f"{said(m.base)} with {said(m.over)}",
    Choice: _choice,
    Total: _total,
    PageInfo: lambda p: f"page's {p.fact}{f' and {p.unseen} unseen' if p.unseen else ''}",
    Object: _object,
    Items: lambda i: f"[{_joined(i.items)}]",
    Row: lambda r: f"({said(r.value)} of {said(r.source)})",
    Rows: lambda r: f"[{said(r.item)} for {said(r.source)}]",
    Mapping: _mapping,
    Recorded: lambda _: "recorded",
    Compare: _compare,
    Contains: lambda c: f"{said(c.text)} in any of {_joined(c.columns)}",
    Exists: lambda e: f"exists({said(e.source)})",
    IsGiven: lambda g: f"given :{g.parameter}",
    Granted: lambda g: f"{g.row}.{g.column} gives {g.right}",
    OfKind: lambda k: f":{k.parameter} is {'/'.join(k.kinds)}",
    Matches: lambda m: f"{m.row} fulfils :{m.parameter}",
    AllOf: lambda a: _joined(a.conditions, " and "),
    AnyOf: lambda a: f"({_joined(a.conditions, ' or ')})",
    Negation: lambda n: f"not {said(n.condition)}",
    Source: _source,
    Order: _order,
    Assignment: _assignment,
    Find: lambda f: f"find{'' if f.required else '?'} {said(f.source)}",
    Insert: _insert,
    ForEach: lambda f: f"for each of {said(f.values)}: {_joined(f.effects, '; ')}",
    Update: lambda u: f"update {u.alias}: {_joined(u.values)}{_when(u)}",
    Delete: lambda d: f"delete {said(d.source)}{_when(d)}",
    SetLinks: _set_links,
    Login: _login,
    SetCredentials: _set_credentials,
    OpenSession: lambda o: f"open session of {o.alias}",
    CloseSession: lambda _: "close session",
}
