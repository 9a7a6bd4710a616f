"""The ways in which an API can be."""

from __future__ import annotations

from dataclasses import dataclass, fields
from random import Random
from typing import Any, Literal, Self, get_args, get_type_hints


@dataclass(frozen=True, slots=True)
class Style:
    """What each API has to choose. The type of a field says what there is to choose from."""

    ids: Literal["int", "uuid", "objectid", "slug"]
    case: Literal["snake", "camel"]
    single: Literal["bare", "data", "named", "success"]
    """How one row is wrapped."""
    auth: Literal["bearer", "token", "cookie", "apikey", "basic"]
    error: Literal["message", "detail", "errors", "error", "problem"]
    times: Literal["iso", "milliseconds", "seconds", "naive"]
    prefix: Literal["", "/api", "/api/v1"]
    created: Literal[200, 201]
    """The status that tells of a new row."""
    slash: bool
    """Whether paths end with one."""

    @classmethod
    def of(cls, seed: int) -> Self:
        """The style that this seed draws."""
        chance = Random(f"{cls.__module__} {seed}")
        kinds = get_type_hints(cls)
        drawn = {field.name: chance.choice(_values(kinds[field.name])) for field in fields(cls)}
        return cls(**drawn)

    @property
    def choices(self) -> list[str]:
        """Such as `paging=cursor`."""
        return [f"{field.name}={getattr(self, field.name)}" for field in fields(self)]


def _values(kind: Any) -> tuple[Any, ...]:
    return (False, True) if kind is bool else get_args(kind)
