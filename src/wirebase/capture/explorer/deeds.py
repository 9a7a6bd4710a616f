"""Does what was chosen: logs in, tries values, toggles, fills in and sends, deletes."""

from __future__ import annotations

from wirebase.capture.explorer.actions import Action, Step
from wirebase.capture.explorer.hands import Hands
from wirebase.capture.explorer.purpose import confirms, is_on
from wirebase.capture.explorer.values import revised, value_for
from wirebase.capture.explorer.view import Element, Form, Gone, View, look


class Deeds:
    """Acts on a page with the given hands, and remembers what it wrote."""

    def __init__(self, hands: Hands) -> None:
        self.own_texts: set[str] = set()
        """Texts by which something that was created is known again in a list."""
        self.editing_own = False
        """Whether the form that is open now is for something that was created."""
        self._hands = hands
        self._number = 0

    async def perform(self, action: Action, view: View, attempt: int) -> None:
        match action.step:
            case Step.LOG_IN:
                await self._log_in(action)
            case Step.SET:
                await self._try_values(action, view)
            case Step.FLIP:
                await self._flip(action)
            case Step.TOGGLE:
                await self._toggle(action)
            case Step.CREATE | Step.EDIT if action.form:
                await self._send(action, action.form, view, attempt)
            case Step.DELETE:
                await self._delete(action)
            case _ if action.element:
                self.editing_own = action.step is Step.OPEN_EDIT
                await self._hands.press(action.element)

    async def _log_in(self, action: Action) -> None:
        if action.element is None:
            return
        if action.element.is_field:
            await self._hands.enter(action.element)
        else:
            await self._hands.press(action.element)

    async def _try_values(self, action: Action, view: View) -> None:
        element = action.element
        submit = view.submit(action.form) if action.form else None
        for value in action.values:
            if element is None or not await self._hands.set(element, value):
                break
            await self._send_setting(element, submit)
            element = await self._same(element)
            submit = submit and await self._same(submit)
        await self._restore(action.element, submit)

    async def _send_setting(self, element: Element, submit: Element | None) -> None:
        if submit:
            await self._hands.press(submit)
        elif element.is_text:
            before = self._hands.requests
            await self._hands.wait_for_typing()
            if self._hands.requests == before:
                await self._hands.enter(element)
        else:
            await self._hands.settle()

    async def _restore(self, element: Element | None, submit: Element | None) -> None:
        """Sets a filter back, so that what follows sees the whole list."""
        again = await self._same(element) if element else None
        if (
            element
            and again
            and again.value != element.value
            and await self._hands.set(again, element.value)
        ):
            await self._send_setting(again, submit)

    async def _same(self, element: Element) -> Element | None:
        """The element as the page shows it now."""
        try:
            view = await look(self._hands.page)
        except Gone:
            return None
        alike = [e for e in view.usable if e.path == element.path and e.role == element.role]
        exact = [
            e for e in alike if e.field == element.field and e.row_number == element.row_number
        ]
        return next((e for e in exact if e.kind == element.kind), None) or next(iter(exact), None)

    async def _flip(self, action: Action) -> None:
        if action.element is None:
            return
        await self._hands.press(action.element)
        again = await self._same(action.element)
        if again and again.role != "radio":
            await self._hands.press(again)

    async def _toggle(self, action: Action) -> None:
        """Off and on again, or on, off and on: both directions are seen, and something is on in the
        end.
        """
        element = action.element
        times = 2 if element and is_on(element) else 3
        for _ in range(times):
            if element is None:
                return
            await self._hands.press(element)
            element = await self._same(element)

    async def _send(self, action: Action, form: Form, view: View, attempt: int) -> None:
        """The first time a form is sent as it stands: the app shows what it has to say to that."""
        if action.step is Step.EDIT or attempt > 0:
            await self._fill(action, form, view)
        submit = await self._same(action.element) if action.element else None
        if submit:
            await self._hands.press(submit)

    async def _fill(self, action: Action, form: Form, view: View) -> None:
        self._number += 1
        chosen: set[str] = set()
        for one in view.fields(form):
            if one.role in ("checkbox", "radio"):
                if one.field not in chosen and (
                    one.required or one.role == "radio" or self._number % 2
                ):
                    chosen.add(one.field)
                    await self._hands.tick(one)
            elif one.tag == "select":
                await self._hands.set(one, _option(one, self._number))
            elif one.is_text and one.type not in ("file", "hidden", "password"):
                await self._hands.set(one, self._text(one, action))

    def _text(self, one: Element, action: Action) -> str:
        value = (
            revised(one, self._number) if action.step is Step.EDIT else value_for(one, self._number)
        )
        if one.type in ("", "text", "search") and len(value) >= 8 and " " in value:
            self.own_texts.add(value)
        return value

    async def _delete(self, action: Action) -> None:
        if action.element is None:
            return
        self._hands.accepts = True
        await self._hands.press(action.element)
        view = await look(self._hands.page)
        if view.dialog:
            yes = next((e for e in view.usable if e.role == "button" and confirms(e)), None)
            if yes:
                await self._hands.press(yes)


def _option(one: Element, number: int) -> str:
    """A choice that is no invitation to choose."""
    real = [o.value for o in one.options if o.value] or [o.value for o in one.options]
    others = [value for value in real if value != one.value] or real
    return others[number % len(others)] if others else one.value
