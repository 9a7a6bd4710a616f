"""Lists too short to show an order."""

from __future__ import annotations

from tests.infer.apps import Rows, app
from tests.infer.prose import order

NOTES = Rows("""
    id  title  made                  mood
    1   sea    2026-01-05T10:00:00Z  calm
    2   war    2026-02-05T10:00:00Z  loud
    3   art    2026-03-05T10:00:00Z  calm
    4   tea    2026-04-05T10:00:00Z  loud
""")


def test_they_have_the_order_of_other_lists_of_the_same_rows():
    found = app(NOTES.got("/notes", "4 3 2 1"), NOTES.got("/notes/picked", "2"))
    assert order(found["GET /notes"])
    assert order(found["GET /notes/picked"]) == order(found["GET /notes"])


def test_longer_lists_keep_what_they_show():
    found = app(NOTES.got("/notes", "4 3 2 1"), NOTES.got("/notes/old", "3 1 4"))
    assert order(found["GET /notes/old"]) != order(found["GET /notes"])
