"""What was seen for and against a decision."""

from __future__ import annotations

from wirebase.model import Model


class Alternative(Model):
    """A reading that was considered and not chosen."""

    claim: str
    score: float


class Evidence(Model):
    """Why something was decided: counts on both sides, sample exchanges, what else it could have been."""

    claim: str = ""
    """In words, such as "assignee.id matched users.id"."""
    support: int = 0
    """How often what was seen agreed."""
    against: int = 0
    """How often it did not."""
    exchanges: tuple[int, ...] = ()
    """Indices of a few exchanges that show it."""
    alternatives: tuple[Alternative, ...] = ()
    parts: tuple[Evidence, ...] = ()
    """What else was decided about the same thing, each with what was seen for it."""

    @property
    def share(self) -> float:
        """The share of agreement, 0..1; 1 where nothing was counted.

        >>> Evidence(support=3, against=1).share
        0.75
        """
        seen = self.support + self.against
        return self.support / seen if seen else 1.0

    @property
    def cited(self) -> frozenset[int]:
        """The exchanges that it names, those of its parts among them."""
        return frozenset(self.exchanges).union(*(part.cited for part in self.parts))

    def __str__(self) -> str:
        counted = f" ({self.support} of {self.support + self.against})" if self.support else ""
        return self.claim + counted
