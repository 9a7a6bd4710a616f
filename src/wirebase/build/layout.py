"""Breaks long SQL statements into indented lines, changing nothing but blanks between words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

WIDTH = 100
STEP = 2

CLOSING = {"(": ")", "[": "]", "case": "end"}
CLAUSES = frozenset(
    {
        *("select", "from", "join", "where", "group", "order", "limit"),
        *("values", "set", "returning", "loop"),
    }
)
HEADS = frozenset({"distinct", "delete", "array"})
"""Words whose next word begins no clause, as in DELETE FROM."""

_TOKEN = re.compile(r"""(?xs) '(?:[^']|'')*' | "(?:[^"]|"")*" | \w+ | [()\[\],] | [ ] | . """)


@dataclass(frozen=True, slots=True)
class Group:
    """What stands between two parentheses or brackets, or between CASE and END."""

    opening: str
    inner: tuple[Node, ...]

    @property
    def text(self) -> str:
        return f"{self.opening}{flat(self.inner)}{CLOSING[self.opening]}"


type Node = str | Group
type Nodes = tuple[Node, ...]


def flat(nodes: Nodes) -> str:
    """The nodes on one line."""
    return "".join(node if isinstance(node, str) else node.text for node in nodes)


def laid_out(statement: str, depth: int = 0) -> list[str]:
    """The lines of a statement that stands at that depth of indentation."""
    indent = STEP * depth
    if indent + len(statement) <= WIDTH:
        return [" " * indent + statement]
    return list(_lines(_parse(iter(_TOKEN.findall(statement)), ""), indent))


def _parse(tokens: Iterator[str], closing: str) -> Nodes:
    nodes: list[Node] = []
    for token in tokens:
        if token == closing:
            break
        inner = CLOSING.get(token)
        nodes.append(Group(token, _parse(tokens, inner)) if inner else token)
    return tuple(nodes)


def _lines(nodes: Nodes, indent: int, inside: str = "") -> Iterator[str]:
    """The nodes on as many lines as they need; `inside` is what opens the group that they fill."""
    nodes = _trimmed(nodes)
    if indent + len(flat(nodes)) <= WIDTH:
        yield " " * indent + flat(nodes)
        return
    for parts, deeper in _splits(nodes, inside):
        if len(parts) > 1:
            for n, part in enumerate(parts):
                yield from _lines(part, indent + (deeper if n else 0))
            return
    yield from _opened(nodes, indent)


def _splits(nodes: Nodes, inside: str) -> Iterator[tuple[list[Nodes], int]]:
    """The ways to split the nodes, best first, and how much deeper the later parts stand."""
    if inside == "case":
        yield _before(nodes, frozenset({"when", "else"})), 0
    yield _before(nodes, CLAUSES), 0
    yield _after_commas(nodes, 2 if inside == "pairs" else 1), 0 if inside else STEP
    yield _before(nodes, frozenset({"and", "or"})), STEP


def _opened(nodes: Nodes, indent: int) -> Iterator[str]:
    """The nodes with their longest group on lines of its own."""
    groups = [(len(node.text), n) for n, node in enumerate(nodes) if isinstance(node, Group)]
    if not groups:
        yield " " * indent + flat(nodes)
        return
    place = max(groups)[1]
    group = nodes[place]
    assert isinstance(group, Group)
    before, after = flat(nodes[:place]), nodes[place + 1 :]
    inside = "pairs" if before.endswith("json_build_object") else group.opening
    yield f"{' ' * indent}{before}{group.opening}"
    yield from _lines(group.inner, indent + STEP, inside)
    yield from _lines((CLOSING[group.opening], *after), indent)


def _parts(nodes: Nodes, starts: list[int]) -> list[Nodes]:
    edges = [0, *starts, len(nodes)]
    parts = [nodes[one:two] for one, two in pairwise(edges)]
    return [part for part in parts if flat(part).strip()]


def _before(nodes: Nodes, words: frozenset[str]) -> list[Nodes]:
    """The nodes split before each of these words."""
    starts = [
        n
        for n, node in enumerate(nodes)
        if n and isinstance(node, str) and node in words and nodes[max(n - 2, 0)] not in HEADS
    ]
    return _parts(nodes, starts)


def _after_commas(nodes: Nodes, every: int) -> list[Nodes]:
    """The nodes split after commas."""
    commas = [n + 1 for n, node in enumerate(nodes) if node == ","]
    return _parts(nodes, commas[every - 1 :: every])


def _trimmed(nodes: Nodes) -> Nodes:
    kept = list(nodes)
    while kept and kept[0] == " ":
        kept.pop(0)
    while kept and kept[-1] == " ":
        kept.pop()
    return tuple(kept)
