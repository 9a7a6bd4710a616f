"""Stamps: the names of columns that say when a row was made, and when it last changed."""

from __future__ import annotations

TOUCHED = frozenset(
    "updated_at modified_at updated_on modified_on date_updated last_modified updated modified".split()
)
CREATED = frozenset("created_at created_on date_created created inserted_at date_joined".split())
STAMPS = CREATED | TOUCHED
