"""Who may speak with the studio: whoever has the token, from our own page, by a name of ours."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from wirebase.database.places import write_whole

type Message = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]
type Application = Callable[[Message, Receive, Send], Awaitable[None]]

GUARDED = ("/studio/v1/", "/realtime/v1/")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def token_of(home: Path) -> str:
    """The token of this home, made at the first start: an open page survives another start."""
    path = home / "token"
    try:
        return path.read_text("ascii").strip()
    except FileNotFoundError:
        write_whole(path, f"{secrets.token_urlsafe(24)}\n")
        return path.read_text("ascii").strip()


class Access:
    """Lets only our own page in.

    The token comes with the first address, and is a cookie afterwards, so that it stands in no
    history. A page elsewhere could make a browser send that cookie: Origin tells. A name elsewhere
    could lead to our address: Host tells.
    """

    def __init__(self, application: Application, token: str, names: tuple[str, ...]) -> None:
        self._application = application
        self._token = token
        self._names = {*LOOPBACK, *names}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._application(scope, receive, send)
            return
        headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = next((value for name, value in query if name == "token"), None)
        if not self._is_ours(headers, scope):
            await _refuse(scope, send, 403, "This address is not for other pages")
        elif scope["type"] == "http" and scope["method"] == "GET" and given is not None:
            await self._admit(scope, send, given, query)
        elif scope["path"].startswith(GUARDED) and not self._knows(headers, query, scope):
            await _refuse(scope, send, 401, "The token is missing or another one")
        else:
            await self._application(scope, receive, send)

    def _is_ours(self, headers: dict[str, str], scope: Message) -> bool:
        host = headers.get("host", "")
        name = urlsplit(f"//{host}").hostname or ""
        if name not in self._names:
            return False
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
        return origin == f"http://{host}"

    def _cookie(self, scope: Message) -> str:
        """Its name: browsers do not keep apart the cookies of two ports."""
        return f"wirebase_studio_{scope['server'][1]}"

    def _knows(self, headers: dict[str, str], query: list[tuple[str, str]], scope: Message) -> bool:
        scheme, _, credentials = headers.get("authorization", "").partition(" ")
        found = [credentials] if scheme.lower() == "bearer" else []
        found += [value for name, value in query if name == "apikey"]
        cookie = SimpleCookie(headers.get("cookie", "")).get(self._cookie(scope))
        found += [cookie.value] if cookie else []
        return any(self._is_token(one) for one in found)

    def _is_token(self, text: str) -> bool:
        return hmac.compare_digest(text.encode(), self._token.encode())

    async def _admit(
        self, scope: Message, send: Send, given: str, query: list[tuple[str, str]]
    ) -> None:
        """Takes the token out of the address."""
        left = urlencode([(name, value) for name, value in query if name != "token"])
        # One slash: two would name another host.
        target = "/" + scope["path"].lstrip("/") + (f"?{left}" if left else "")
        headers = [(b"location", target.encode("latin-1", "replace")), (b"content-length", b"0")]
        if self._is_token(given):
            cookie = f"{self._cookie(scope)}={given}; Path=/; HttpOnly; SameSite=Strict"
            headers.append((b"set-cookie", cookie.encode()))
        await send({"type": "http.response.start", "status": 303, "headers": headers})
        await send({"type": "http.response.body", "body": b""})


async def _refuse(scope: Message, send: Send, status: int, what: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    then = "Open the address that `wirebase studio` has printed."
    body = json.dumps({"what": what, "where": scope["path"], "next": then}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
