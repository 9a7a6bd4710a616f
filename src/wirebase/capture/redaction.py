"""Replaces secrets by placeholders, the same by the same everywhere, so that joins survive."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from urllib.parse import unquote

import msgspec

from wirebase.capture import bodies
from wirebase.capture.documents import ANYWHERE, Place, redact_graphql, redact_json
from wirebase.capture.placeholders import placeholder
from wirebase.capture.sensitive import (
    Kind,
    is_empty,
    is_secret,
    is_secret_cookie,
    kind_of_header,
    kind_of_place,
    looks_random,
    opens,
)
from wirebase.capture.sweep import Sweep, telltales
from wirebase.exchange import Exchange, Headers, Message

__all__ = ["Redactor", "place_of_request", "placeholder"]

_SCHEME = re.compile(r"([A-Za-z][\w-]{1,31})\s+(\S.*)", re.S)
_URL_HEADERS = frozenset({"location", "referer", "content-location"})
_BOUNDARY = re.compile(r'boundary="?([^";]+)', re.I)
_OPAQUE = ("image/", "font/", "video/", "audio/", "application/font", "application/wasm")
_ROOM_FOR_SECRETS = re.compile(r"[?#@%]|[^/]{15}")
"""What a path has in which a secret could stand: the shortest that is told by its form has 15
characters."""


def place_of_request(path: str) -> Place:
    """Where the body of a request to a path stands."""
    return Place(kind_of_place(path), sent=True)


class Redactor:
    """Replaces the secrets of one app.

    `salt` is the app's host name: under it a secret has the same placeholder in every capture, and
    in a server that answers for the app. With `remember`, what was once seen to be a secret is one
    wherever it stands later; a server that hears many users forgets.
    """

    def __init__(self, salt: str, *, remember: bool = True) -> None:
        self.salt = salt
        self._remember = remember
        self._sweep = Sweep()
        self._hidden: dict[str, str] = {}
        self._cookies: set[str] = set()

    @property
    def learnt(self) -> int:
        """How many spellings of secrets are looked for: grows when a text that was clean may be so
        no more.
        """
        return len(self._sweep)

    def redact(self, exchange: Exchange) -> Exchange:
        """The exchange without secrets, as far as they are known by now; itself if it has none."""
        known = self.learnt
        redacted = self._redacted(exchange)
        # What the answer showed to be a secret may stand in the request.
        return redacted if self.learnt == known else self._redacted(redacted)

    def _redacted(self, exchange: Exchange) -> Exchange:
        changed: dict[str, object] = {
            "request": self._message(exchange.request, place_of_request(exchange.path)),
            "answer": self._message(
                exchange.answer,
                Place(kind_of_place(exchange.path), refused=exchange.status >= 400),
            ),
            "url": self.redact_url(exchange.url),
            "page": self.redact_url(exchange.page) if exchange.page else "",
        }
        same = all(getattr(exchange, name) is value for name, value in changed.items())
        return exchange if same else msgspec.structs.replace(exchange, **changed)

    def redact_all(self, exchanges: Iterable[Exchange]) -> list[Exchange]:
        """The exchanges without secrets: each secret is replaced also where it stood before it was
        known as one.
        """
        done = list(exchanges)
        known: list[int] = []
        for i, exchange in enumerate(done):
            done[i] = self.redact(exchange)
            known.append(self.learnt)
        for i, exchange in enumerate(done):
            if known[i] < self.learnt:
                done[i] = self.redact(exchange)
        return done

    def swept(self, exchange: Exchange) -> Exchange:
        """The exchange with all secrets replaced that are known by now in its URL and answer."""
        url, content = self._clean_text(exchange.url), exchange.answer.content
        cleaned = self._sweep.clean(content) if content else content
        if url is exchange.url and cleaned is content:
            return exchange
        answer = msgspec.structs.replace(exchange.answer, content=cleaned)
        return msgspec.structs.replace(exchange, url=url, answer=answer)

    def redact_headers(self, headers: Headers) -> Headers:
        """The headers without secrets; schemes and cookie attributes are kept."""
        cleaned = tuple((name, self._header(name, value)) for name, value in headers)
        return headers if cleaned == headers else cleaned

    def redact_url(self, url: str) -> str:
        """The URL, absolute or from the path on, without secrets in user info, path and query."""
        if not self._remember and not _ROOM_FOR_SECRETS.search(url):
            return url
        bare, mark, fragment = url.partition("#")
        head, question, query = bare.partition("?")
        if question:
            query = bodies.redact_form(query, self._hide, Place(kind_of_place(head), sent=True))
        cleaned = self._clean_text(f"{self._path(head)}{question}{query}{mark}{fragment}")
        return url if cleaned == url else cleaned

    def redact_body(self, content: bytes, content_type: str, place: Place = ANYWHERE) -> bytes:
        """The body without secrets, byte for byte the same elsewhere."""
        mime = content_type.split(";", maxsplit=1)[0].strip().lower()
        if not content or (mime.startswith(_OPAQUE) and "svg" not in mime):
            return content
        if mime == "application/octet-stream" and b"\0" in content:
            return content
        return self._clean(self._by_name(content, mime, content_type, place))

    def redact_json(self, content: bytes) -> bytes:
        """The JSON text without secrets."""
        return self.redact_body(content, "application/json")

    def redact_form(self, content: bytes) -> bytes:
        """The form or query string without secrets."""
        return self.redact_body(content, "application/x-www-form-urlencoded")

    def _by_name(self, content: bytes, mime: str, content_type: str, place: Place) -> bytes:
        # Clients send JSON under any media type.
        if content[:1] in b"{[":
            return redact_json(content, self._hide, place)
        if mime == "application/x-www-form-urlencoded":
            text = content.decode("latin-1")
            return bodies.redact_form(text, self._hide, place).encode("latin-1", "replace")
        boundary = _BOUNDARY.search(content_type) if mime.startswith("multipart/") else None
        if boundary:
            return bodies.redact_multipart(content, boundary[1], self._hide, place)
        if mime.startswith("text/html") or "javascript" in mime:
            return bodies.redact_text(content, self._hide)
        if mime == "application/graphql":
            text = content.decode("utf-8", "surrogateescape")
            return redact_graphql(text, self._hide).encode("utf-8", "surrogateescape")
        return redact_json(content, self._hide, place)

    def _message(self, message: Message, place: Place) -> Message:
        headers = self.redact_headers(message.headers)
        content = message.content
        if content:
            content = self.redact_body(content, message.header("content-type") or "", place)
        if headers is message.headers and content is message.content:
            return message
        return msgspec.structs.replace(message, headers=headers, content=content)

    def _header(self, name: str, value: str) -> str:
        if name == "cookie":
            value = "; ".join(self._cookie(pair.strip()) for pair in value.split(";"))
        elif name == "set-cookie":
            value = self._set_cookie(value)
        elif name in _URL_HEADERS:
            return self.redact_url(value)
        else:
            hidden = self._hide(kind_of_header(name), value)
            value = value if hidden is None else hidden
        return self._clean_text(value)

    def _cookie(self, pair: str, *, http_only: bool = False) -> str:
        name, sep, value = pair.partition("=")
        if http_only:
            self._cookies.add(name)
        if not sep or not is_secret_cookie(
            name, value, http_only=http_only or name in self._cookies
        ):
            return pair
        # A token in a cookie is percent-encoded, and plain in the header that repeats it.
        return f"{name}={self._replace('token', unquote(value.strip('"')))}"

    def _set_cookie(self, line: str) -> str:
        pair, sep, attributes = line.partition(";")
        http_only = "httponly" in attributes.lower()
        return self._cookie(pair, http_only=http_only) + sep + attributes

    def _path(self, head: str) -> str:
        """A random segment after one that says what it is: `/reset-token/x9f…`."""
        segments = head.split("/")
        for i in range(1, len(segments)):
            value = unquote(segments[i])
            if looks_random(value) and opens(segments[i - 1]):
                segments[i] = self._hide(Kind.DOUBTFUL, value) or segments[i]
        return "/".join(segments)

    def _hide(self, kind: Kind, value: str) -> str | None:
        if kind is Kind.PLAIN or is_empty(value):
            return None
        scheme = _SCHEME.fullmatch(value) if kind is Kind.TOKEN else None
        if scheme:
            return self._hide_after_scheme(scheme[1], scheme[2])
        if not is_secret(kind, value):
            return None
        return self._replace("password" if kind in (Kind.PASSWORD, Kind.DIGITS) else "token", value)

    def _hide_after_scheme(self, scheme: str, rest: str) -> str | None:
        if is_empty(rest):
            return None
        if scheme.lower() == "basic":
            return f"{scheme} {self._basic(rest)}"
        one = " " not in rest and (len(rest) >= 8 or scheme.lower() in ("bearer", "token"))
        return f"{scheme} {self._replace('token', rest)}" if one or looks_random(rest) else None

    def _basic(self, encoded: str) -> str:
        """Name and hidden password, as in `ada:wb_password_…`; a token where a key is all that is given.

        A name and a password are guessable, however random base64 makes them look."""
        if is_empty(encoded.rpartition(":")[2]):
            return encoded  # it is hidden already
        try:
            login = base64.b64decode(encoded + "==").decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            return self._replace("token", encoded)
        name, _, password = login.partition(":")
        if not is_empty(password):
            self._replace("password", password)
        if is_empty(name) or is_empty(password) or not name.isprintable() or looks_random(name):
            hidden = placeholder("password", login, self.salt).replace("password", "token")
        else:
            hidden = f"{name}:{placeholder('password', password, self.salt)}"
        self._learn(encoded, hidden)
        return hidden

    def _replace(self, form: str, value: str) -> str:
        hidden = self._hidden.get(value)
        if hidden is None:
            hidden = placeholder("password" if form == "password" else "token", value, self.salt)
            self._learn(value, hidden)
        return hidden

    def _learn(self, value: str, hidden: str) -> None:
        if self._remember and value:
            self._hidden[value] = hidden
            self._sweep.learn(value, hidden)

    def _clean_text(self, text: str) -> str:
        data = text.encode("utf-8", "surrogatepass")
        cleaned = self._clean(data)
        return text if cleaned is data else cleaned.decode("utf-8", "surrogatepass")

    def _clean(self, data: bytes) -> bytes:
        linked = bodies.redact_links(data, self._hide)
        return self._swept(data if linked == data else linked)

    def _swept(self, data: bytes) -> bytes:
        parts: list[bytes] = []
        done = 0
        for found in telltales(data):
            hidden = self._replace("token", found[0].decode("latin-1"))
            parts += (data[done : found.start()], hidden.encode())
            done = found.end()
        return self._sweep.clean(b"".join((*parts, data[done:])) if done else data)
