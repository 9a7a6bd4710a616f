"""Operations as functions of the schema `api`, and how a router calls them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.operations import (
    CloseSession,
    FailureKind,
    Login,
    OpenSession,
    Operation,
    Parameter,
    Place,
    Provision,
)
from wirebase.build.effects import perform
from wirebase.build.expressions import holds
from wirebase.build.failures import CODES, failing, returning_failure, violations
from wirebase.build.layout import laid_out
from wirebase.build.literals import dollar_quoted, quoted
from wirebase.build.names import Names, identifier, short
from wirebase.build.nodes import WRITES, asks_for_caller, is_recorded, writes
from wirebase.build.outcomes import returning, returns_text
from wirebase.build.parameters import Arguments, arguments, declared_type
from wirebase.build.scope import Frame, RowInScope, Scope
from wirebase.build.sessions import account_query
from wirebase.build.steps import Steps

RESERVED = (
    *("found", "sqlstate", "sqlerrm", "old", "new", "excluded"),
    *("listed", "wanted", "linked", "aimed", "copied", "template", "numbered"),
)
"""Names that Postgres or our own statements give a meaning."""

HARMLESS = (Login, OpenSession, CloseSession)
"""Effects that break no rule of the database: one of them alone needs nothing undone."""


class Binding(StrEnum):
    """What a router binds to an argument of a call."""

    TOKEN = "token"
    """The caller's token or its placeholder, "" where the request carries none."""
    PATH = "path"
    """The path as sent."""
    QUERY = "query"
    """The query string, parameters in sorted order, as in `RecordedAnswer.query`."""
    CONTENT = "content"
    """The body as text, as in `RecordedAnswer.body`."""
    PARAMETER = "parameter"
    """The parameter's text, of an array in the query a list of texts; null where not given."""
    BODY = "body"
    """The body as JSON text, null where there is none."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a call, and what to bind to it."""

    binding: Binding
    parameter: Parameter | None = None


def call(operation: Operation) -> tuple[str, tuple[Argument, ...]]:
    """The statement that answers a request, and what to bind to $1, $2, ...

    It yields one row: body, status, headers. The body is text, null where it is empty; the status
    is a number as text; the headers are null, "" or JSON, a list of objects with one member each.
    Without a `content-type` among them the body is `application/json`.
    """
    settings = {"wirebase.token": Binding.TOKEN}
    if is_recorded(operation):
        settings |= {
            "wirebase.path": Binding.PATH,
            "wirebase.query": Binding.QUERY,
            "wirebase.body": Binding.CONTENT,
        }
    bound = [Argument(binding) for binding in settings.values()]
    passed: list[str] = []
    for _, parameter in arguments(operation):
        bound.append(Argument(Binding.PARAMETER if parameter else Binding.BODY, parameter))
        passed.append(f"${len(bound)}::{declared_type(parameter)}")
    set_up = ", ".join(f"set_config('{key}', ${n}, true)" for n, key in enumerate(settings, 1))
    called = f"api.{identifier(operation.name)}({', '.join(passed)})"
    return (
        f"with request as materialized (select {set_up}) select {called}::text,"
        " current_setting('response.status', true), current_setting('response.headers', true)"
        " from request"
    ), tuple(bound)


def signature(operation: Operation) -> str:
    """The function's name and types, as COMMENT and GRANT want them."""
    types = ", ".join(declared_type(parameter) for _, parameter in arguments(operation))
    return f"api.{identifier(operation.name)}({types})"


def function(operation: Operation, blueprint: Blueprint) -> str:
    """The statements that create the operation's function."""
    name = short(operation.name)
    names = Names((name, *RESERVED))
    label = names.new("given")
    given = Arguments(operation, name, label, names)
    frame = Frame(blueprint, operation, given, names, Names((name, label, *RESERVED)), label)
    lines = _body(frame)
    declared = [*frame.arguments.declarations(), *frame.variables.items()]
    declare = [line for n, d in declared for line in laid_out(f"{n} {d};", 1)]
    opening = ["#variable_conflict use_column", f"<<{label}>>", *(["declare"] if declare else [])]
    body = "\n".join(["", *opening, *declare, "begin", *lines, f"end {label};", ""])
    return f"{_head(operation)}\nas {dollar_quoted(body)};\n{_comment(operation)}"


def _head(operation: Operation) -> str:
    given = ", ".join(
        f"{identifier(name)} {declared_type(parameter)} default null"
        for name, parameter in arguments(operation)
    )
    volatility = "volatile" if writes(operation) else "stable"
    head = laid_out(f"function api.{identifier(operation.name)}({given})")
    return (
        "create or replace "
        + "\n".join(head)
        + (
            "\n"
            f"  returns {'text' if returns_text(operation) else 'json'}\n"
            f"  language plpgsql {volatility} security definer set search_path = ''"
        )
    )


