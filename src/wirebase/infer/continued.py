"""Continued sessions: a token that its holder keeps over another login is another one from then on.

Some servers name the browser rather than the session: the cookie stays the same over logout and the next
login, and whose it is depends on when it is shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

import msgspec

from wirebase.exchange import Exchange, Message
from wirebase.infer.calls import document, has_document
from wirebase.infer.logins import ENTRY, cookies_set, credentials, presented
from wirebase.infer.naming import words

LEAVING = frozenset("logout signout logoff leave".split())
"""Words at the end of a path at which somebody goes."""


def continued(exchanges: Iterable[Exchange]) -> list[Exchange]:
    """The exchanges in their order, with a token of its own from each login or logout on that hands out
    one which the caller holds already."""
    current: dict[str, str] = {}
    seen: Counter[str] = Counter()
    out = list(exchanges)
    for position, exchange in sorted(enumerate(out), key=lambda x: (x[1].started, x[1].index)):
        asked = _replaced(exchange.request, current)
        for token in sorted(_kept(exchange)):
            seen[token] += 1
            current[token] = _another(token, seen[token])
        answered = _replaced(exchange.answer, current)
        if asked is not exchange.request or answered is not exchange.answer:
            out[position] = msgspec.structs.replace(exchange, request=asked, answer=answered)
    return out


def _kept(exchange: Exchange) -> set[str]:
    """The tokens that a login or logout which worked hands out again to who holds them."""
    if not 200 <= exchange.status < 400:
        return set()
    again = {token for _, token in cookies_set(exchange)}
    again &= {token for _, token in presented(exchange)}
    return again if again and (_comes(exchange) or _goes(exchange)) else set()


def _comes(exchange: Exchange) -> bool:
    if exchange.method != "POST" or not has_document(exchange.request):
        return False
    return credentials(document(exchange.request)) is not None


def _goes(exchange: Exchange) -> bool:
    last = {*words(exchange.path.rstrip("/").rpartition("/")[2])}
    joined = "".join(words(exchange.path.rstrip("/").rpartition("/")[2]))
    if exchange.method == "DELETE":
        return bool(last & (ENTRY | LEAVING))
    return bool((last | {joined}) & LEAVING)


def _another(token: str, number: int) -> str:
    """The placeholder of a token after so many logins and logouts."""
    head, _, told = token.rpartition("_")
    return f"{head}_{sha256(f'{told} {number}'.encode()).hexdigest()[:32]}"


def _replaced(message: Message, current: dict[str, str]) -> Message:
    """The message with the tokens that its headers carry as they are called now."""
    if not current:
        return message
    pattern = re.compile("|".join(map(re.escape, current)))
    headers = tuple(
        (name, pattern.sub(lambda found: current[found[0]], value))
        for name, value in message.headers
    )
    return (
        message if headers == message.headers else msgspec.structs.replace(message, headers=headers)
    )
