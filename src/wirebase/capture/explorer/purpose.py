"""What a button, a link or a form is for, told by its words, and what is never pressed."""

from __future__ import annotations

import enum
import re
from urllib.parse import urlsplit

from wirebase.capture.explorer.view import Element, Form, View

_LOGOUT = re.compile(
    r"\b(log|sign)[\s_-]?(out|off)\b|\bend session\b|/(logout|signout|sign_out|logoff)\b", re.I
)
_HARMFUL = re.compile(
    r"\b(delete|remove|destroy|erase|purge|discard|trash|clear|reset|revoke|archive|"
    r"deactivate|disable|pay|buy|purchase|checkout|check out|order now|place order|subscribe|"
    r"unsubscribe|upgrade|donate|transfer|withdraw|refund|send|invite|share|publish|unpublish|"
    r"block|ban|report|leave(?! an?\b)|close account|cancel (subscription|account|order|plan)|"
    r"import|install|uninstall|restart|shut ?down|drop|truncate)\b",
    re.I,
)
_HARMFUL_PATH = re.compile(r"/(delete|remove|destroy|unsubscribe|deactivate|revoke)\b", re.I)
_DELETE = re.compile(r"\b(delete|remove|destroy|erase|trash|discard)\b|^[×✕🗑]$", re.I)
_EDIT = re.compile(r"\b(edit|modify|rename|change|update|revise)\b|^[✎✏🖉]", re.I)
_TOGGLE = re.compile(
    r"\b(un)?(favou?rited?|liked?|star|starred|heart|bookmark(ed)?|follow(ing|ed)?|upvoted?|"
    r"watch(ing)?|pin|pinned|wish ?list|saved?( for later)?)\b|[♥♡☆★❤👍]"
    r"|\b(to|from) (my |your )?(favou?rites|bookmarks|likes|(wish|watch|reading) ?list)\b",
    re.I,
)
_OFF = re.compile(
    r"^(remove|un(like|star|follow|favou?rite|watch|pin|save|bookmark)|following|liked|starred)\b",
    re.I,
)
_SAVE = re.compile(r"^(save|save changes|submit|update|create|add)$", re.I)
_CREATE = re.compile(r"\b(new|create|add|write|compose|post an?|leave an?)\b|^\+", re.I)
_NEXT = re.compile(
    r"\b(next|older|newer|previous|prev|load more|show more|more results|see more|page \d+)\b"
    r"|^[›»→‹«←]$|^\d{1,3}$",
    re.I,
)
_CONSENT = re.compile(
    r"^(accept|agree|allow|got it|ok(ay)?|i understand|dismiss|no thanks|reject|decline)\b", re.I
)
_CLOSE = re.compile(r"^(close|cancel|dismiss|no|not now|back|×|✕)\b|^[×✕]$", re.I)
_CONFIRM = re.compile(r"^(yes|ok|confirm|delete|remove|continue)\b", re.I)
_SEARCH = re.compile(r"\b(search|filter|find|query|look ?up)|\bq\b", re.I)
_SEND_SEARCH = re.compile(r"^(search|filter|apply|find|go|show)\b", re.I)
_SIGN_UP = re.compile(r"\b(sign ?up|register|create (an |your )?account|join)\b", re.I)
_LOG_IN = re.compile(r"\b(log|sign)[\s-]?in\b", re.I)


class Use(enum.Enum):
    """What pressing an element is for."""

    NAVIGATE = "navigate"
    CREATE = "create"
    TOGGLE = "toggle"
    EDIT = "edit"
    DELETE = "delete"
    TURN_PAGE = "turn page"
    CONSENT = "consent"
    CLOSE = "close"
    FORBIDDEN = "forbidden"


