"""Rows that only their owner sees."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import where

ME = '@ann GET /users/me 200 {"id":1,"name":"Ann"}'
PEOPLE = 'GET /users 200 [{"id":1,"name":"Ann"},{"id":2,"name":"Bob"}]'
NOTES = '@ann GET /notes 200 [{"id":5,"%s":1,"text":"a"},{"id":6,"%s":1,"text":"b"}]'


def notes(owner: str, *more: str) -> list[str]:
    return where(app(ME, PEOPLE, *more, NOTES % (owner, owner))["GET /notes"])


def test_rows_that_all_are_of_who_lists_them_are_private():
    assert notes("user_id") == ["note.user_id = caller.id"]
    assert notes("owner_id") == ["note.owner_id = caller.id"]


def test_rows_of_another_owner_are_meant_to_be_seen():
    other = """@ann GET /notes 200 [{"id":5,"user_id":1,"text":"a"},{"id":6,"user_id":1,"text":"b"},
        {"id":7,"user_id":2,"text":"c"}]"""
    assert where(app(ME, PEOPLE, other)["GET /notes"]) == []


def test_an_author_is_not_the_only_reader():
    assert notes("author_id") == []
