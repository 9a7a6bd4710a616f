"""Instances: what stood at one place of an answer in each recorded call."""

from __future__ import annotations

from dataclasses import dataclass, replace

from wirebase.exchange import Json
from wirebase.infer.calls import Call
from wirebase.infer.logins import TOKEN


@dataclass(frozen=True, slots=True)
class Instance:
    """One recorded value at the place that is being folded."""

    call: Call
    value: Json
    at: int
    """The exchange whose state it shows."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The row that encloses the place."""

    alias: str
    entity: str


def inside_of(instances: list[Instance], name: str) -> list[Instance]:
    return [
        replace(i, value=i.value[name])
        for i in instances
        if isinstance(i.value, dict) and name in i.value
    ]


def are_tokens(instances: list[Instance]) -> bool:
    values = [i.value for i in instances]
    return bool(values) and all(isinstance(v, str) and TOKEN.fullmatch(v) for v in values)


def calls_of(instances: list[Instance]) -> list[Call]:
    return [i.call for i in instances]


def is_always(inside: list[Instance], instances: list[Instance]) -> bool:
    """Whether a member is there even where it is null: never missing, or seen as null."""
    return len(inside) == len(instances) or any(i.value is None for i in inside)


def are_same(instances: list[Instance]) -> bool:
    """Whether the same value stood there every time."""
    first = instances[0].value
    return all(type(i.value) is type(first) and i.value == first for i in instances)
