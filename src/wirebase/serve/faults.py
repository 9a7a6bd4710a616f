"""What a client is told where Postgres refuses a statement: nothing of what is inside."""

from __future__ import annotations

from wirebase.serve.refusals import plain

UNAVAILABLE = plain(
    503, "unavailable", "The database does not answer; try again.", [(b"retry-after", b"1")]
)
TOO_LONG = plain(504, "timeout", "The database took too long.")
CONFLICT = plain(409, "conflict", "This contradicts what is stored.")
FORBIDDEN = plain(403, "forbidden", "This is not allowed.")
BUSY = plain(
    503, "busy", "Other requests change the same rows; try again.", [(b"retry-after", b"1")]
)
FAILED = plain(500, "internal_error", "The server failed to answer; its log names the operation.")

UNUSABLE = "The request holds a value that cannot be used."

BY_STATE = {"23505": CONFLICT, "23503": CONFLICT, "23001": CONFLICT, "42501": FORBIDDEN}
BY_CLASS = {"40": BUSY}
INVALID_STATES = frozenset({"54001", "P0001"})
"""Too deeply nested; raised by a statement on purpose."""
INVALID_CLASSES = frozenset({"22", "23"})


def is_invalid(state: str) -> bool:
    """Whether an SQLSTATE blames the values of the request."""
    return state in INVALID_STATES or state[:2] in INVALID_CLASSES