def _comment(operation: Operation) -> str:
    match = "".join(f" [{m.place} {m.key}={m.value}]" for m in operation.match)
    lines = [f"{operation.method} {operation.path}{match}", operation.description]
    made = [effect.evidence for effect in operation.effects if isinstance(effect, Provision)]
    lines += [f"Evidence: {told}" for told in (operation.evidence, *made) if str(told)]
    text = "\n".join(line for line in lines if line)
    return f"comment on function {signature(operation)} is {quoted(text)};\n"


def _body(frame: Frame) -> list[str]:
    steps = Steps()
    scope = _with_caller(Scope(frame, {}, frame.aliases), steps)
    _check(scope, steps)
    scope = _perform(scope, steps)
    _answer(scope, steps)
    return steps.lines


def _with_caller(scope: Scope, steps: Steps) -> Scope:
    operation, known = scope.frame.operation, scope.blueprint.authentication
    if known is None or not asks_for_caller(operation):
        return scope
    table = scope.table(known.table)
    variable = scope.frame.variable("caller", f"public.{identifier(table.name)}%rowtype")
    steps.add(account_query("wirebase.caller()", variable, scope))
    if operation.authenticated:
        with steps.when("not found"):
            steps.fail(FailureKind.UNAUTHORIZED, scope)
    return replace(scope, caller=RowInScope(variable, table))


def _check(scope: Scope, steps: Steps) -> None:
    operation = scope.frame.operation
    for failure in operation.failures:
        if failure.when is not None:
            with steps.when(holds(failure.when, scope)):
                steps.add(*returning_failure(failure, scope))
    kinds = [failure.kind for failure in operation.failures if failure.when is None]
    wrong = _wrong_parameters(scope) if FailureKind.INVALID in kinds else []
    wrong += _misshapen(scope) if writes(scope.frame.operation) else []
    if wrong:
        with steps.when(" or ".join(wrong)):
            steps.fail(FailureKind.INVALID, scope)


def _wrong_parameters(scope: Scope) -> list[str]:
    """The conditions that a parameter outside of the path is missing or not of its type."""
    wrong: list[str] = []
    for parameter in scope.frame.operation.parameters:
        if parameter.place == Place.PATH:
            continue
        if parameter.required:
            wrong.append(f"not ({scope.arguments.is_given(parameter.name)})")
        if unreadable := scope.arguments.is_unreadable(parameter.name):
            wrong.append(f"({unreadable})")
    return wrong


def _misshapen(scope: Scope) -> list[str]:
    """The conditions that a plain value of the body is an object or a list."""
    told = (scope.arguments.is_misshapen(p.name) for p in scope.frame.operation.parameters)
    return [condition for condition in told if condition]


def _perform(scope: Scope, steps: Steps) -> Scope:
    effects = scope.frame.operation.effects
    first = next(
        (n for n, effect in enumerate(effects) if isinstance(effect, WRITES)), len(effects)
    )
    for effect in effects[:first]:
        scope = perform(effect, scope, steps)
    if first == len(effects):
        return scope
    if isinstance(effects[first], HARMLESS) and first == len(effects) - 1:
        return perform(effects[first], scope, steps)
    with steps.block("begin", "end;"):
        for effect in effects[first:]:
            scope = perform(effect, scope, steps)
        _handle(scope, steps)
    return scope


def _handle(scope: Scope, steps: Steps) -> None:
    """What comes of failures after a change: it is undone, and the app's failure is the answer."""
    caused = violations(scope.frame.operation)
    with steps.block("exception", ""):
        for kind in (*caused, *sorted(steps.raised - set(caused))):
            causes = [*caused.get(kind, ()), *([CODES[kind]] if kind in steps.raised else [])]
            with steps.block(f"when {' or '.join(map(_condition, causes))} then", ""):
                steps.add(*failing(kind, scope))


def _condition(cause: str) -> str:
    return f"sqlstate '{cause}'" if cause in CODES.values() else cause


def _answer(scope: Scope, steps: Steps) -> None:
    """The first answer that holds; the last one holds where no other does."""
    answers = scope.frame.operation.answers
    if not answers:
        steps.add("return null;")
    for n, answer in enumerate(answers, 1):
        last = answer.when is None or n == len(answers)
        condition = "" if last or answer.when is None else holds(answer.when, scope)
        with steps.when(condition):
            steps.add(*returning(answer.status, answer.headers, answer.body, answer.mime, scope))
        if last:
            return
