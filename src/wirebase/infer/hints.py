"""Hints: path templates as the user gives them, which segments of paths follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from wirebase.infer.calls import Segment, Variable
from wirebase.infer.naming import snake, unique
from wirebase.infer.segments import Hole, Slot, segments


@dataclass(frozen=True, slots=True)
class Hints:
    """The beginnings of paths that somebody knows."""

    templates: tuple[tuple[str, ...], ...] = ()
    """The segments of each, `{name}` for a parameter."""

    @classmethod
    def of(cls, templates: Iterable[str]) -> Hints:
        """Of templates as text.

        >>> Hints.of(["/items/{collection}"]).templates
        (('items', '{collection}'),)
        """
        return cls(tuple(segments(template) for template in templates))

    def values(self, prefix: Sequence[Slot], found: set[str], texts: Iterable[str]) -> set[str]:
        """Which of the texts after a prefix are values: `found`, unless a hint says otherwise."""
        told = self._next(prefix)
        if not told:
            return found
        named = any(_is_parameter(step) for step in told)
        return {text for text in texts if text not in told and (named or text in found)}

    def named(self, parts: Sequence[Segment]) -> tuple[Segment, ...]:
        """The segments of a route, with the names that hints give to its parameters."""
        slots = [Hole() if isinstance(part, Variable) else part for part in parts]
        names: Mapping[int, str] = {}
        for template in self.templates:
            if len(template) <= len(parts) and _agrees(template, slots):
                names = {
                    i: snake(step[1:-1]) for i, step in enumerate(template) if _is_parameter(step)
                } | dict(names)
        taken = set(names.values())
        made: list[Segment] = []
        for index, part in enumerate(parts):
            if isinstance(part, Variable):
                name = names.get(index) or unique(part.name, taken)
                made.append(replace(part, name=name))
            else:
                made.append(part)
        return tuple(made)

    def _next(self, prefix: Sequence[Slot]) -> set[str]:
        """The steps of the hints that come after a prefix."""
        depth = len(prefix)
        return {
            template[depth]
            for template in self.templates
            if len(template) > depth and _agrees(template[:depth], prefix)
        }


def _agrees(template: Sequence[str], slots: Sequence[Slot]) -> bool:
    """Whether a path's beginning is what the template says."""
    return all(
        isinstance(slot, Hole) if _is_parameter(step) else slot == step
        for step, slot in zip(template, slots, strict=False)
    )


def _is_parameter(step: str) -> bool:
    return step.startswith("{")
