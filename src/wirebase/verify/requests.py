"""A recorded request, as it is sent to the backend under test."""

from __future__ import annotations

from dataclasses import dataclass, field

from msgspec.json import encode

from wirebase.exchange import Exchange, Json, parse_json
from wirebase.verify.client import Cookies, Request, recorded_cookies, sendable
from wirebase.verify.identity import entity_of_url
from wirebase.verify.translate import Translation

_ORIGIN_HEADERS = ("origin", "referer")


@dataclass(frozen=True, slots=True)
class Sender:
    """Puts the identifiers, tokens and cookies of the backend under test into recorded requests."""

    translation: Translation
    cookies: Cookies = field(default_factory=Cookies)
    cookies_recorded: bool = True
    """False where the capture holds no Cookie header at all: the cookies that are held are sent."""

    def request(self, x: Exchange) -> Request:
        """What to send in place of the recorded request."""
        return Request(x.method, self._target(x), self._headers(x), self._body(x))

    def _target(self, x: Exchange) -> str:
        path, query = self.translation.path(x.path), x.parts.query
        return f"{path}?{self.translation.query(query, entity_of_url(x.path))}" if query else path

    def _headers(self, x: Exchange) -> dict[str, str]:
        headers = {
            name: self.translation.text(value)
            for name, value in sendable(x.request.headers).items()
        }
        for name in _ORIGIN_HEADERS:
            if name in headers:
                headers[name] = self.translation.located(headers[name])
        cookie = self.cookies.header(self._recorded_cookies(x))
        return {**headers, "cookie": cookie} if cookie else headers

    def _recorded_cookies(self, x: Exchange) -> dict[str, str] | None:
        if not self.cookies_recorded:
            return None
        recorded = recorded_cookies(x.request.headers)
        return {name: self.translation.text(value) for name, value in recorded.items()}

    def _body(self, x: Exchange) -> bytes | None:
        content, body = x.request.content, body_of(x)
        if content is None or body is None:
            return content
        root = entity_of_url(x.path)
        if not isinstance(body, str):
            return encode(self.translation.request(body, root))
        if "urlencoded" in x.request.mime:
            return self.translation.query(body, root).encode()
        return self.translation.text(body).encode()


def body_of(x: Exchange) -> Json:
    """The recorded body: a document, else its text; None where there is none or it is no text."""
    content = x.request.content
    if not content:
        return None
    try:
        document = parse_json(content) if content[:1] in b"{[" else None
        return content.decode() if document is None else document
    except ValueError:
        return _text(content)


def _text(content: bytes) -> str | None:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None
