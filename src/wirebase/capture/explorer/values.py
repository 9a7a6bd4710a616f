"""Plausible values for the fields of a form, told by their type, label and limits."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from wirebase.capture.explorer.view import Element

_ADJECTIVES = (
    "Quiet",
    "Amber",
    "Distant",
    "Silver",
    "Hidden",
    "Early",
    "Northern",
    "Gentle",
    "Bright",
    "Winter",
)
_NOUNS = (
    "Harbour",
    "Lantern",
    "Orchard",
    "Meadow",
    "Compass",
    "Garden",
    "Bridge",
    "River",
    "Window",
    "Island",
)
_FIRST = ("Nora", "Elias", "Mira", "Jonas", "Clara", "Felix", "Ada", "Oscar", "Lena", "Hugo")
_LAST = ("Field", "Marsh", "Winters", "Hale", "Brandt", "Lowe", "Rivers", "Stone", "Vale", "Carver")


def phrase(number: int) -> str:
    """A short title, another for each number.

    >>> phrase(3)
    'Silver Compass 3'
    """
    return f"{_ADJECTIVES[number % 10]} {_NOUNS[(number + number // 10 + 1) % 10]} {number}"


def sentence(number: int) -> str:
    """A sentence, another for each number."""
    return f"The {phrase(number).lower()} was well worth a second look."


def person(number: int) -> str:
    """A person's name, another for each number."""
    return f"{_FIRST[number % 10]} {_LAST[(number * 3 + 1) % 10]} {_letters(number)}"


def _letters(number: int) -> str:
    """The number in letters, for names that take no digits."""
    text = ""
    while True:
        text = chr(65 + number % 26) + text.lower()
        number = number // 26 - 1
        if number < 0:
            return text


def isbn(number: int) -> str:
    """A valid ISBN of 13 digits.

    >>> isbn(1)
    '9781860000010'
    """
    digits = f"978186{number:06d}"
    total = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits))
    return digits + str(-total % 10)


def _day(number: int) -> str:
    return (
        (datetime(2024, 1, 15, tzinfo=UTC) + timedelta(days=number * 11 % 700)).date().isoformat()
    )


_PATTERNS = (
    (r"isbn", isbn),
    (r"e-?mail", lambda n: f"{_FIRST[n % 10].lower()}.{n}@example.com"),
    (r"phone|mobile|\btel\b", lambda n: f"+1 202 555 {100 + n % 9900:04d}"),
    (r"url|website|link|homepage|image|avatar|cover|photo", lambda n: f"https://example.com/{n}"),
    (r"user.?name|login|handle|nick", lambda n: f"{_FIRST[n % 10].lower()}{n}"),
    (r"slug|key\b|code\b|identifier", lambda n: f"{_NOUNS[n % 10].lower()}-{n}"),
    (r"colou?r", lambda n: f"#{(n * 73757) % 0xFFFFFF:06x}"),
    (r"zip|postal", lambda n: f"{10000 + n % 89999}"),
    (r"country", lambda n: ("Norway", "Chile", "Japan")[n % 3]),
    (r"city|town|place", lambda n: ("Oslo", "Santiago", "Kyoto")[n % 3]),
    (r"street|address", lambda n: f"{n + 1} {_NOUNS[n % 10]} Street"),
    (
        r"\btags?\b|keywords|labels",
        lambda n: f"{_ADJECTIVES[n % 10].lower()}, {_NOUNS[n % 10].lower()}",
    ),
    (r"year", lambda n: str(1950 + n % 70)),
    (r"date|birthday|\bborn\b|deadline|\bdue\b", _day),
    (r"price|amount|cost|salary|budget", lambda n: f"{9 + n % 40}.50"),
    (r"rating|stars|score", lambda n: str(1 + n % 5)),
    (
        r"pages|quantity|count|number of|\bage\b|stock|copies|minutes|hours",
        lambda n: str(12 + n * 7 % 300),
    ),
    (r"first.?name|given", lambda n: f"{_FIRST[n % 10]}"),
    (r"last.?name|family|surname", lambda n: f"{_LAST[n % 10]} {_letters(n)}"),
    (
        r"author|person|full.?name|your name|\bname\b(?=.*\b(author|user|person|member|contact)\b)",
        person,
    ),
    (
        r"comment|review|body|text|description|message|content|note|bio|about|summary|opinion",
        sentence,
    ),
)
_COMPILED = tuple((re.compile(pattern), make) for pattern, make in _PATTERNS)


def value_for(field: Element, number: int) -> str:
    """A value that the field is likely to take, another for each number."""
    made = _by_type(field, number) or _by_words(field, number)
    return made[: field.longest] if field.longest else made


def _by_type(field: Element, number: int) -> str:
    match field.type:
        case "number" | "range":
            return _number(field, number)
        case "date":
            return _bounded_day(field, number)
        case "datetime-local":
            return f"{_day(number)}T10:{number % 60:02d}"
        case "month":
            return _day(number)[:7]
        case "week":
            return f"2024-W{1 + number % 52:02d}"
        case "time":
            return f"{8 + number % 10:02d}:30"
        case "color":
            return f"#{(number * 73757) % 0xFFFFFF:06x}"
        case "email":
            return f"{_FIRST[number % 10].lower()}.{number}@example.com"
        case "tel":
            return f"+1202555{100 + number % 9900:04d}"
        case "url":
            return f"https://example.com/{number}"
    return ""


def _number(field: Element, number: int) -> str:
    low = _float(field.minimum)
    high = _float(field.maximum)
    guess = _float(_by_words(field, number)) or 3.0 + number % 7
    if low is not None and guess < low:
        guess = low + number % 3
    if high is not None and guess > high:
        guess = high - (number % 3 if low is None or high - 2 >= low else 0)
    whole = field.step in ("", "1") or float(guess).is_integer()
    return str(int(guess)) if whole else f"{guess:.2f}"


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _bounded_day(field: Element, number: int) -> str:
    day = _day(number)
    if field.minimum and day < field.minimum:
        return field.minimum
    return field.maximum if field.maximum and day > field.maximum else day


def _by_words(field: Element, number: int) -> str:
    for words in (field.field.lower(), field.words):
        for pattern, make in _COMPILED:
            if pattern.search(words):
                return make(number)
    return sentence(number) if field.tag == "textarea" else phrase(number)


_RIGID = re.compile(r"isbn|mail|url|date|colou?r|slug|key|code|phone|zip|user.?name")


def revised(field: Element, number: int) -> str:
    """Another value for a field that has one: near the old one if it is a number or a text."""
    old = _float(field.value)
    if old is not None and old.is_integer():
        high = _float(field.maximum)
        return str(int(old) - 1 if high is not None and old + 1 > high else int(old) + 1)
    if field.value and field.type in ("", "text") and not _RIGID.search(field.words):
        return f"{field.value} revised"[: field.longest or None]
    return value_for(field, number)
