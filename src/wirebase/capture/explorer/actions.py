"""What can be done on a page, in the order in which it is worth doing."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from wirebase.capture.explorer.purpose import Purpose, Use, is_way, purpose_of, turns_page, use_of
from wirebase.capture.explorer.values import value_for
from wirebase.capture.explorer.view import Element, Form, View
from wirebase.capture.guard import Intent


class Step(enum.IntEnum):
    """Kinds of actions; the lower, the earlier."""

    LOG_IN = 0
    CONSENT = 1
    SET = 2
    FLIP = 3
    PRESS = 4
    OPEN_FORM = 5
    TOGGLE = 6
    TURN_PAGE = 7
    """After what is done in rows: the last page of a list may have none."""
    CREATE = 8
    OPEN_EDIT = 9
    EDIT = 10
    DELETE = 11
    CLOSE = 12


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do: press an element, try values in a field, or fill in and send a form."""

    step: Step
    key: str
    """The same for actions that are the same in the eyes of the app."""
    text: str
    intent: Intent = Intent.LOOK
    element: Element | None = None
    form: Form | None = None
    values: tuple[str, ...] = ()
    often: int = 1
    """How many times it is worth doing."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What the explorer knows about the page besides what it shows."""

    allow_writes: bool = False
    own_page: bool = False
    """Whether it shows something that Wirebase created."""
    editing_own: bool = False
    own_texts: frozenset[str] = field(default=frozenset())
    deleting: bool = False
    """Whether the time has come to delete what was created."""

    def owns(self, element: Element | Form) -> bool:
        """Whether the element belongs to something that Wirebase created."""
        if element.row and any(text in element.row for text in self.own_texts):
            return True
        return self.own_page and not element.row

    def may_edit(self, form: Form) -> bool:
        """Whether the form changes something that Wirebase created."""
        return self.allow_writes and (self.editing_own or self.owns(form))


def possible(view: View, situation: Situation) -> list[Action]:
    """The actions that the page offers and the rules allow, best first."""
    actions = [*_form_actions(view, situation), *_element_actions(view, situation)]
    return sorted(actions, key=lambda action: action.step)


def _form_actions(view: View, situation: Situation) -> Iterator[Action]:
    for form in view.forms:
        if view.dialog and not form.in_dialog:
            continue
        purpose = purpose_of(view, form)
        if purpose is Purpose.LOG_IN:
            yield from _log_in(view, form)
        elif purpose is Purpose.SEARCH:
            for one in view.fields(form):
                yield from _settings(one, view, form)
        elif purpose is Purpose.CREATE and situation.allow_writes and view.submit(form):
            yield _sending(Step.CREATE, view, form, often=3)
        elif purpose is Purpose.EDIT and situation.may_edit(form) and view.submit(form):
            yield _sending(Step.EDIT, view, form, often=1)


def _log_in(view: View, form: Form) -> Iterator[Action]:
    """Only a login that the app, the browser or the user filled in is sent."""
    texts = [f for f in view.fields(form) if f.is_text]
    if texts and all(f.value for f in texts):
        yield Action(
            Step.LOG_IN, "log in", "log in", Intent.LOG_IN, view.submit(form) or texts[-1], form
        )


def _sending(step: Step, view: View, form: Form, *, often: int) -> Action:
    submit = view.submit(form)
    name = (form.heading or (submit.name if submit else "") or form.name or "form")[:40]
    key = f"send|{form.path}|{','.join(sorted(f.field or f.label for f in view.fields(form)))}"
    return Action(step, key, f"fill in “{name}”", Intent.WRITE, submit, form, often=often)


def _element_actions(view: View, situation: Situation) -> Iterator[Action]:
    written = {f.number for f in view.forms if purpose_of(view, f) is not Purpose.SEARCH}
    genuine = {f.number for f in view.forms if f.genuine}
    submits = {f.submit for f in view.forms}
    for element in view.usable:
        if element.number in submits or (element.form in written and element.form in genuine):
            continue
        if element.is_field:
            if element.form < 0:
                yield from _loose_field(element, view, situation)
        elif not is_way(element):
            yield from _press(element, situation)
        elif turns_page(element, view.url) and not element.current:
            yield _turning(element)


