"""Requests by their targets, to backends that were inferred from a few recorded ones."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import asyncpg

from tests.build.backend import Backend
from tests.infer.apps import app
from wirebase.blueprint.operations import Operation, Parameter
from wirebase.exchange import Json
from wirebase.infer.trees import Pairs, place_of


async def inferred(connection: asyncpg.Connection, *lines: str) -> Backend:
    """A backend with the rows that the lines show."""
    made = app(*lines)
    backend = Backend(connection, made.blueprint)
    await backend.create(made.dataset)
    return backend


async def ask(backend: Backend, target: str) -> Json:
    """What is answered to a GET."""
    parts = urlsplit(target)
    query = parse_qs(parts.query, keep_blank_values=True)
    fitting = [o for o in backend.blueprint.operations if _fits(o, parts.path, query)]
    operation = max(fitting, key=lambda o: len(o.match))
    values = {p.name: _value(p, query) for p in operation.parameters}
    reply = await backend.call(operation.name, path=parts.path, query=parts.query, **values)
    return reply.json


def _fits(operation: Operation, path: str, query: Pairs) -> bool:
    return operation.path == path and all(m.key in query for m in operation.match)


def _value(parameter: Parameter, query: Pairs) -> object:
    if parameter.tree:
        stem = parameter.key
        below = {k: v for k, v in query.items() if not stem or place_of(k)[0] == stem}
        return json.dumps(below) if below else None
    return query[parameter.key][0] if parameter.key in query else None
