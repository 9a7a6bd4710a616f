"""The sample data: the same rows, with the same ids and times, every time."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from .accounts import hashed
from .clock import stamp
from .rows import insert
from .slugs import unused_slug
from .tags import set_tags

type Record = dict[str, Any]

SAMPLE = Path(__file__).with_name("sample.json")
DEMO_PASSWORD = "correct horse"  # shown on the login page
OPENING = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)
EDITED_EVERY = 5


def sow(connection: sqlite3.Connection) -> None:
    """Fills an empty database."""
    sample = json.loads(SAMPLE.read_text("utf-8"))
    users = {row["email"]: _user(connection, n, row) for n, row in enumerate(sample["users"])}
    authors = {row["name"]: _author(connection, n, row) for n, row in enumerate(sample["authors"])}
    books: dict[str, int] = {}
    for number, row in enumerate(sample["books"]):
        slug = unused_slug(connection, row["title"])
        books[slug] = _book(connection, number, slug, {**row, "author": authors[row["author"]]})
    for number, row in enumerate(sample["reviews"]):
        _review(connection, number, row, books[row["book"]], users[row["user"]])
    for number, row in enumerate(sample["favourites"]):
        _favourite(connection, number, books[row["book"]], users[row["user"]])


def _user(connection: sqlite3.Connection, number: int, row: Record) -> str:
    salt = hashlib.sha256(row["email"].encode()).digest()[:16]
    user = {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"mailto:{row['email']}")),
        **row,
        "password_hash": hashed(DEMO_PASSWORD, salt),
        "created_at": stamp(OPENING + number * timedelta(minutes=47, seconds=13)),
    }
    user_id: str = insert(connection, "users", user)
    return user_id


def _author(connection: sqlite3.Connection, number: int, row: Record) -> int:
    moment = OPENING + timedelta(days=1) + number * timedelta(minutes=61, seconds=7)
    author_id: int = insert(connection, "authors", row | _times(number, moment))
    return author_id


def _book(connection: sqlite3.Connection, number: int, slug: str, row: Record) -> int:
    moment = OPENING + timedelta(days=2) + number * timedelta(hours=18, minutes=37, seconds=29)
    row = row | {"slug": slug, "author_id": row["author"], "price_cents": _cents(row["price"])}
    columns = {name: row[name] for name in row.keys() - {"author", "price", "tags"}}
    book_id: int = insert(connection, "books", columns | _times(number, moment))
    set_tags(connection, book_id, row["tags"])
    return book_id


def _review(
    connection: sqlite3.Connection, number: int, row: Record, book_id: int, user_id: str
) -> None:
    moment = OPENING + timedelta(days=45) + number * timedelta(hours=7, minutes=19, seconds=41)
    values = {"rating": row["rating"], "body": row["body"], **_times(number, moment)}
    insert(connection, "reviews", {"book_id": book_id, "user_id": user_id, **values})


def _favourite(connection: sqlite3.Connection, number: int, book_id: int, user_id: str) -> None:
    moment = OPENING + timedelta(days=50) + number * timedelta(hours=5, minutes=3, seconds=17)
    row = [book_id, user_id, stamp(moment)]
    connection.execute("INSERT INTO favourites VALUES (?, ?, ?)", row)


def _times(number: int, moment: datetime) -> dict[str, str]:
    edited = number % EDITED_EVERY == EDITED_EVERY - 1
    later = timedelta(days=30, hours=2, minutes=11) if edited else timedelta()
    return {"created_at": stamp(moment), "updated_at": stamp(moment + later)}


def _cents(price: float) -> int:
    return round(price * 100)
