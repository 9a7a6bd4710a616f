"""What was seen for and against a decision."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Alternative(BaseModel):
    """A reading that was considered and not chosen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    claim: str
    score: float


class Evidence(BaseModel):
    """Why something was decided: counts on both sides, sample exchanges, what else it could have been."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    claim: str = ""
    """In words, such as "assignee.id matched users.id"."""
    support: int = 0
    """How often what was seen agreed."""
    against: int = 0
    """How often it did not."""
    exchanges: tuple[int, ...] = ()
    """Indices of a few exchanges that show it."""
    alternatives: tuple[Alternative, ...] = ()

    @property
    def share(self) -> float:
        """The share of agreement, 0..1; 1 where nothing was counted.

        >>> Evidence(support=3, against=1).share
        0.75
        """
        seen = self.support + self.against
        return self.support / seen if seen else 1.0

    def __str__(self) -> str:
        counted = f" ({self.support} of {self.support + self.against})" if self.support else ""
        return self.claim + counted
