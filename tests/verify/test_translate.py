import base64
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verify.strategies import documents
from wirebase.exchange import Json
from wirebase.verify.translate import Translation

UUID = "2f1f6a3e-0000-4000-8000-000000000001"
OTHER = "9c9c9c9c-0000-4000-8000-000000000002"


@pytest.fixture
def translation() -> Translation:
    made = Translation("http://app.example", "http://127.0.0.1:9")
    made.issue("task", 11, 12)
    made.issue("project", 11, 31)
    made.issue("task", UUID, OTHER)
    return made


@given(documents)
def test_unknown_values_stand_for_themselves(document: Json) -> None:
    assert Translation().answer(document, "task") == document
    assert Translation().request(document, "task") == document


def test_a_number_is_of_the_kind_that_is_named(translation: Translation) -> None:
    body = {"id": 11, "project_id": 11, "estimate": 11, "tasks": [{"id": 11}]}
    assert translation.request(body, "task") == {
        "id": 12,
        "project_id": 31,
        "estimate": 11,
        "tasks": [{"id": 12}],
    }


def test_a_number_in_a_path_is_of_the_kind_before_it(translation: Translation) -> None:
    assert translation.path("/api/projects/11/tasks/11/") == "/api/projects/31/tasks/12/"


def test_a_path_keeps_what_it_does_not_know(translation: Translation) -> None:
    assert translation.path("/caf%C3%A9/v2/tasks/7") == "/caf%C3%A9/v2/tasks/7"


def test_a_number_that_was_kept_is_not_taken_for_another_kinds(translation: Translation) -> None:
    translation.keep("user", 11)
    assert translation.path("/users/11") == "/users/11"
    assert translation.request({"user_id": 11}, "") == {"user_id": 11}


def test_what_was_issued_is_not_forgotten_for_what_is_kept(translation: Translation) -> None:
    translation.keep("task", 11)
    assert translation.path("/tasks/11") == "/tasks/12"


def test_texts_are_replaced_everywhere(translation: Translation) -> None:
    assert translation.answer({"note": f"see {UUID}!", UUID: 1}, "") == {
        "note": f"see {OTHER}!",
        OTHER: 1,
    }
    assert translation.text(f"Bearer {UUID}") == f"Bearer {OTHER}"
    assert translation.query(f"ids={UUID},x&q=a+b", "task") == f"ids={OTHER}%2Cx&q=a+b"


def test_links_move_to_this_backend(translation: Translation) -> None:
    url = "http://app.example/tasks/1"
    assert translation.answer({"next": url}, "") == {"next": "http://127.0.0.1:9/tasks/1"}
    assert translation.request({"next": url}, "") == {"next": url}


def test_a_time_that_is_handed_back_is_this_backends(translation: Translation) -> None:
    translation.moment("2026-01-01T00:00:00Z", "2026-02-02T00:00:00Z")
    assert translation.request({"if_unchanged_since": "2026-01-01T00:00:00Z"}, "") == {
        "if_unchanged_since": "2026-02-02T00:00:00Z"
    }
    assert translation.query("since=2026-01-01T00%3A00%3A00Z", "") == (
        "since=2026-02-02T00%3A00%3A00Z"
    )


def test_a_number_may_be_issued_anew(translation: Translation) -> None:
    translation.forget("task", "11")
    assert not translation.knows("task", 11)
    translation.issue("task", 11, 11)
    assert translation.path("/tasks/11") == "/tasks/11"


def test_names_that_would_fall_together_are_left(translation: Translation) -> None:
    assert translation.answer({UUID: 1, OTHER: 2}, "") == {UUID: 1, OTHER: 2}


@given(st.dictionaries(st.integers(1, 99), st.integers(100, 999), max_size=5))
def test_numbers_keep_their_type(issued: dict[int, int]) -> None:
    translation = Translation()
    for old, new in issued.items():
        translation.issue("task", old, new)
    for old, new in issued.items():
        assert translation.answer([{"id": old}, {"id": str(old)}], "task") == [
            {"id": new},
            {"id": str(new)},
        ]


def in_base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_what_a_cursor_says_in_base64_is_replaced_too(translation: Translation) -> None:
    assert translation.text(in_base64(f"task:{UUID}")) == in_base64(f"task:{OTHER}")
    assert translation.query(f"after={in_base64(UUID)}", "task").endswith(
        quote(in_base64(OTHER), safe="")
    )
    bare = in_base64(f"ta:{UUID}").rstrip("=")
    assert translation.text(bare) == in_base64(f"ta:{OTHER}").rstrip("=")


def test_base64_that_says_nothing_known_stays(translation: Translation) -> None:
    assert translation.text(in_base64("nothing of any row")) == in_base64("nothing of any row")
