"""Lacking fields: a refusal that names each field which is missing is put together for each request.

`{"name": ["This field is required."]}` is said of whatever is not there, one or several, and so is
`[{"loc": ["body", "name"], "msg": "Field required"}]`; a session leaves out few of all fields that an
endpoint wants.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wirebase.blueprint.expressions import (
    AnyOf,
    Case,
    Choice,
    Compare,
    Comparison,
    Condition,
    Constant,
    Expression,
    Given,
    IsGiven,
    Items,
    Member,
    Negation,
    Object,
)
from wirebase.blueprint.operations import Failure, FailureKind, Operation, Parameter, Place
from wirebase.blueprint.tables import Type
from wirebase.evidence import Evidence
from wirebase.exchange import Json
from wirebase.infer.arguments import unique
from wirebase.infer.calls import Call
from wirebase.infer.failures import filled_in
from wirebase.infer.faults import mentioned, refusal, served
from wirebase.infer.naming import snake
from wirebase.infer.values import texts

FIELD = "\0"
"""In place of the name of a field in what is said of it."""


@dataclass(frozen=True, slots=True)
class _Form:
    """How an app says that fields are missing: in an object with one member for each, or in a list."""

    status: int
    pointer: tuple[str, ...]
    """Where that object or list stands in the answer."""
    said: str
    """What is said of a field, as JSON, with `FIELD` for its name."""
    around: str
    """The whole answer as JSON, the object or list empty."""
    listed: bool = False
    """Whether it is a list."""
    echoes: tuple[str, ...] = ()
    """The members of what is said that hold the whole body of the request."""


@dataclass(slots=True)
class _Wanted:
    """What one operation was seen to want."""

    fields: dict[str, str]
    """Parameter to the name of the field."""
    form: _Form
    seen: tuple[str, ...]
    """The fields that were missing in some request, of those."""
    exchanges: tuple[int, ...]


def with_lacking(made: Sequence[tuple[Operation, list[Call]]]) -> list[Operation]:
    """The operations, with one refusal for all fields that may be missing."""
    return [_with(operation, _wanted(operation, calls)) for operation, calls in made]


def _wanted(operation: Operation, calls: list[Call]) -> _Wanted | None:
    """The fields that are refused for missing: those that always came, but for those that were missed."""
    good = [c for c in calls if served(c) and c.has_body]
    always = set.intersection(*(filled_in(c) for c in good)) if good else set[str]()
    names = {p.key: p.name for p in operation.parameters if p.place is Place.BODY}
    forms: Counter[_Form] = Counter()
    forgiven: set[str] = set()
    told: list[int] = []
    seen: set[str] = set()
    for call in calls:
        if not call.has_body or refusal(call, None) is not FailureKind.INVALID:
            continue
        missing = {p: _field(p) for p in always - filled_in(call)}
        named = {p: name for p, name in missing.items() if name in mentioned(call)}
        form = _form(call, set(named.values())) if named else None
        if form is not None:
            forms[form] += 1
            forgiven |= missing.keys() - named.keys()
            told.append(call.exchange.index)
            seen |= {_name(p) for p in named}
    fields = {names[p]: _name(p) for p in sorted(always - forgiven) if p in names}
    if not forms or not fields:
        return None
    form, _ = forms.most_common(1)[0]
    return _Wanted(fields, form, tuple(sorted(seen)), tuple(told[:3]))


def _claim(wanted: _Wanted) -> str:
    supposed = [name for name in wanted.fields.values() if name not in wanted.seen]
    more = f"; supposed without {', '.join(supposed)}, which always came" if supposed else ""
    return f"answered {wanted.form.status} without {', '.join(wanted.seen)}{more}"


def _field(pointer: str) -> str:
    return snake(_name(pointer))


def _name(pointer: str) -> str:
    return pointer.rsplit("/", 1)[-1]


def _form(call: Call, missing: set[str]) -> _Form | None:
    """The form of a refusal that has a member for each missing field, and no other."""
    answer = call.answer() if call.has_answer else None
    for pointer, inner in _objects(answer, ()):
        if {snake(name) for name in inner} != missing:
            continue
        said = {_document(value).replace(name, FIELD) for name, value in inner.items()}
        if len(said) == 1:
            around = _document(_replaced(answer, pointer))
            return _Form(call.exchange.status, pointer, said.pop(), around)
    return next(filter(None, (_listed(call, p, v, missing) for p, v in _lists(answer, ()))), None)


def _listed(
    call: Call, pointer: tuple[str, ...], items: list[Json], missing: set[str]
) -> _Form | None:
    """The form of a refusal that has an item for each missing field, and no other."""
    body = call.body()
    told: dict[str, set[str]] = {}
    echoes: set[tuple[str, ...]] = set()
    for item in items:
        if not isinstance(item, dict):
            return None
        echoed = tuple(n for n, v in item.items() if isinstance(v, dict) and v == body)
        plain = {n: v for n, v in item.items() if n not in echoed}
        names = [n for n in texts(plain) if snake(n) in missing]
        if len(set(names)) != 1:
            return None
        told.setdefault(snake(names[0]), set()).add(_document(_named(plain, names[0])))
        echoes.add(echoed)
    said = set().union(*told.values())
    if told.keys() != missing or len(items) != len(missing) or len(said) != 1 or len(echoes) != 1:
        return None
    around = _document(_replaced(call.answer(), pointer))
    return _Form(call.exchange.status, pointer, said.pop(), around, True, echoes.pop())


def _lists(value: Json, pointer: tuple[str, ...]) -> Iterable[tuple[tuple[str, ...], list[Json]]]:
    if isinstance(value, list):
        yield pointer, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _lists(inner, (*pointer, name))


def _named(value: Json, name: str) -> Json:
    """The document with `FIELD` in place of a name, in texts only."""
    if isinstance(value, str):
        return re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", FIELD, value)
    if isinstance(value, dict):
        return {key: _named(inner, name) for key, inner in value.items()}
    return [_named(inner, name) for inner in value] if isinstance(value, list) else value


def _objects(
    value: Json, pointer: tuple[str, ...]
) -> Iterable[tuple[tuple[str, ...], dict[str, Json]]]:
    if isinstance(value, dict):
        yield pointer, value
        for name, inner in value.items():
            yield from _objects(inner, (*pointer, name))


def _replaced(value: Json, pointer: tuple[str, ...]) -> Json:
    """The document with an empty object at the pointer."""
    if not pointer or not isinstance(value, dict):
        return {}
    return {**value, pointer[0]: _replaced(value.get(pointer[0]), pointer[1:])}


def _document(value: Json) -> str:
    return Constant(value=value).model_dump_json()


def _value(text: str) -> Json:
    return Constant.model_validate_json(text).value


def _with(operation: Operation, wanted: _Wanted | None) -> Operation:
    if wanted is None:
        return operation
    form = wanted.form
    missing = _is_absent if form.listed else _is_missing
    inner, added = _listing(operation, wanted) if form.listed else (_members(wanted), ())
    failure = Failure(
        kind=FailureKind.INVALID,
        when=AnyOf(conditions=tuple(map(missing, wanted.fields))),
        status=form.status,
        body=_around(_value(form.around), form.pointer, inner),
        evidence=Evidence(
            claim=_claim(wanted),
            support=len(wanted.exchanges),
            exchanges=wanted.exchanges,
        ),
    )
    return operation.model_copy(
        update={
            "failures": (failure, *operation.failures),
            "parameters": (*operation.parameters, *added),
        }
    )


def _members(wanted: _Wanted) -> Object:
    """A member for each field that is missing."""
    return Object(
        members=tuple(
            Member(
                name=field,
                value=Choice(
                    cases=(
                        Case(
                            when=_is_missing(parameter),
                            then=Constant(value=_value(wanted.form.said.replace(FIELD, field))),
                        ),
                    ),
                    otherwise=Constant(),
                ),
                when_null=False,
            )
            for parameter, field in wanted.fields.items()
        )
    )


def _listing(operation: Operation, wanted: _Wanted) -> tuple[Items, tuple[Parameter, ...]]:
    """An item for each field that is missing, and the parameter for the whole body that items repeat."""
    whole = [p for p in operation.parameters if p.place is Place.BODY and not p.key]
    name = whole[0].name if whole else unique("sent", {p.name: p for p in operation.parameters})
    added = Parameter(name=name, place=Place.BODY, key="", type=Type.JSONB)
    items = []
    for parameter, field in wanted.fields.items():
        told = _value(wanted.form.said.replace(json.dumps(FIELD)[1:-1], field))
        members = [
            Member(name=n, value=Constant(value=v))
            for n, v in (told.items() if isinstance(told, dict) else ())
        ]
        members += [Member(name=n, value=Given(parameter=name)) for n in wanted.form.echoes]
        case = Case(when=_is_absent(parameter), then=Object(members=tuple(members)))
        items.append(Choice(cases=(case,), otherwise=Constant()))
    needed = bool(wanted.form.echoes) and not whole
    return Items(items=tuple(items), when_null=False), (added,) if needed else ()


def _around(value: Json, pointer: tuple[str, ...], inner: Expression) -> Expression:
    """The document with an expression at the pointer."""
    if not pointer or not isinstance(value, dict):
        return inner
    return Object(
        members=tuple(
            Member(
                name=name,
                value=_around(v, pointer[1:], inner) if name == pointer[0] else Constant(value=v),
            )
            for name, v in value.items()
        )
    )


def _is_absent(parameter: str) -> Condition:
    return Negation(condition=IsGiven(parameter=parameter))


def _is_missing(parameter: str) -> Condition:
    value = Given(parameter=parameter)
    return AnyOf(
        conditions=(
            Compare(left=value, op=Comparison.IS_NULL, right=Constant(value=True)),
            Compare(left=value, right=Constant(value="")),
        )
    )
