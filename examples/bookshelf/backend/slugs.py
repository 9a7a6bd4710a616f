"""Slugs: titles as they stand in an address."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from itertools import count

LONGEST = 80
RESERVED = {"new"}  # the page that adds a book


def slug_of(title: str) -> str:
    """A title in lower-case ASCII with hyphens; never empty, a mere number, or reserved.

    >>> slug_of("The Castle, or: Das Schloß")
    'the-castle-or-das-schlo'
    """
    ascii_only = unicodedata.normalize("NFKD", title.replace("'", "").replace("’", ""))
    words = re.findall(r"[a-z0-9]+", ascii_only.encode("ascii", "ignore").decode().lower())
    slug = "-".join(words)[:LONGEST].strip("-")
    plain = re.search(r"[a-z]", slug) and slug not in RESERVED
    return slug if plain else f"book-{slug}".strip("-")


def unused_slug(connection: sqlite3.Connection, title: str) -> str:
    """The slug of a title, numbered from 2 on where it is taken."""
    slug = slug_of(title)
    for number in count(1):
        candidate = slug if number == 1 else f"{slug}-{number}"
        statement = "SELECT 1 FROM books WHERE slug = ?"
        if not connection.execute(statement, [candidate]).fetchone():
            return candidate
    raise AssertionError("the numbers have no end")
