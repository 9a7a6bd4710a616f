"""Sends the exchanges of a capture again, in recorded order, and compares what comes back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from wirebase.exchange import Exchange, Json
from wirebase.verify.client import Client, Cookies, Reply, set_cookies
from wirebase.verify.compare import Answer, Comparison, Knowable, compare, everything
from wirebase.verify.identity import entity_of_url
from wirebase.verify.knowledge import Knowledge
from wirebase.verify.learning import Learner
from wirebase.verify.requests import Sender, body_of
from wirebase.verify.selection import Selection, is_write
from wirebase.verify.settled import Settled
from wirebase.verify.translate import LEAST_TOKEN, Translation


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one exchange."""

    exchange: Exchange
    comparison: Comparison
    actual: int
    """The status that came back, 0 where nothing did."""
    failure: str = ""


async def replay(
    selection: Selection,
    origin: str,
    *,
    knowledge: Knowledge | None = None,
    timeout: float = 30.0,
) -> AsyncIterator[Outcome]:
    """The outcome of each scored exchange, sent to the server at `origin`."""
    session = _Session(selection, origin, knowledge)
    client = Client(origin, timeout)
    try:
        for x in selection.exchanges:
            if knowledge is not None:
                knowledge.sent(x)
            request = session.sender.request(x)
            reply = await asyncio.to_thread(client.send, request)
            outcome = session.take(x, reply)
            if x.index in selection.scored:
                yield outcome
    finally:
        client.close()


class _Session:
    """What is known of the backend under test so far."""

    def __init__(self, selection: Selection, origin: str, knowledge: Knowledge | None) -> None:
        self._translation = Translation(selection.origin, origin)
        self._knowable: Knowable = knowledge or everything
        settled = knowledge.settled if knowledge else Settled()
        self._learner = Learner(self._translation, settled, self._knowable)
        recorded = any(x.request.header("cookie") for x in selection.exchanges)
        self.sender = Sender(self._translation, Cookies(), cookies_recorded=recorded)

    def take(self, x: Exchange, reply: Reply) -> Outcome:
        """Learns from the reply, and compares it."""
        self._cookies(x, reply)
        self._learner.sent(x.path, x.query, body_of(x))
        recorded, actual = _recorded(x), reply.answer()
        root = entity_of_url(x.path)
        if x.succeeded and 200 <= reply.status < 300:
            self._learn(x, recorded.body, actual.body, root)
        expected: Json = self._translation.answer(recorded.body, root)
        comparison = compare(recorded, actual, expected, self._knowable)
        return Outcome(x, comparison, reply.status, reply.failure)

    def _learn(self, x: Exchange, recorded: Json, actual: Json, root: str) -> None:
        writes = is_write(x) and x.method != "DELETE"
        self._learner.answered(recorded, actual, root, write=writes)
        if x.method == "DELETE":
            self._learner.deleted(x.path)

    def _cookies(self, x: Exchange, reply: Reply) -> None:
        """Keeps the cookies; one that stands in other headers as well is a token."""
        fresh = self.sender.cookies.take(reply.headers)
        for name, old in set_cookies(x.answer.all("set-cookie")).items():
            new = fresh.get(name)
            if new and old and new != old and len(old) >= LEAST_TOKEN:
                self._translation.issue("", old, new)


def _recorded(x: Exchange) -> Answer:
    if x.answer.is_json:
        return Answer(x.status, x.answer.json(), is_json=True)
    return Answer(x.status)
