"""The API of another server, in place of this one's."""

from __future__ import annotations

from http import HTTPStatus
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request as Outgoing
from urllib.request import urlopen

from .messages import Answer, Problem, Request
from .routing import Routes

PATIENCE = 30


class Relay(Routes):
    """Handlers for the pages alone: what is asked of the API is passed on to another server."""

    def __init__(self, origin: str) -> None:
        super().__init__()
        self._origin = origin.rstrip("/")

    def answer(self, request: Request) -> Answer:
        """The other server's answer, or that of the handler for a page."""
        if not request.path.startswith("/api/"):
            return super().answer(request)
        try:
            with urlopen(self._outgoing(request), timeout=PATIENCE) as answer:
                return _taken(answer.status, answer.read(), answer.headers.get("Content-Type"))
        except HTTPError as refusal:
            with refusal:
                return _taken(refusal.code, refusal.read(), refusal.headers.get("Content-Type"))
        except (URLError, TimeoutError) as silence:
            message = "The server of the API gives no answer."
            raise Problem(HTTPStatus.BAD_GATEWAY, "no_answer", message) from silence

    def _outgoing(self, request: Request) -> Outgoing:
        query = f"?{urlencode(request.query)}" if request.query else ""
        headers = {"Content-Type": "application/json"} if request.body else {}
        if request.token:
            headers["Authorization"] = f"Bearer {request.token}"
        url = self._origin + request.path + query
        return Outgoing(url, request.body or None, headers, method=request.method)


def _taken(status: int, body: bytes, kind: str | None) -> Answer:
    headers = {"Cache-Control": "no-store"} | ({"Content-Type": kind} if kind else {})
    return Answer(HTTPStatus(status), body, headers)
