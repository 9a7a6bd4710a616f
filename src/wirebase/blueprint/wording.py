"""Names that people give to tables and columns: what Postgres takes, and what it takes only quoted."""

from __future__ import annotations

import re

LONGEST = 63
"""Bytes that Postgres keeps of an identifier."""
SYSTEM = frozenset({"ctid", "cmin", "cmax", "tableoid", "xmin", "xmax"})
RESERVED = frozenset(
    """
    all analyse analyze and any array as asc asymmetric authorization between bigint binary bit
    boolean both case cast char character check coalesce collate collation column concurrently
    constraint create cross current_catalog current_date current_role current_schema current_time
    current_timestamp current_user dec decimal default deferrable desc distinct do else end except
    exists extract false fetch float for foreign freeze from full grant greatest group grouping
    having ilike in initially inner inout int integer intersect interval into is isnull join json
    lateral leading least left like limit localtime localtimestamp national natural nchar none
    normalize not notnull null nullif numeric offset on only or order out outer overlaps overlay
    placing position precision primary real references returning right row select session_user
    setof similar smallint some substring symmetric system_user table tablesample then time
    timestamp to trailing treat trim true union unique user using values varchar variadic verbose
    when where window with xmlattributes
    """.split()
)
"""The words of Postgres that cannot name a table or column without quotes."""
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


def impossible(name: str) -> str:
    """Why no table or column can have the name; "" where one can.

    >>> impossible("x" * 64)
    'has 64 bytes, and Postgres keeps 63'
    """
    if not name.strip():
        return "is empty"
    if _CONTROL.search(name):
        return "holds a character that cannot be printed"
    length = len(name.encode())
    if length > LONGEST:
        return f"has {length} bytes, and Postgres keeps {LONGEST}"
    if name in SYSTEM:
        return "is what Postgres calls a column of its own"
    return ""


def awkward(name: str) -> str:
    """Why the name has to be quoted wherever SQL is typed by hand; "" where it need not be.

    >>> awkward("order"), awkward("orders")
    ('is a word of SQL', '')
    """
    if name in RESERVED:
        return "is a word of SQL"
    if not _PLAIN.fullmatch(name):
        return "is not made of small letters, digits and underscores"
    return ""
