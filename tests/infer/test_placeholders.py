"""Fields that requests send empty and new rows hold otherwise."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import effects

NOTES = """
    GET /notes 200 [{"id":4,"text":"bread","writer":7,"stars":0}]
    POST /notes 201 {"id":5,"text":"tea","writer":7,"stars":0}
        <- {"id":0,"text":"tea","writer":"","stars":0}
    POST /notes 201 {"id":6,"text":"jam","writer":7,"stars":0}
        <- {"id":0,"text":"jam","writer":"","stars":0}
    GET /notes/6 200 {"id":6,"text":"jam","writer":7,"stars":0}
"""


def _inserted(text: str) -> str:
    return next(e for e in effects(app(text)["POST /notes"]) if e.startswith("insert"))


def test_what_is_always_sent_empty_and_never_held_is_not_taken():
    made = _inserted(NOTES)
    assert ":id" not in made
    assert ":writer" not in made


def test_what_rows_hold_as_sent_is_taken_though_it_is_empty():
    assert "stars = :stars" in _inserted(NOTES)


def test_a_key_that_the_server_never_takes_is_made_by_the_server():
    assert ":id" not in _inserted(NOTES.replace('<- {"id":0,', '<- {"id":99,'))


def test_a_key_that_was_once_taken_is():
    taken = NOTES.replace('<- {"id":0,"text":"jam"', '<- {"id":6,"text":"jam"')
    assert "id = :id" in _inserted(taken)


def test_what_is_held_in_another_way_is_taken():
    other = NOTES.replace('"writer":""', '"writer":"Seven"')
    assert "writer = :writer" in _inserted(other)


IN_VAIN = """
    POST /notes 201 {"id":5,"text":"tea","source":""} <- {"text":"tea","source":"notes.txt"}
    POST /notes 201 {"id":6,"text":"jam","source":""} <- {"text":"jam","source":"notes.txt"}
    GET /notes/6 200 {"id":6,"text":"jam","source":""}
"""


def test_what_stays_empty_whatever_is_sent_is_not_taken():
    assert ":source" not in _inserted(IN_VAIN)


def test_what_was_held_once_as_sent_is_taken():
    held = IN_VAIN.replace('"text":"tea","source":""', '"text":"tea","source":"notes.txt"')
    assert "source = :source" in _inserted(held)
