"""The application: requests at the captured paths, answered from the database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import asyncpg
import msgspec

from wirebase.blueprint.document import Blueprint
from wirebase.capture.redaction import Redactor
from wirebase.events import Emit, Event, ignore
from wirebase.serve.answers import Answer, answer_of, json_type, outward, tagged
from wirebase.serve.backend import Backend, TookTooLong, Unavailable
from wirebase.serve.batches import parts_of, together
from wirebase.serve.callers import Callers
from wirebase.serve.calls import Call, Values, calls_of
from wirebase.serve.documents import Documents
from wirebase.serve.faults import (
    BY_CLASS,
    BY_STATE,
    FAILED,
    TOO_LONG,
    UNAVAILABLE,
    UNUSABLE,
    is_invalid,
)
from wirebase.serve.matching import Test
from wirebase.serve.origins import Origins, preflight
from wirebase.serve.pages import Pages
from wirebase.serve.places import Places
from wirebase.serve.refusals import JSON_TYPE, Refusal, Refusals, Refused, plain
from wirebase.serve.request import Receive, Request, Scope, Unreadable, raw_header, receive_request
from wirebase.serve.router import Router

HEALTH = "/_wirebase/health"

type Send = Callable[[dict[str, Any]], Awaitable[None]]


class App:
    """An ASGI application that answers for the captured app."""

    def __init__(
        self,
        blueprint: Blueprint,
        backend: Backend,
        pages: Pages | None = None,
        emit: Emit = ignore,
    ) -> None:
        self._redactor = Redactor(blueprint.origin.salt, remember=False)
        self._callers = Callers(blueprint.authentication, self._redactor)
        calls = calls_of(blueprint.operations, self._callers)
        self._router = Router((o.method, o.path, call) for o, call in calls)
        self._refusals = Refusals(blueprint.operations)
        self._origins = Origins([blueprint.origin.url])
        self._json_type = json_type(blueprint)
        self._documents = Documents()
        self._pages = pages
        self._places = pages.places if pages else Places([blueprint.origin.url])
        self._backend = backend
        self._operations = len(calls)
        self._emit = emit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        answer = await self._answer(scope, receive)
        headers = answer.headers
        if origin := raw_header(scope["headers"], b"origin"):
            headers = [*headers, *self._origins.headers(origin, headers)]
        start = {"type": "http.response.start", "status": answer.status, "headers": headers}
        await send(start)
        await send({"type": "http.response.body", "body": answer.content})

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        try:
            request = await receive_request(scope, receive, self._redactor, self._places)
            if self._pages is not None and (page := self._page(self._pages, request)):
                return page
            parts = parts_of(request)
        except Refused as refused:
            return self._given(refused.refusal)
        except Exception as error:
            self._fail("", type(error).__name__)
            return self._given(FAILED)
        if parts:
            return together([await self._called(part) for part in parts])
        return await self._called(request)

    async def _called(self, request: Request) -> Answer:
        """The answer of the call that the request means."""
        name = ""
        try:
            call, values = self._choose(request)
            name = call.name
            row = await self._backend.fetch(call.statement, call.bind(request, values))
            answer = answer_of(row, recorded=call.recorded, json_type=self._json_type)
            if call.tells_token:
                told = self._callers.with_token(answer.content, request)
                answer = replace(answer, content=told)
            if call.data is not None:
                answer = self._documents.trimmed(answer, request, call)
            answer = outward(answer, request, self._places)
            return tagged(answer, request) if call.tagged else answer
        except Refused as refused:
            return self._given(refused.refusal)
        except Unavailable:
            return self._given(UNAVAILABLE)
        except Unreadable as error:
            return self._given(self._refusals.invalid(name, str(error)))
        except asyncpg.PostgresError as error:
            return self._given(self._refused(error.sqlstate or "", name))
        except Exception as error:
            self._fail(name, type(error).__name__)
            return self._given(TOO_LONG if isinstance(error, TookTooLong) else FAILED)

    def _given(self, refusal: Refusal) -> Answer:
        refusal = self._refusals.worded(refusal)
        kind = (b"content-type", self._json_type)
        headers = [kind if header == JSON_TYPE else header for header in refusal.headers]
        return Answer(refusal.status, headers, refusal.content)

    def _page(self, pages: Pages, request: Request) -> Answer | None:
        """The answer of the front end, where the request is for it."""
        answered = next(self._router.find(request.method, request.path), None) is not None
        return pages.find(request, answered=answered or request.path == HEALTH)

    def _choose(self, request: Request) -> tuple[Call, Values]:
        """The call that the request means; Refused with the answer where it means none."""
        others: list[tuple[Call, Values]] = []
        for endpoint, values in self._router.find(request.method, request.path):
            call = endpoint.target
            if call.fits is None or self._fits(call.fits, call.name, request):
                if call.data is None or self._documents.is_answered(request, call):
                    return call, endpoint.named(values)
                others.insert(0, (call, endpoint.named(values)))
            elif call.data is not None:
                others.append((call, endpoint.named(values)))
        nearest = self._documents.nearest(request, others) if others else None
        if nearest is None:
            raise Refused(self._otherwise(request))
        return nearest

    def _fits(self, test: Test, name: str, request: Request) -> bool:
        try:
            return test(request)
        except Unreadable as error:
            raise Refused(self._refusals.invalid(name, str(error))) from None

    def _otherwise(self, request: Request) -> Refusal:
        """The answer where no operation is meant."""
        if request.path == HEALTH and request.method in ("GET", "HEAD"):
            told = {"status": "ok", "operations": self._operations}
            return Refusal(200, msgspec.json.encode(told))
        methods = self._router.methods(request.path)
        if not methods or request.method in methods:
            return self._refusals.unknown(request.method, request.path)
        allow = (b"allow", ", ".join(sorted(methods | {"OPTIONS"})).encode("latin-1"))
        if request.method == "OPTIONS":
            asked = request.header("access-control-request-headers") or ""
            return Refusal(204, b"", (allow, *preflight(asked, methods)))
        message = f"{request.path} does not know {request.method}."
        return plain(405, "method_not_allowed", message, [allow])

    def _refused(self, state: str, name: str) -> Refusal:
        if is_invalid(state) and state not in BY_STATE:
            return self._refusals.invalid(name, UNUSABLE)
        told = BY_STATE.get(state) or BY_CLASS.get(state[:2])
        if told is None:
            self._fail(name, state)
        return told or FAILED

    def _fail(self, name: str, what: str) -> None:
        self._emit(Event("serve", "warning", f"{name or 'A request'} failed: {what}"))
