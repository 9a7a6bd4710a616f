from tests.verify.traffic import ORIGIN, exchange, session
from wirebase.exchange import Message
from wirebase.verify import selection
from wirebase.verify.selection import is_write, select


def test_what_is_not_compared_is_counted_by_its_reason() -> None:
    found = select(
        session(
            exchange("GET", "/tasks", []),
            exchange("GET", "/tasks", status=304),
            exchange("POST", "/tasks", {}, request_headers=(("content-length", "30"),)),
            exchange("OPTIONS", "/tasks", status=204),
        ),
        ORIGIN,
    )
    assert found.scored == {0}
    assert found.left_out[selection.NOT_MODIFIED] == 1
    assert found.left_out[selection.UNSENT] == 1
    assert sum(found.left_out.values()) == 3


def test_an_answer_that_was_cut_is_sent_for_and_not_scored() -> None:
    from msgspec.structs import replace

    cut = exchange("GET", "/big", {"n": 1})
    cut = replace(cut, answer=Message(cut.answer.headers, cut.answer.content, dropped=9))
    found = select(session(cut, exchange("GET", "/big", {"n": 1})), ORIGIN)
    assert [x.index for x in found.exchanges if x.index in found.scored] == [1]


def test_another_copy_of_the_app_is_found_by_its_traffic() -> None:
    found = select(session(exchange("GET", "/tasks", [])), "http://elsewhere.example")
    assert found.origin == ORIGIN
    assert found.scored == {0}


def test_a_graphql_query_writes_nothing() -> None:
    def asked(text: str) -> bool:
        return is_write(exchange("POST", "/graphql", {}, sent={"query": text}))

    assert not asked("query Tasks { tasks { id } }")
    assert not asked("{ tasks { id } }")
    assert asked("mutation Add { add { id } }")
    assert asked("words to look for")


def test_methods_tell_the_other_writes() -> None:
    assert is_write(exchange("DELETE", "/tasks/1"))
    assert not is_write(exchange("GET", "/tasks/1"))