def _loose_field(element: Element, view: View, situation: Situation) -> Iterator[Action]:
    if element.role in ("checkbox", "radio") and element.row and element.region == "main":
        # A box in a row is a property of what the row shows.
        if situation.allow_writes:
            yield _toggle(element)
    elif element.row and not situation.owns(element) and element.tag != "select":
        return
    else:
        yield from _settings(element, view, None)


def _settings(element: Element, view: View, form: Form | None) -> Iterator[Action]:
    """The values that are worth trying in a field which only changes what is shown."""
    name = (element.label or element.name or element.field)[:30]
    values = tuple(_trial_values(element, view))
    if values:
        said = ", ".join(f"“{_shown(element, value)}”" for value in values[:3])
        yield Action(
            Step.SET,
            f"set|{element.kind}",
            f"set “{name}” to {said}",
            Intent.LOOK,
            element,
            form,
            values,
        )
    if element.role in ("checkbox", "radio", "switch"):
        yield Action(
            Step.FLIP, f"flip|{element.kind}", f"tick “{name}”", Intent.LOOK, element, form
        )


def _shown(element: Element, value: str) -> str:
    return next((o.text for o in element.options if o.value == value), value)[:30]


_WORD = re.compile(r"[^\W\d_]{4,}")
_NOWHERE = "zzqxw"
_FEW = 8
_SOME = 3


def _trial_values(element: Element, view: View) -> list[str]:
    if element.options:
        others = [o.value for o in element.options if o.value != element.value]
        return others if len(others) <= _FEW else others[:_SOME]
    if not element.is_text or element.type in ("password", "file", "hidden"):
        return []
    if element.type in ("number", "range", "date", "month"):
        return [value_for(element, 3)]
    if element.type in ("datetime-local", "time", "color", "week"):
        return []
    return [*_words(view), _NOWHERE]


def _words(view: View) -> list[str]:
    """Two words that the page shows in different rows, of different length."""
    words: list[str] = []
    for row in view.rows:
        found = [w for w in _WORD.findall(row) if len(w) not in [len(_NOWHERE), *map(len, words)]]
        if found:
            words.append(found[0])
        if len(words) == 2:
            break
    return words


def _toggle(element: Element) -> Action:
    path = element.path if element.row else ""
    name = element.name.lstrip("0123456789♥♡☆★ ")[:30] or element.name[:30]
    return Action(
        Step.TOGGLE, f"toggle|{path}|{element.role}", f"toggle “{name}”", Intent.TOGGLE, element
    )


def _turning(element: Element) -> Action:
    name = element.name[:30]
    return Action(
        Step.TURN_PAGE,
        f"press|{element.kind}",
        f"turn the page: “{name}”",
        Intent.LOOK,
        element,
        often=2,
    )


def _press(element: Element, situation: Situation) -> Iterator[Action]:
    use = use_of(element)
    name = element.name[:40] or element.role
    key = f"press|{element.kind}"
    match use:
        case Use.NAVIGATE:
            yield Action(
                Step.PRESS,
                key,
                f"press “{name}”",
                Intent.LOOK,
                element,
                often=2 if element.row else 1,
            )
        case Use.TURN_PAGE:
            if not element.current:
                yield _turning(element)
        case Use.CONSENT:
            yield Action(Step.CONSENT, key, f"press “{name}”", Intent.LOOK, element)
        case Use.CLOSE if element.in_dialog:
            yield Action(Step.CLOSE, key, f"press “{name}”", Intent.LOOK, element, often=9)
        case Use.CREATE:
            yield Action(Step.OPEN_FORM, key, f"press “{name}”", Intent.LOOK, element, often=2)
        case Use.TOGGLE if situation.allow_writes:
            yield _toggle(element)
        case Use.EDIT if situation.allow_writes and situation.owns(element):
            yield Action(Step.OPEN_EDIT, f"own|{key}", f"press “{name}”", Intent.WRITE, element)
        case Use.DELETE if situation.allow_writes and situation.owns(element):
            yield Action(
                Step.DELETE,
                f"own|{key}",
                f"press “{name}” on what was created",
                Intent.WRITE,
                element,
            )
        case _:
            return
