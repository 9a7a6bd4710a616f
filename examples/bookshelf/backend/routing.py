"""Which handler answers which method and path."""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import unquote

from .messages import Answer, Problem, Request, not_found

type Handler = Callable[..., Answer]
type Fallback = Callable[[Request], Answer]


class Routes:
    """Handlers by method and path template, such as `/api/books/{key}`."""

    def __init__(self) -> None:
        self._routes: list[tuple[str, re.Pattern[str], Handler]] = []
        self._fallback: Fallback | None = None

    def on(self, method: str, template: str) -> Callable[[Handler], Handler]:
        """A decorator that registers a handler; path parameters become its keywords."""

        def register(handler: Handler) -> Handler:
            self._routes.append((method, _pattern(template), handler))
            return handler

        return register

    def include(self, other: Routes) -> None:
        """Takes over the handlers of another."""
        self._routes += other._routes

    def otherwise(self, fallback: Fallback) -> None:
        """Names what answers the paths outside the API that no template matches."""
        self._fallback = fallback

    def answer(self, request: Request) -> Answer:
        """The answer of the one handler for this request."""
        allowed = set()
        for method, pattern, handler in self._routes:
            if match := pattern.fullmatch(request.path):
                if method == request.method:
                    return handler(request, **_parameters(match))
                allowed.add(method)
        if allowed:
            return _not_allowed(allowed)
        if request.path.startswith("/api/") or self._fallback is None:
            raise not_found("endpoint")
        return self._fallback(request)


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template))


def _parameters(match: re.Match[str]) -> dict[str, str]:
    return {name: unquote(value) for name, value in match.groupdict().items()}


def _not_allowed(allowed: set[str]) -> Answer:
    message = f"Only {', '.join(sorted(allowed))} is possible here."
    problem = Problem(HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed", message)
    answer = problem.answer()
    return Answer(answer.status, answer.body, {**answer.headers, "Allow": ", ".join(allowed)})
