"""The statements of a function, as they are put together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from wirebase.blueprint.operations import FailureKind
from wirebase.build.failures import CODES, failing
from wirebase.build.layout import laid_out
from wirebase.build.scope import Scope


class Steps:
    """Statements in order, indented as they nest."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.changed = False
        """Whether a statement so far may have changed something, so that failing must undo it."""
        self.raised: set[FailureKind] = set()
        self._depth = 1

    def add(self, *statements: str) -> None:
        """Adds statements."""
        for statement in statements:
            self.lines += laid_out(statement, self._depth)

    @contextmanager
    def block(self, opening: str, closing: str) -> Iterator[None]:
        """Statements between an opening and a closing line, if any."""
        self.add(opening)
        self._depth += 1
        yield
        self._depth -= 1
        if closing:
            self.add(closing)

    @contextmanager
    def when(self, condition: str) -> Iterator[None]:
        """Statements that run where the condition holds; "" where they always do."""
        if not condition:
            yield
            return
        with self.block(f"if {condition} then", "end if;"):
            yield

    def fail(self, kind: FailureKind, scope: Scope, table: str = "") -> None:
        """Ends the function as a failure of that kind, and undoes what it changed.

        `table` is the one in which something was looked for."""
        if self.changed:
            self.raised.add(kind)
            self.add(f"raise sqlstate '{CODES[kind]}';")
        else:
            self.add(*failing(kind, scope, table))
