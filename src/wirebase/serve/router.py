"""From a method and a path to the operations that may be meant: a trie of segments.

What a look-up costs depends on the path, not on how many operations there are. Literals are
preferred to mixtures of text and variables (`{name}.json`), and those to plain variables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from wirebase.serve.templates import Segment, parse_template, segments_of

type Values = tuple[str, ...]
"""What stood at the variables of a path, in order."""


@dataclass(frozen=True, slots=True)
class Endpoint[T]:
    """A target at the end of a path template, and the names of the template's variables."""

    target: T
    variables: tuple[str, ...]

    def named(self, values: Values) -> dict[str, str]:
        """The values by the names of the variables."""
        return dict(zip(self.variables, values, strict=True))


@dataclass(slots=True)
class _Node[T]:
    literals: dict[str, _Node[T]] = field(default_factory=dict)
    mixtures: list[tuple[Segment, re.Pattern[str], _Node[T]]] = field(default_factory=list)
    variable: _Node[T] | None = None
    endpoints: dict[str, list[Endpoint[T]]] = field(default_factory=dict)

    def child(self, segment: Segment) -> _Node[T]:
        """The node below that segment, made where there is none."""
        if segment.is_literal:
            return self.literals.setdefault(segment.literals[0], _Node())
        if segment.is_variable:
            self.variable = self.variable or _Node()
            return self.variable
        for known, _, node in self.mixtures:
            if known.literals == segment.literals:
                return node
        self.mixtures.append((segment, segment.pattern(), node := _Node[T]()))
        self.mixtures.sort(key=lambda mixture: mixture[0].weight, reverse=True)
        return node


class Router[T]:
    """Targets by method and path template."""

    def __init__(self, routes: Iterable[tuple[str, str, T]] = ()) -> None:
        self._root: _Node[T] = _Node()
        for method, template, target in routes:
            self.add(method, template, target)

    def add(self, method: str, template: str, target: T) -> None:
        """Adds a target; several at one place are found in the order of their adding."""
        node = self._root
        variables: list[str] = []
        for segment in parse_template(template):
            node = node.child(segment)
            variables += segment.variables
        endpoint = Endpoint(target, tuple(variables))
        node.endpoints.setdefault(method.upper(), []).append(endpoint)

    def find(self, method: str, path: str | bytes) -> Iterator[tuple[Endpoint[T], Values]]:
        """The endpoints that fit, most specific template first; a HEAD is answered as a GET."""
        for endpoints, values in self._at(segments_of(path)):
            found = endpoints.get(method) or (endpoints.get("GET") if method == "HEAD" else None)
            for endpoint in found or ():
                yield endpoint, values

    def methods(self, path: str | bytes) -> frozenset[str]:
        """The methods that the path knows, HEAD where it knows GET."""
        known = {m for endpoints, _ in self._at(segments_of(path)) for m in endpoints}
        return frozenset(known | {"HEAD"} if "GET" in known else known)

    def _at(self, segments: list[str]) -> Iterator[tuple[Mapping[str, list[Endpoint[T]]], Values]]:
        for node, values in _walk(self._root, segments):
            if node.endpoints:
                yield node.endpoints, values


def _walk[T](root: _Node[T], segments: list[str]) -> Iterator[tuple[_Node[T], Values]]:
    """The nodes at the end of the segments, those behind literals first."""
    length = len(segments)
    left: list[tuple[_Node[T], int, Values]] = [(root, 0, ())]
    while left:
        node, at, values = left.pop()
        while at < length:
            segment, at = segments[at], at + 1
            # What is tried last is put down first.
            if node.variable is not None and segment:
                left.append((node.variable, at, (*values, segment)))
            for _, pattern, below in reversed(node.mixtures):
                if fit := pattern.fullmatch(segment):
                    left.append((below, at, values + fit.groups()))
            literal = node.literals.get(segment)
            if literal is None:
                break
            node = literal
        else:
            yield node, values
