import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verify.strategies import records
from wirebase.exchange import Json
from wirebase.verify.compare import Answer, compare, everything
from wirebase.verify.learning import Learner
from wirebase.verify.settled import Settled
from wirebase.verify.translate import Translation


class Session:
    def __init__(self, known: list | None = None, knowable=everything) -> None:
        self.translation = Translation()
        self.learner = Learner(self.translation, Settled(known), knowable)

    def wrote(self, path: str, recorded: Json, actual: Json, sent: Json = None) -> None:
        self.learner.sent(path, (), sent)
        self.learner.answered(recorded, actual, path.strip("/").rstrip("s"), write=True)

    def read(self, path: str, recorded: Json, actual: Json) -> None:
        self.learner.sent(path, (), None)
        self.learner.answered(recorded, actual, path.strip("/").rstrip("s"), write=False)

    def exact(self, recorded: Json, actual: Json, root: str) -> bool:
        expected = self.translation.answer(recorded, root)
        answers = Answer(200, recorded, is_json=True), Answer(200, actual, is_json=True)
        return compare(*answers, expected).exact == 1


@pytest.fixture
def session() -> Session:
    return Session()


@given(st.lists(records, min_size=1, max_size=5), st.integers(1, 50), st.booleans())
def test_a_backend_that_numbers_its_rows_otherwise_is_exact(
    rows: list[dict[str, Json]], first: int, text: bool
) -> None:
    session = Session()
    session.read("/tasks", [], [])
    recorded, actual = [], []
    for i, row in enumerate(rows):
        old, new = (f"{i:032x}", uuid.uuid4().hex) if text else (i + 1, i + 1 + first)
        recorded.append({"id": old, **row, "previous_task_id": recorded[-1]["id"] if i else None})
        actual.append({"id": new, **row, "previous_task_id": actual[-1]["id"] if i else None})
        session.wrote("/tasks", recorded[-1], actual[-1], sent=row)
        assert session.exact(recorded[-1], actual[-1], "task")
    assert session.exact({"data": recorded}, {"data": actual}, "task")
    assert session.translation.path(f"/tasks/{recorded[-1]['id']}") == f"/tasks/{actual[-1]['id']}"


def test_what_stood_there_before_must_come_back_as_it_is(session: Session) -> None:
    session.read("/tasks", [{"id": 4, "title": "a"}], [{"id": 4, "title": "a"}])
    session.wrote("/tasks", {"id": 4, "title": "b"}, {"id": 9, "title": "b"})
    assert session.translation.path("/tasks/4") == "/tasks/4"
    assert not session.exact({"id": 4, "title": "b"}, {"id": 9, "title": "b"}, "task")


def test_the_client_makes_some_identifiers_itself(session: Session) -> None:
    made = str(uuid.uuid4())
    session.wrote("/tasks", {"id": made}, {"id": str(uuid.uuid4())}, sent={"id": made})
    assert session.translation.path(f"/tasks/{made}") == f"/tasks/{made}"


def test_the_first_read_teaches_nothing(session: Session) -> None:
    session.read("/tasks", [{"id": 4, "title": "a"}], [{"id": 9, "title": "a"}])
    assert session.translation.path("/tasks/4") == "/tasks/4"


def test_a_row_that_its_write_did_not_show_is_found_by_what_it_says(session: Session) -> None:
    old = {"id": 1, "title": "old"}
    session.read("/tasks", [old], [old])
    session.wrote("/tasks", None, None, sent={"title": "new"})
    session.read("/tasks", [old, {"id": 2, "title": "new"}], [{"id": 7, "title": "new"}, old])
    assert session.translation.path("/tasks/2") == "/tasks/7"
    assert session.translation.path("/tasks/1") == "/tasks/1"


def test_a_row_that_says_something_else_is_not_it(session: Session) -> None:
    session.wrote("/tasks", None, None, sent={"title": "new"})
    session.read("/tasks", [{"id": 2, "title": "new"}], [{"id": 7, "title": "other"}])
    assert session.translation.path("/tasks/2") == "/tasks/2"


def test_tokens_are_taken_from_any_answer(session: Session) -> None:
    placeholder = f"wb_token_{'0a' * 16}"
    session.read("/me", {"token": placeholder}, {"token": "issued-here-1234567"})
    assert session.translation.text(f"Bearer {placeholder}") == "Bearer issued-here-1234567"


def test_times_are_handed_on(session: Session) -> None:
    session.read("/me", {"at": "2026-01-01T00:00:00Z"}, {"at": "2027-01-01T00:00:00Z"})
    assert session.translation.request("2026-01-01T00:00:00Z", "") == "2027-01-01T00:00:00Z"


def test_a_number_that_was_deleted_may_come_again(session: Session) -> None:
    session.wrote("/tasks", {"id": 5}, {"id": 5})
    session.learner.deleted("/tasks/5")
    session.wrote("/tasks", {"id": 5}, {"id": 6})
    assert session.translation.path("/tasks/5") == "/tasks/6"


def test_rows_made_in_one_request_are_paired_in_order(session: Session) -> None:
    session.wrote("/tasks", [{"id": 1}, {"id": 2}], [{"id": 8}, {"id": 9}])
    assert session.translation.path("/tasks/2") == "/tasks/9"


def test_a_list_of_bare_identifiers_is_paired_in_order(session: Session) -> None:
    session.wrote("/tasks", {"task_ids": [1, 2]}, {"task_ids": [8, 9]})
    assert session.translation.path("/tasks/2") == "/tasks/9"


def test_identifiers_of_the_captures_it_was_made_from_are_settled() -> None:
    from tests.verify.traffic import exchange

    known = [exchange("GET", "/tasks", [{"id": 4, "title": "a"}])]
    session = Session(known)
    session.wrote("/tasks", {"id": 4}, {"id": 9})
    session.wrote("/tasks", {"id": 5}, {"id": 10})
    assert session.translation.path("/tasks/4") == "/tasks/4"
    assert session.translation.path("/tasks/5") == "/tasks/10"
