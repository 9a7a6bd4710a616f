"""What a capture leaves open, and what would settle it."""

from __future__ import annotations

from tests.infer.apps import app

BOOKS = [f'{{"id":{i},"title":"t{i:02d}","kind":"k{i % 3}"}}' for i in range(1, 31)]


def listed(target: str, first: int, last: int) -> str:
    shown = ",".join(BOOKS[first:last])
    return f'GET {target} 200 {{"items":[{shown}],"total":30}}'


def settling(*lines: str) -> dict[str, list[str]]:
    """What would settle the questions about each endpoint."""
    found: dict[str, list[str]] = {}
    for question in app(*lines).blueprint.questions:
        found.setdefault(question.about, []).append(question.settle)
    return found


def test_a_list_of_which_one_page_was_seen_wants_the_next():
    asked = settling(listed("/books?page=1&limit=10", 0, 10), listed("/books?page=1&limit=5", 0, 5))
    (settles,) = asked.values()
    assert "Open page 2 of the list GET /books." in settles


def test_a_list_that_was_turned_does_not():
    asked = settling(*(listed(f"/books?page={n}&limit=10", 10 * n - 10, 10 * n) for n in (1, 2, 3)))
    assert not any("page 2" in s for settles in asked.values() for s in settles)


def test_a_parameter_that_did_nothing_wants_other_values():
    shown = ",".join(BOOKS[:3])
    asked = settling(*[f"GET /books?verbose=1 200 [{shown}]"] * 2)
    (settles,) = asked.values()
    assert "Use GET /books with other values of verbose." in settles


def test_a_form_that_was_never_refused_wants_a_blank_field():
    asked = settling(
        f"GET /books 200 [{BOOKS[0]}]",
        'POST /books 201 {"id":31,"title":"new","kind":"k1"} <- {"title":"new","kind":"k1"}',
    )
    settles = [s for found in asked.values() for s in found]
    assert "Send POST /books with a required field left blank." in settles
    assert "Send POST /books again, with other values." in settles
