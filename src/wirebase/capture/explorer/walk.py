"""Walks through an app: looks at a page, does what is worth doing there, goes on to the next."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.async_api import Error, Page

from wirebase.capture.explorer.actions import Action, Situation, Step, possible
from wirebase.capture.explorer.deeds import Deeds
from wirebase.capture.explorer.frontier import Frontier, canonical
from wirebase.capture.explorer.hands import Hands
from wirebase.capture.explorer.purpose import (
    Use,
    is_log_in,
    is_way,
    turns_page,
    use_of,
)
from wirebase.capture.explorer.routes import Routes
from wirebase.capture.explorer.view import Gone, View, look
from wirebase.capture.guard import Guard, Intent

_PATIENCE = 45
"""Actions in a row that may teach nothing before the walk ends."""
_ON_ONE_PAGE = 70
_ONE_ACTION = 25.0
_LOG_INS = 2
"""A login that fails is not tried again and again."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a walk goes."""

    seconds: float
    pages: int


class Explorer:
    """One walk. `learnt` counts what the traffic has shown so far; `say` is told each action."""

    def __init__(
        self,
        page: Page,
        guard: Guard,
        limits: Limits,
        learnt: Callable[[], int],
        say: Callable[[str], None],
    ) -> None:
        self.pages = 0
        self.ended = "nothing new was left"
        self.warnings: list[str] = []
        self._hands = Hands(page)
        self._deeds = Deeds(self._hands)
        self._page = page
        self._guard = guard
        self._limits = limits
        self._learnt = learnt
        self._say = say
        self._routes = Routes()
        self._frontier = Frontier(self._routes.template)
        self._done: Counter[str] = Counter()
        self._states: set[str] = set()
        self._idle = 0
        self._log_ins = 0
        self._logged_in = False
        self._anew = False
        self._log_in_pages: set[str] = set()
        self._own_places: dict[str, None] = {}
        self._deleting = False
        self._origin = ""
        self._begin = time.monotonic()

    async def walk(self) -> None:
        """Explores from the page that is open until nothing new is left or a limit is reached."""
        self._begin = time.monotonic()
        self._origin = _origin(self._page.url)
        self._frontier.add(self._page.url, first=True)
        await self._visit_all(share=0.8 if self._guard.allow_writes else 1.0)
        if self._guard.allow_writes:
            await self._look_again()
            await self._delete_own()

    async def _visit_all(self, *, share: float) -> None:
        while not self._is_over(share):
            url = self._frontier.next()
            if url is None:
                return
            await self._visit(url)

    def _is_over(self, share: float = 1.0) -> bool:
        if time.monotonic() - self._begin > self._limits.seconds * share:
            self.ended = "the time was up"
        elif self.pages >= self._limits.pages and not self._deleting:
            self.ended = "the number of pages was reached"
        elif self._idle > _PATIENCE:
            self.ended = "nothing new was learnt for a while"
        else:
            return False
        return True

    async def _look_again(self) -> None:
        """What was created shows in lists that were read before."""
        if self._deeds.own_texts:
            for url in self._frontier.plain:
                self._add_again(url)
            self._idle = 0
            # An app may remember on which page of a list it was left.
            self._anew = True
            await self._visit_all(share=0.9)
            self._anew = False

    async def _delete_own(self) -> None:
        self._deleting = True
        self._idle = 0
        for url in list(self._own_places):
            if not self._is_over():
                await self._visit(url)

    async def _visit(self, url: str) -> None:
        before = self._learnt()
        self._say(f"open {_short(url)}")
        try:
            if self._anew:
                await self._hands.load(url)
            elif canonical(self._page.url) != url or self.pages:
                await self._hands.go(url)
            self.pages += 1
            fresh = await self._work(self._page.url)
        except (Gone, Error):
            fresh = False
        own = self._guard.is_own_page(url)
        self._frontier.visited(url, taught=fresh or self._learnt() > before, counts=not own)
        if self._logged_in:
            # One who is known is shown more than a stranger: begin anew from where the app led.
            self._logged_in = False
            self._begin_anew()

    async def _work(self, here: str) -> bool:
        """Does all that is worth doing on the page; tells whether its kind was new."""
        self._deeds.editing_own = False
        fresh = False
        for _ in range(_ON_ONE_PAGE):
            view = await look(self._page)
            fresh |= self._note(view)
            action = self._choose(view)
            if action is None:
                if not view.dialog or not await self._leave_dialog(view, here):
                    break
                continue
            if self._is_over():
                break
            await self._do(action, view)
            if action.step is Step.LOG_IN:
                if _bare(self._page.url) != _bare(here):
                    self._log_in_pages.add(_bare(here))
                self._logged_in = True
                return True
            await self._return_to(here, action)
        return fresh

    def _begin_anew(self) -> None:
        self._log_ins += 1
        self._done.clear()
        self._frontier.forget(self._is_log_in_page)
        for url in [*self._frontier.plain, self._page.url]:
            self._add_again(url)

    def _add_again(self, url: str) -> None:
        if not self._is_log_in_page(url):
            self._frontier.again(url)

    def _is_log_in_page(self, url: str) -> bool:
        return self._log_ins > 0 and _bare(url) in self._log_in_pages

    def _note(self, view: View) -> bool:
        links = [e for e in view.elements if is_way(e) and _origin(e.href) == self._origin]
        self._routes.learn(links)
        for link in sorted(links, key=lambda e: not is_log_in(e)):
            if (
                use_of(link) is Use.NAVIGATE
                and not turns_page(link, view.url)
                and not self._is_log_in_page(link.href)
            ):
                self._frontier.add(
                    link.href, first=is_log_in(link) or self._guard.is_own_page(link.href)
                )
        state = f"{self._routes.template(view.url)} {view.state}"
        fresh = state not in self._states
        self._states.add(state)
        return fresh

    def _choose(self, view: View) -> Action | None:
        own_page = self._guard.is_own_page(view.url)
        situation = Situation(
            allow_writes=self._guard.allow_writes,
            own_page=own_page,
            editing_own=self._deeds.editing_own,
            own_texts=frozenset(self._deeds.own_texts),
            deleting=self._deleting,
        )
        for action in possible(view, situation):
            if action.step is Step.DELETE and not self._deleting:
                self._own_places[view.url] = None
                continue
            if self._deleting and action.step is not Step.DELETE:
                continue
            if action.step is Step.LOG_IN and self._log_ins >= _LOG_INS:
                continue
            if action.step is Step.CLOSE or self._done[self._key(action, view)] >= action.often:
                continue
            return action
        return None

    def _key(self, action: Action, view: View) -> str:
        """Things in the frame of the app are the same on every page, things in a page on pages of
        its kind.
        """
        element = action.element
        framed = element is not None and element.region in ("nav", "footer") and action.form is None
        place = "" if framed else self._routes.template(view.url).partition("?")[0]
        if action.step in (Step.EDIT, Step.DELETE, Step.OPEN_EDIT):
            place = view.url
        return f"{place} {action.key}"

    async def _do(self, action: Action, view: View) -> None:
        key = self._key(action, view)
        attempt = self._done[key]
        self._done[key] += 1
        self._say(action.text)
        before = self._learnt()
        self._guard.intent = action.intent
        try:
            async with asyncio.timeout(_ONE_ACTION):
                await self._deeds.perform(action, view, attempt)
        except (TimeoutError, Error):
            pass
        finally:
            self._guard.intent = Intent.LOOK
            self._hands.accepts = False
        self._idle = 0 if self._learnt() > before else self._idle + 1

    async def _leave_dialog(self, view: View, here: str) -> bool:
        """Closes a dialog that has nothing more to offer; False where that was the last of many
        tries.
        """
        self._done["dialog " + here] += 1
        if self._done["dialog " + here] > 6:
            return False
        close = next((e for e in view.usable if use_of(e) is Use.CLOSE), None)
        if close is None or not await self._hands.press(close):
            await self._hands.escape()
        if (await look(self._page)).dialog:
            await self._hands.load(here)
        return True

    async def _return_to(self, here: str, action: Action) -> None:
        """Notes the page that an action led to, and goes back to where it was done."""
        there = self._page.url
        if canonical(there) == canonical(here):
            return
        if _origin(there) != self._origin:
            await self._hands.load(here)
            return
        if action.step in (Step.SET, Step.FLIP, Step.TURN_PAGE) and _bare(there) == _bare(here):
            # The address only tells what was set, and that was set back, or is to be built on.
            return
        self._frontier.add(there, first=self._guard.is_own_page(there))
        await self._hands.back(here)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _bare(url: str) -> str:
    return canonical(url).partition("?")[0]


def _short(url: str) -> str:
    parts = urlsplit(url)
    return (
        (parts.path or "/")
        + (f"?{parts.query}" if parts.query else "")
        + (f"#{parts.fragment}" if parts.fragment else "")
    )
