"""Path templates, taken apart into segments that are literal, variable, or a mixture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote, unquote_to_bytes

_VARIABLE = re.compile(r"\{([^{}]*)\}")


def segments_of(path: str | bytes) -> list[str]:
    """The decoded segments of a path as sent; slashes at its end do not count, nor encoded ones.

    >>> segments_of(b"/caf%C3%A9/a%2Fb/")
    ['café', 'a/b']
    """
    raw = path.encode("utf-8", "surrogateescape") if isinstance(path, str) else path
    trimmed = raw.partition(b"?")[0].strip(b"/")
    if not trimmed:
        return []
    if b"%" not in trimmed:
        return trimmed.decode("utf-8", "replace").split("/")
    return [unquote_to_bytes(part).decode("utf-8", "replace") for part in trimmed.split(b"/")]


@dataclass(frozen=True)
class Segment:
    """One segment of a path template."""

    literals: tuple[str, ...]
    """The decoded text around the variables: always one more than there are variables."""
    variables: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> Segment:
        """The segment of a template, such as `books`, `{id}` or `{name}.json`."""
        parts = _VARIABLE.split(text)
        return cls(tuple(unquote(part) for part in parts[::2]), tuple(parts[1::2]))

    @property
    def is_literal(self) -> bool:
        """Whether it stands for itself."""
        return not self.variables

    @property
    def is_variable(self) -> bool:
        """Whether it is one variable and nothing else."""
        return self.literals == ("", "")

    @cached_property
    def weight(self) -> tuple[int, int]:
        """How specific a mixture is: more literal text first, then fewer variables."""
        return (sum(map(len, self.literals)), -len(self.variables))

    def pattern(self) -> re.Pattern[str]:
        """What matches the segment, with a group for each variable; no variable is ever empty."""
        return re.compile("(.+?)".join(map(re.escape, self.literals)), re.DOTALL)


def parse_template(path: str) -> list[Segment]:
    """The segments of a path template; a slash at its end does not count.

    >>> [s.variables for s in parse_template("/books/{id}/reviews/")]
    [(), ('id',), ()]
    """
    trimmed = path.strip("/")
    return [Segment.parse(text) for text in trimmed.split("/")] if trimmed else []
