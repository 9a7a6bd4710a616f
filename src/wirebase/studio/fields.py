"""What is wrong with the fields of a request, beyond their shape."""

from __future__ import annotations

from collections.abc import Mapping

from wirebase.errors import UsageError


class FieldError(UsageError):
    """What a field holds cannot be used."""

    def __init__(self, what: str, fields: Mapping[str, str], *, next: str = "") -> None:
        super().__init__(what, next=next)
        self.fields = dict(fields)
        """What is wrong, by the name of the field."""
