"""Which requests of an explored app may reach its server: those that read, or what was allowed."""

from __future__ import annotations

import enum
from collections import Counter
from urllib.parse import unquote, urlsplit

from wirebase.capture.sent import Sent, identities, nearest_nouns, scalars
from wirebase.exchange import Exchange


class Intent(enum.Enum):
    """What the explorer is about to do in the app."""

    LOOK = "look"
    LOG_IN = "log in"
    TOGGLE = "toggle"
    WRITE = "write"


class Guard:
    """Decides on each request. A change to what exists passes only where Wirebase itself created
    it.
    """

    def __init__(self, *, allow_writes: bool = False) -> None:
        self.allow_writes = allow_writes
        self.intent = Intent.LOOK
        self.blocked: Counter[str] = Counter()
        self._own: dict[str, set[str]] = {}
        self._own_paths: set[str] = set()

    def refusal(self, sent: Sent) -> str:
        """Why the request may not pass, or "" if it may; refusals are counted."""
        reason = self._judged(sent)
        if reason:
            self.blocked[f"{sent.method} {sent.path}"] += 1
        return reason

    def _judged(self, sent: Sent) -> str:
        logging_in = self.intent is Intent.LOG_IN and sent.method == "POST" and not sent.logs_out
        if sent.reads or sent.logs_in or logging_in:
            return ""
        if not self.allow_writes:
            return "the exploration only reads"
        if self.intent is Intent.LOOK:
            return "nothing was to be written"
        if sent.method == "POST" and not sent.harms:
            return ""
        if self.owns(sent) or (self.intent is Intent.TOGGLE and self._toggles(sent)):
            return ""
        return "it changes what Wirebase did not create"

    def _toggles(self, sent: Sent) -> bool:
        """The explorer sets each mark back as it was, or leaves it on."""
        return sent.marks if sent.method == "DELETE" else sent.flips

    def owns(self, sent: Sent) -> bool:
        """Whether the request names something that Wirebase created."""
        if sent.method == "DELETE" and sent.path in self._own_paths:
            return True
        if self._is_own_path(sent.segments):
            return True
        return sent.method == "POST" and any(self._is_own(v, sent.subject) for v in sent.values)

    def is_own_page(self, url: str) -> bool:
        """Whether a page of the app shows something that Wirebase created."""
        parts = urlsplit(url)
        path = parts.fragment if parts.fragment.startswith(("/", "!/")) else parts.path
        return self._is_own_path([unquote(segment) for segment in path.split("/") if segment])

    def _is_own_path(self, segments: list[str]) -> bool:
        return any(
            self._is_own(value, nearest_nouns(segments[:i])) for i, value in enumerate(segments)
        )

    def _is_own(self, value: str, subject: set[str]) -> bool:
        """An identity is ours; a short number only next to the name of what was created."""
        subjects = self._own.get(value)
        if subjects is None:
            return False
        if len(value) >= 8 and not value.isdigit():
            return True
        return not subject.isdisjoint(subjects)

    def learn(self, exchange: Exchange) -> None:
        """Remembers what an exchange created."""
        if self.intent not in (Intent.WRITE, Intent.TOGGLE) or not 200 <= exchange.status < 400:
            return
        sent = Sent(exchange.method, exchange.url, exchange.request.content or b"")
        if exchange.method in ("POST", "PUT"):
            self._own_paths.add(sent.path)
        if exchange.method == "POST" and self.intent is Intent.WRITE and not sent.reads:
            self._learn_identities(exchange, sent)

    def _learn_identities(self, exchange: Exchange, sent: Sent) -> None:
        # What was sent, such as the id of a parent, names what was there before.
        given = set(scalars(sent.json)) | set(sent.segments)
        answer = exchange.answer.json() if exchange.answer.is_json else None
        found = [
            value for name, value in identities(answer) if value not in given or name == "slug"
        ]
        location = exchange.answer.header("location")
        if location:
            found.append(unquote(location.rstrip("/").rpartition("/")[2]))
        for value in found:
            self._own.setdefault(value, set()).update(sent.subject)
