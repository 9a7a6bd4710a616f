"""Checks of single values: each gives the value to store, or raises `Wrong` with the reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

type Check = Callable[[Any], Any]

HIGHEST_PRICE = 100_000
LONGEST_TAG = 30
MOST_TAGS = 8


class Wrong(Exception):
    """A value that cannot be accepted."""


def text(longest: int, shortest: int = 1) -> Check:
    """A text of some length."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or not _storable(value):
            raise Wrong("has to be a text")
        if len(value) < shortest:
            raise Wrong(f"has to have at least {shortest} characters")
        if len(value) > longest:
            raise Wrong(f"can have at most {longest} characters")
        return value

    return check


def pattern(expression: str, reason: str) -> Check:
    """A short text that a pattern matches as a whole."""

    def check(value: Any) -> str:
        line: str = text(300)(value)
        if not re.fullmatch(expression, line):
            raise Wrong(reason)
        return line

    return check


def choice(*choices: str) -> Check:
    """One of these texts."""

    def check(value: Any) -> Any:
        if value not in choices:
            raise Wrong(f"has to be one of {', '.join(choices)}")
        return value

    return check


def integer(lowest: int, highest: int) -> Check:
    """A whole number between two others."""

    def check(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise Wrong("has to be a whole number")
        if not lowest <= value <= highest:
            raise Wrong(f"has to be between {lowest} and {highest}")
        return value

    return check


def boolean(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise Wrong("has to be true or false")
    return value


def cents(value: Any) -> int:
    """An amount with at most two decimals, as hundredths."""
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        raise Wrong("has to be a number")
    if not 0 <= value <= HIGHEST_PRICE:
        raise Wrong(f"has to be between 0 and {HIGHEST_PRICE}")
    if value * 100 % 1:
        raise Wrong("can have at most two decimals")
    return int(value * 100)


def day(value: Any) -> str:
    """A calendar date."""
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError) as error:
        raise Wrong("has to be a date such as 1813-01-28") from error


def tags(value: Any) -> list[str]:
    """Tag names in lower case, sorted, each once."""
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise Wrong("has to be a list of texts")
    names = sorted({" ".join(name.lower().split()) for name in value} - {""})
    if len(names) > MOST_TAGS:
        raise Wrong(f"can have at most {MOST_TAGS} entries")
    if any(len(name) > LONGEST_TAG or not _storable(name) for name in names):
        raise Wrong(f"can have at most {LONGEST_TAG} characters each")
    return names


EMAIL = pattern(r"[^@\s]+@[^@\s]+\.[^@\s]+", "has to be an email address")
ISBN = pattern(r"[0-9]{13}", "has to have 13 digits")
LINK = pattern(r"(https?://|/)\S+", "has to be a web address or a path")


def _storable(value: str) -> bool:
    return not any(sign == "\x00" or "\ud800" <= sign <= "\udfff" for sign in value)
