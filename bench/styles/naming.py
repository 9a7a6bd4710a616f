"""Names in snake case and in camel case."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any


def camel(name: str) -> str:
    """A name as JavaScript writes it: `dueDate` of `due_date`."""
    return re.sub(r"(?<=[a-z0-9])_([a-z])", lambda found: found[1].upper(), name)


def snake(name: str) -> str:
    """A name as Python writes it: `due_date` of `dueDate`."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda found: "_" + found[1].lower(), name)


def renamed(value: Any, rename: Callable[[str], str]) -> Any:
    """The value with other names for the members of its objects."""
    if isinstance(value, dict):
        return {rename(name): renamed(member, rename) for name, member in value.items()}
    if isinstance(value, list):
        return [renamed(item, rename) for item in value]
    return value
