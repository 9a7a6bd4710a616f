"""Stamps: the names of columns that say when a row was made, and when it last changed."""

from __future__ import annotations

TOUCHED = frozenset(
    "updated_at modified_at updated_on modified_on date_updated last_modified updated modified "
    "updated_date modified_date date_modified last_updated last_updated_at update_date changed_at".split()
)
CREATED = frozenset(
    "created_at created_on date_created created inserted_at date_joined created_date creation_date "
    "create_date created_time creation_time date_created_at added_at inserted_on".split()
)
MADE = frozenset("at timestamp time occurred_at logged_at when".split())
"""What entries of a log call the time at which they were made."""
STAMPS = CREATED | TOUCHED