def use_of(element: Element) -> Use:
    """What pressing the element is for, by its name."""
    name = element.name.strip()
    if leaves(element):
        return Use.FORBIDDEN
    if is_way(element):
        # The name of a link is often the name of a thing: only its address says what it does.
        return Use.FORBIDDEN if _HARMFUL_PATH.search(element.href) else Use.NAVIGATE
    if element.pressed or (
        _TOGGLE.search(name) and not _SAVE.search(name) and element.region != "nav"
    ):
        return Use.TOGGLE
    for pattern, use in (
        (_DELETE, Use.DELETE),
        (_HARMFUL, Use.FORBIDDEN),
        (_CREATE, Use.CREATE),
        (_EDIT, Use.EDIT),
        (_NEXT, Use.TURN_PAGE),
        (_CONSENT, Use.CONSENT),
        (_CLOSE, Use.CLOSE),
    ):
        if pattern.search(name):
            return use
    return Use.NAVIGATE


def is_way(element: Element) -> bool:
    """Whether it is a link to an address, not a button that looks like one."""
    href = element.href
    return href.startswith(("http://", "https://")) and not href.endswith("#")


def turns_page(link: Element, url: str) -> bool:
    """Whether a link leads to another part of the list that the page shows."""
    here, there = urlsplit(url), urlsplit(link.href)
    same = here.path == there.path and here.netloc == there.netloc and here.query != there.query
    return same and bool(_NEXT.search(link.name.strip()))


def is_on(element: Element) -> bool:
    """Whether a toggle is on, as far as it says so."""
    return element.pressed == "true" or element.checked or bool(_OFF.search(element.name.strip()))


def leaves(element: Element) -> bool:
    """Whether it ends the session."""
    return bool(
        _LOGOUT.search(element.name)
        or _LOGOUT.search(element.href)
        or _LOGOUT.search(element.field)
    )


def confirms(element: Element) -> bool:
    """Whether it says yes in a dialog."""
    return bool(_CONFIRM.search(element.name.strip()))


def is_log_in(element: Element) -> bool:
    """Whether it leads to the form by which one logs in."""
    return bool(_LOG_IN.search(element.name))


class Purpose(enum.Enum):
    """What a form is for."""

    LOG_IN = "log in"
    SEARCH = "search"
    CREATE = "create"
    EDIT = "edit"
    FORBIDDEN = "forbidden"


def purpose_of(view: View, form: Form) -> Purpose:
    """What a form is for, by its fields and its words."""
    fields = view.fields(form)
    submit = view.submit(form)
    said = f"{form.name} {form.heading} {submit.name if submit else ''}"
    passwords = [f for f in fields if f.type == "password"]
    if passwords:
        one = len(passwords) == 1 and len([f for f in fields if f.is_text]) <= 3
        return Purpose.LOG_IN if one and not _SIGN_UP.search(said) else Purpose.FORBIDDEN
    if _searches(fields, form, submit):
        return Purpose.SEARCH
    if _HARMFUL.search(said) and not _CREATE.search(said):
        return Purpose.FORBIDDEN
    if _EDIT.search(said) or _EDIT.search(" ".join(view.headings[:1])) or "/edit" in view.url:
        return Purpose.EDIT
    filled = [
        f
        for f in fields
        if f.is_text and f.value and f.type not in ("hidden", "number", "color", "range")
    ]
    return Purpose.EDIT if filled and submit and _SAVE.search(submit.name) else Purpose.CREATE


def _searches(fields: list[Element], form: Form, submit: Element | None) -> bool:
    if form.role == "search" or (form.method == "get" and form.genuine):
        return True
    if submit and _SEND_SEARCH.search(submit.name):
        return True
    texts = [f for f in fields if f.is_text]
    if any(f.tag == "textarea" for f in fields) or (submit and _SAVE.search(submit.name)):
        return False
    if submit and _CREATE.search(submit.name):
        return False
    if _SEARCH.search(f"{form.name} {form.heading}"):
        return True
    return bool(texts or fields) and all(
        f.type == "search" or _SEARCH.search(f.words) for f in texts
    )
