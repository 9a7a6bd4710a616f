"""Who asks: the token that a request carries, as the placeholder under which it is known."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from wirebase.blueprint.document import Authentication, Carrier
from wirebase.capture.redaction import Redactor
from wirebase.serve.request import Request

type Finder = Callable[[Request], str | None]


class Callers:
    """Finds tokens where the captured app looked for them."""

    def __init__(self, authentication: Authentication | None, redactor: Redactor) -> None:
        carriers = authentication.carriers if authentication else ()
        self._finders = [_finder(carrier) for carrier in carriers]
        for carrier in carriers:
            if carrier.place == "cookie":
                # The cookie is a secret whatever it is called, since it tells who asks.
                known = f"{carrier.name}=0; HttpOnly"
                redactor.redact_headers((("set-cookie", known),))

    def token(self, request: Request) -> str:
        """The placeholder of the token, "" where the request carries none."""
        for finder in self._finders:
            if token := finder(request):
                return token
        return ""

    def with_token(self, content: bytes, request: Request) -> bytes:
        """The content with the token that the request carries in place of its placeholder."""
        hidden, carried = self.token(request), self.token(request.as_sent)
        return content.replace(hidden.encode(), _within_json(carried)) if hidden else content


def _within_json(text: str) -> bytes:
    return msgspec.json.encode(text)[1:-1]


def _finder(carrier: Carrier) -> Finder:
    name, scheme = carrier.name, carrier.scheme
    if carrier.place == "query":
        return lambda request: next(iter(request.query.get(name, ())), None)
    if carrier.place == "cookie":
        return lambda request: request.cookies.get(name)
    header = name.lower()
    if not scheme:
        return lambda request: request.header(header)
    return lambda request: _after(scheme, request.header(header))


def _after(scheme: str, value: str | None) -> str | None:
    """What follows the scheme's word, None where another stands there."""
    word, _, token = (value or "").partition(" ")
    return token.strip() or None if word.lower() == scheme.lower() else None
