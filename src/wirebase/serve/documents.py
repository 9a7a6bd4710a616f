"""Documents: the calls that GraphQL requests mean, compared once for each document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wirebase.serve.answers import Answer
from wirebase.serve.calls import Call, Values
from wirebase.serve.graphql import Distance, asked_by, distance, has_roots, trimmed
from wirebase.serve.request import Request

MOST = 4096
"""Documents and calls of which the distance is kept."""


class Documents:
    """What documents ask for, compared with what calls answer."""

    def __init__(self) -> None:
        self._distances: dict[tuple[str, str, str], Distance | None] = {}

    def is_answered(self, request: Request, call: Call) -> bool:
        """Whether the call answers all that the request's document asks for, as far as that is told."""
        found = self._distance(request, call)
        return found is None or not found.missing

    def nearest(
        self, request: Request, calls: Sequence[tuple[Call, Values]]
    ) -> tuple[Call, Values] | None:
        """The call that answers most of what the document asks for, the earlier one of equals.

        It must answer all fields at the top of the document."""
        asked = asked_by(request)
        if asked is None:
            return None
        ranked: list[tuple[int, int, tuple[Call, Values]]] = []
        for place, (call, values) in enumerate(calls):
            if call.data is not None and has_roots(call.data, asked):
                found = self._distance(request, call) or Distance()
                ranked.append((found.missing, place, (call, values)))
        return min(ranked, key=lambda r: r[:2])[2] if ranked else None

    def trimmed(self, answer: Answer, request: Request, call: Call) -> Answer:
        """The answer with just what the document asks for, under the names that it gives."""
        asked = asked_by(request)
        if asked is None or call.recorded or not answer.content:
            return answer
        if self._distance(request, call) == Distance() and not _is_aliased(request):
            return answer
        return replace(answer, content=trimmed(answer.content, asked))

    def _distance(self, request: Request, call: Call) -> Distance | None:
        document = request.document
        told = document if isinstance(document, dict) else {}
        key = (str(told.get("query", "")), str(told.get("operationName", "")), call.name)
        if key not in self._distances:
            asked = asked_by(request)
            if len(self._distances) >= MOST:
                self._distances.clear()
            known = None if asked is None or call.data is None else distance(call.data, asked)
            self._distances[key] = known
        return self._distances[key]


def _is_aliased(request: Request) -> bool:
    from wirebase.infer.selections import is_aliased

    return is_aliased(request.document)
