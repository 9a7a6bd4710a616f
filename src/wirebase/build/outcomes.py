"""Outcomes: status, headers and body of answers and failures, as statements that return them."""

from __future__ import annotations

from wirebase.blueprint.expressions import Constant, Expression, Recorded
from wirebase.blueprint.operations import Header, Operation
from wirebase.build.casts import Value, as_json, as_text, atom
from wirebase.build.expressions import shown
from wirebase.build.literals import quoted
from wirebase.build.nodes import is_recorded
from wirebase.build.scope import Scope

JSON_MIME = "application/json"


def is_json(mime: str) -> bool:
    """Whether bodies of that media type are JSON documents."""
    return "json" in mime.lower()


def mime_of(headers: tuple[Header, ...], mime: str = JSON_MIME) -> str:
    """The media type that the headers name, else the given one."""
    for header in headers:
        if header.name.lower() == "content-type" and isinstance(header.value, Constant):
            return str(header.value.value)
    return mime


def returns_text(operation: Operation) -> bool:
    """Whether the operation's function returns text, since some of its bodies may be no JSON."""
    mimes = [mime_of(answer.headers, answer.mime) for answer in operation.answers]
    mimes += [mime_of(failure.headers) for failure in operation.failures]
    return is_recorded(operation) or not all(map(is_json, mimes))


def returning(
    status: int,
    headers: tuple[Header, ...],
    body: Expression | None,
    mime: str,
    scope: Scope,
) -> list[str]:
    """The statements that end the function with this outcome."""
    if isinstance(body, Recorded):
        return [f"return wirebase.recorded({quoted(scope.frame.operation.name)});"]
    frame = scope.frame
    frame.facts = {}
    written = _body(body, mime_of(headers, mime), scope)
    listed = _headers(headers, mime, scope)
    ahead = [f"{frame.label}.{name} := {sql};" for sql, name in frame.facts.items()]
    frame.facts = None
    return [*ahead, f"return wirebase.answer({status}, {listed}, {written});"]


def _body(body: Expression | None, mime: str, scope: Scope) -> str:
    textual = returns_text(scope.frame.operation)
    if body is None:
        return "null::text" if textual else "null::json"
    value = shown(body, scope)
    if not is_json(mime):
        return as_text(value)
    document = _never_null(value)
    return f"{atom(document)}::text" if textual else document


def _never_null(value: Value) -> str:
    document = as_json(value)
    certain = document.startswith(("json_build_", "to_json('")) or document.endswith("'::json")
    return document if certain else f"coalesce({document}, 'null')"


def _headers(headers: tuple[Header, ...], mime: str, scope: Scope) -> str:
    pairs = [(header.name.lower(), as_text(shown(header.value, scope))) for header in headers]
    if mime.partition(";")[0].strip() != JSON_MIME and not any(
        name == "content-type" for name, _ in pairs
    ):
        pairs.insert(0, ("content-type", quoted(mime)))
    if not pairs:
        return "null"
    listed = ", ".join(f"{quoted(name)}, {value}" for name, value in pairs)
    return f"wirebase.headers({listed})"
