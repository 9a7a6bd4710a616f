"""What a new row holds because another one that is like it holds it."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import effects
from tests.infer.test_fills import fills

FORMS = """
    GET /forms 200 [{"id":1,"layout":"<a>","parsed":{"a":1}},{"id":2,"layout":"<b>","parsed":{"b":1}},
        {"id":3,"layout":"<a>","parsed":{"a":1}},{"id":4,"layout":"<b>","parsed":{"b":1}},
        {"id":5,"layout":"<a>","parsed":{"a":1}}]
"""


def test_rows_that_agree_in_one_column_agree_in_the_other():
    found = fills(
        FORMS,
        'POST /forms 201 {"id":6,"layout":"<a>","parsed":{"a":1}} <- {"layout":"<a>"}',
        'POST /forms 201 {"id":7,"layout":"<b>","parsed":{"b":1}} <- {"layout":"<b>"}',
    )
    assert found == {
        "parsed": "(form_like.parsed of forms form_like where form_like.layout = :layout)"
    }


def test_a_row_that_contradicts_ends_the_law():
    found = fills(
        FORMS,
        'POST /forms 201 {"id":6,"layout":"<a>","parsed":{"c":1}} <- {"layout":"<a>"}',
        'POST /forms 201 {"id":7,"layout":"<b>","parsed":{"b":1}} <- {"layout":"<b>"}',
    )
    assert not found.get("parsed", "").startswith("(form_like")


def test_a_key_of_the_new_row_stands_in_other_columns_too():
    made = app(
        'POST /bills 201 {"id":"a1b2c3","hash":"a1b2c3","memo":"x"} <- {"memo":"x"}',
        'POST /bills 201 {"id":"d4e5f6","hash":"d4e5f6","memo":"y"} <- {"memo":"y"}',
    )
    assert effects(made["POST /bills"])[-1] == "update row: hash = row.id"


def test_what_all_new_rows_hold_alike_needs_no_other_row():
    found = fills(
        FORMS,
        'POST /forms 201 {"id":6,"layout":"<a>","parsed":{"a":1}} <- {"layout":"<a>"}',
        'POST /forms 201 {"id":7,"layout":"<a>","parsed":{"a":1}} <- {"layout":"<a>"}',
    )
    assert found == {"parsed": '{"a": 1}'}


CODES = [f"lnbc{n}1p4s935jdq82fjkuaqx{n}" for n in range(1, 8)]


def bills() -> list[str]:
    """Bills with a code that the app makes, and one that pays a bill by its code."""
    made = [
        f'POST /bills 201 {{"id":{n},"code":"{CODES[n]}","memo":"m{n}","state":"open"}}'
        f' <- {{"memo":"m{n}"}}'
        for n in range(1, 5)
    ]
    return [
        *made,
        f'GET /bills 200 [{{"id":1,"code":"{CODES[1]}","memo":"m1","state":"open"}}]',
        (
            f'POST /bills 201 {{"id":9,"code":"{CODES[2]}","memo":"p","state":"done"}}'
            f' <- {{"code":"{CODES[2]}","memo":"p"}}'
        ),
    ]


def test_a_code_that_no_request_gives_is_made_anew_and_never_repeated():
    found = app(*bills())["POST /bills"]
    told = str([a.model_dump() for e in found.effects for a in e.values if a.column == "code"])
    assert "'how': <Freshly.TOKEN" in told
    assert not any(code in told for code in CODES)


def test_what_is_made_up_says_of_no_other_row_that_it_is_like_the_new_one():
    found = app(*bills())["POST /bills"]
    told = str([a.model_dump() for e in found.effects for a in e.values if a.column == "state"])
    assert "bill_like" not in told
