"""The operations as an OpenAPI 3.1 document."""

from __future__ import annotations

import json
import re
from http import HTTPStatus

from wirebase.blueprint.document import Blueprint, Carrier
from wirebase.blueprint.expressions import Expression
from wirebase.blueprint.operations import Failure, FailureKind, Header, Operation, Parameter, Place
from wirebase.build.answer_schemas import TYPES, Schema, Schemas
from wirebase.build.failures import failure_of
from wirebase.build.literals import storable
from wirebase.build.nodes import is_recorded
from wirebase.build.outcomes import JSON_MIME, is_json, mime_of
from wirebase.exchange import Json

VARIABLE = re.compile(r"\{([^{}]*)\}")


def openapi_text(blueprint: Blueprint) -> str:
    """The document as text."""
    return storable(json.dumps(openapi(blueprint), indent=1, ensure_ascii=False)) + "\n"


def openapi(blueprint: Blueprint) -> Schema:
    """The document."""
    paths: dict[str, dict[str, Json]] = {}
    for operation in blueprint.operations:
        item = paths.setdefault(operation.path, {})
        method = operation.method.lower()
        if method not in item:
            item[method] = _operation(operation, blueprint)
    schemes = _schemes(blueprint)
    components: Schema = {"components": {"securitySchemes": schemes}} if schemes else {}
    return {
        "openapi": "3.1.0",
        "info": {"title": blueprint.name, "version": str(blueprint.version)},
        "servers": [{"url": "/"}],
        "paths": dict(paths),
        **components,
    }


def _operation(operation: Operation, blueprint: Blueprint) -> Schema:
    parts: Schema = {"operationId": operation.name}
    if operation.description:
        parts["description"] = operation.description
    if operation.table:
        parts["tags"] = [operation.table]
    if parameters := _parameters(operation):
        parts["parameters"] = parameters
    if body := _request_body(operation):
        parts["requestBody"] = body
    parts["responses"] = _responses(operation, blueprint)
    if operation.authenticated:
        parts["security"] = [{name: []} for name in _schemes(blueprint)]
    return parts


def _parameters(operation: Operation) -> list[Json]:
    listed = [
        _parameter(p)
        for p in operation.parameters
        if p.place in (Place.QUERY, Place.HEADER) and p.key
    ]
    known = {p.key or p.name: p for p in operation.parameters if p.place == Place.PATH}
    for name in dict.fromkeys(VARIABLE.findall(operation.path)):
        schema: Schema = _schema(known[name]) if name in known else {"type": "string"}
        listed.append({"name": name, "in": "path", "required": True, "schema": schema})
    return list(listed)


def _parameter(parameter: Parameter) -> Schema:
    told: Schema = {"name": parameter.key or parameter.name, "in": parameter.place.value}
    if parameter.meaning:
        told["description"] = parameter.meaning
    if parameter.required:
        told["required"] = True
    return {**told, "schema": _schema(parameter)}


def _schema(parameter: Parameter) -> Schema:
    schema = dict(TYPES[parameter.type])
    if parameter.array:
        schema = {"type": "array", "items": schema}
    if parameter.default is not None:
        schema["default"] = parameter.default
    if parameter.values and not parameter.array:
        schema["examples"] = list(parameter.values)
    return schema


def _request_body(operation: Operation) -> Schema:
    given = [p for p in operation.parameters if p.place == Place.BODY]
    if not given:
        return {}
    schema: Schema = {}
    for parameter in given:
        _place(schema, parameter.key.split("/")[1:], parameter)
    return {"content": {JSON_MIME: {"schema": schema}}, "required": any(p.required for p in given)}


def _place(schema: Schema, path: list[str], parameter: Parameter) -> None:
    """Puts the parameter's schema where its pointer leads."""
    if not path:
        schema.update(_schema(parameter))
        return
    name = path[0].replace("~1", "/").replace("~0", "~")
    schema["type"] = "object"
    properties = schema.setdefault("properties", {})
    assert isinstance(properties, dict)
    inner = properties.setdefault(name, {})
    assert isinstance(inner, dict)
    if parameter.required:
        required = schema.setdefault("required", [])
        if isinstance(required, list) and name not in required:
            required.append(name)
    _place(inner, path[1:], parameter)


def _responses(operation: Operation, blueprint: Blueprint) -> Schema:
    schemas = Schemas(blueprint, operation)
    outcomes = [
        (a.status, a.headers, a.body, mime_of(a.headers, a.mime)) for a in operation.answers
    ]
    outcomes += [
        (f.status, f.headers, f.body, mime_of(f.headers)) for f in _failures(operation, blueprint)
    ]
    if is_recorded(operation):
        return {"default": {"description": "An answer as it was recorded"}}
    found: dict[str, Schema] = {}
    for status, headers, body, mime in outcomes:
        response = found.setdefault(str(status), _response(status, headers))
        _add_content(response, mime, body, schemas)
    return {status: found[status] for status in sorted(found)} or {"default": {"description": ""}}


def _failures(operation: Operation, blueprint: Blueprint) -> list[Failure]:
    known = {failure.kind for failure in operation.failures}
    if operation.authenticated and FailureKind.UNAUTHORIZED not in known:
        return [*operation.failures, failure_of(FailureKind.UNAUTHORIZED, operation, blueprint)]
    return list(operation.failures)


def _response(status: int, headers: tuple[Header, ...]) -> Schema:
    names = [h.name for h in headers if h.name.lower() != "content-type"]
    told: Json = {name: {"schema": {"type": "string"}} for name in names}
    return {"description": _phrase(status), **({"headers": told} if names else {})}


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Another answer"


def _add_content(response: Schema, mime: str, body: Expression | None, schemas: Schemas) -> None:
    if body is None:
        return
    schema: Schema = schemas.of(body) if is_json(mime) else {"type": "string"}
    content = response.setdefault("content", {})
    assert isinstance(content, dict)
    known = content.get(mime)
    if not isinstance(known, dict):
        content[mime] = {"schema": schema}
    elif known["schema"] != schema:
        before = known["schema"]
        assert isinstance(before, dict)
        listed = before.get("anyOf") if list(before) == ["anyOf"] else [before]
        if isinstance(listed, list) and schema not in listed:
            content[mime] = {"schema": {"anyOf": [*listed, schema]}}


def _schemes(blueprint: Blueprint) -> dict[str, Json]:
    carriers = blueprint.authentication.carriers if blueprint.authentication else ()
    return {_scheme_name(carrier): _scheme(carrier) for carrier in carriers}


def _scheme_name(carrier: Carrier) -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "_", f"{carrier.place}_{carrier.name}")


def _scheme(carrier: Carrier) -> Schema:
    if carrier.place == "header" and carrier.name == "authorization" and carrier.scheme:
        return {"type": "http", "scheme": carrier.scheme.lower()}
    return {"type": "apiKey", "in": carrier.place, "name": carrier.name}
