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
        """The style of this seed. A few seeds that follow one another show all that can be chosen."""
        kinds = get_type_hints(cls)
        names = [field.name for field in fields(cls)]
        return cls(**{name: _drawn(name, kinds[name], seed) for name in names})

    @property
    def choices(self) -> list[str]:
        """Such as `paging=cursor`."""
        return [f"{field.name}={getattr(self, field.name)}" for field in fields(self)]


def _drawn(name: str, kind: Any, seed: int) -> Any:
    """One of the values, which take turns in an order that is shuffled for each round."""
    values = [False, True] if kind is bool else [*get_args(kind)]
    turn, place = divmod(seed, len(values))
    Random(f"{name} {turn}").shuffle(values)
    return values[place]
