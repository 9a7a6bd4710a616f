from tests.verify.traffic import exchange, session
from wirebase.verify.knowledge import Knowledge

KNOWN = session(
    exchange("GET", "/tasks/a%20b?q=word", [{"title": "seen", "n": 5000}]),
    exchange("POST", "/login", {}, sent={"user": "ann"}),
)


def test_what_answers_and_requests_say_is_known() -> None:
    knowledge = Knowledge(KNOWN)
    assert all(knowledge((), value) for value in ("seen", 5000, "a b", "word", "ann"))


def test_small_numbers_flags_and_volatile_values_can_be_known() -> None:
    knowledge = Knowledge([])
    assert all(knowledge(("x",), value) for value in (7, True, None, [], "2026-01-01T00:00:00Z"))
    assert knowledge(("token",), "never seen")


def test_what_was_never_said_is_not() -> None:
    knowledge = Knowledge(KNOWN)
    assert not knowledge((), "unseen")
    assert not knowledge((), 5001)


def test_the_requests_of_the_replay_are_heard() -> None:
    knowledge = Knowledge([])
    knowledge.sent(exchange("POST", "/tasks", {}, sent={"title": "new"}))
    assert knowledge((), "new")
