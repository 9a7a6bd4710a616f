"""Typed credentials: the names and passwords that requests set."""

from __future__ import annotations

from collections.abc import Sequence

from wirebase.blueprint.expressions import Caller, Compare, Field, Given, Source
from wirebase.blueprint.operations import (
    Effect,
    Find,
    Login,
    Parameter,
    Place,
    SetCredentials,
    Verb,
)
from wirebase.blueprint.tables import Type
from wirebase.infer.arguments import Arguments, unique
from wirebase.infer.calls import Call, Route
from wirebase.infer.changes import ROW, Write
from wirebase.infer.drafts import Draft, folded
from wirebase.infer.logins import NewPassword, credentials, new_password
from wirebase.infer.naming import words
from wirebase.infer.scope import Knowledge

CHECKED = "checked"
"""The alias of the account whose old password is asked for."""


def password_change(
    known: Knowledge,
    route: Route,
    calls: list[Call],
    given: Arguments,
    refused: Sequence[Call] = (),
) -> Draft | None:
    """A caller who gives a new password, as a rule beside the old one, and nothing else.

    Where calls with another one than that were refused, it has to be the old one."""
    if not known.who.entity or not all(c.has_body and known.caller(c) for c in calls):
        return None
    new = new_password(calls[0].body())
    if new is None or not all(new_password(c.body()) for c in calls):
        return None
    key = known.key(known.who.entity)
    where = Compare(left=Field(row=ROW, column=key), right=Caller(column=key))
    table = known.past.entities[known.who.entity].table
    password = Given(parameter=body_parameter(given, new.pointer))
    fold, answer = folded(known, route, calls, given, {})
    told = [n for c in refused if c.has_body and (n := new_password(c.body())) is not None]
    checked = _checked(known, given, new) if any(n.old for n in told) else []
    effects: list[Effect] = [
        *checked,
        Find(source=Source(table=table, alias=ROW, where=(where,))),
        SetCredentials(alias=ROW, logins=(), password=password),
        *fold.finds,
    ]
    return Draft(Verb.UPDATE, known.who.entity, effects, [answer])


def _checked(known: Knowledge, given: Arguments, new: NewPassword) -> list[Effect]:
    """That the caller may log in with the old password."""
    account = known.past.rows[known.who.entity]
    typed = [(owner, login.login) for login, owner in known.who.logins.values() if owner in account]
    for column in known.schema.columns(known.who.entity) if typed and new.old else ():
        if all(login in account[owner].values(column) for owner, login in typed):
            old = Given(parameter=body_parameter(given, new.old))
            return [Login(alias=CHECKED, login=Caller(column=column), password=old)]
    return []


def credentials_set(
    known: Knowledge, calls: list[Call], given: Arguments, done: Write
) -> list[Effect]:
    """A new account may log in with what was typed when it was made."""
    if done.entity != known.who.entity or done.verb not in (Verb.CREATE, Verb.UPDATE, Verb.REPLACE):
        return []
    typed = next((t for c in calls if c.has_body and (t := credentials(c.body()))), None)
    if typed is None:
        return []
    password = body_parameter(given, typed.password_pointer)
    login = body_parameter(given, typed.login_pointer)
    return [
        SetCredentials(
            alias=ROW, logins=(Given(parameter=login),), password=Given(parameter=password)
        )
    ]


def body_parameter(given: Arguments, pointer: tuple[str, ...]) -> str:
    """The parameter for a place of the body, added where there is none yet."""
    key = "/" + "/".join(pointer)
    if key in given.body:
        return given.body[key]
    name = unique("_".join(words(pointer[-1])), given.parameters)
    given.parameters[name] = Parameter(name=name, place=Place.BODY, key=key, type=Type.TEXT)
    given.body[key] = name
    return name
