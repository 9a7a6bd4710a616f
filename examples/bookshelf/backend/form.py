"""The fields of a JSON body, checked one by one; what is wrong is told all at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .checks import Check, Wrong
from .messages import invalid


class Form:
    """Collects the checked `values` of the fields and an error for each that is wrong.

    A `partial` form, that of a PATCH, leaves out the fields that were not sent.
    Blanks around a text do not count, and an empty text counts as null.
    """

    def __init__(self, body: Mapping[str, Any], *, partial: bool = False) -> None:
        self._body = {name: _trimmed(value) for name, value in body.items()}
        self._partial = partial
        self._errors: dict[str, str] = {}
        self.values: dict[str, Any] = {}

    def required(self, name: str, check: Check) -> None:
        """A field that has to be there."""
        if name in self._body or not self._partial:
            self._accept(name, check)

    def optional(self, name: str, check: Check) -> None:
        """A field that may be left out, but is never null."""
        if name in self._body:
            self._accept(name, check)

    def nullable(self, name: str, check: Check) -> None:
        """A field that is null where nothing is known."""
        if self._body.get(name) is not None:
            self._accept(name, check)
        elif name in self._body or not self._partial:
            self.values[name] = None

    def reject(self, name: str, reason: str) -> None:
        """Marks a field as wrong."""
        self._errors[name] = reason

    def finish(self) -> dict[str, Any]:
        """The checked values, or 422 with every error."""
        if self._errors:
            raise invalid(self._errors)
        return self.values

    def _accept(self, name: str, check: Check) -> None:
        value = self._body.get(name)
        try:
            if value is None:
                raise Wrong("is required")
            self.values[name] = check(value)
        except Wrong as wrong:
            self.reject(name, str(wrong))


def _trimmed(value: Any) -> Any:
    return (value.strip() or None) if isinstance(value, str) else value
