from tests.build.backend import Backend


async def asked(backend: Backend, path: str, query: str = "", body: object = None) -> tuple:
    sent = {"body": body} if body is not None else None
    reply = await backend.call("anything", sent and sent["body"], path=path, query=query, what="x")
    return reply.status, reply.text


async def test_the_same_request_gets_the_same_answer(backend: Backend):
    reply = await backend.call("anything", path="/anything/x", query="a=1", what="x")
    assert (reply.status, reply.text) == (200, '{"n":1}')
    assert reply.headers == [("x-kind", "one")]


async def test_the_query_tells_answers_apart(backend: Backend):
    assert await asked(backend, "/anything/x", "a=2") == (201, '{"n":2}')


async def test_another_query_gets_the_last_answer_at_the_path(backend: Backend):
    assert await asked(backend, "/anything/x", "a=3") == (201, '{"n":2}')


async def test_a_trailing_slash_makes_no_other_path(backend: Backend):
    assert await asked(backend, "/anything/x/", "a=1") == (200, '{"n":1}')


async def test_bodies_are_compared_as_documents(backend: Backend):
    assert await asked(backend, "/anything/y", body={"b": [1, 2]}) == (200, "with a body")


async def test_an_empty_answer_stays_empty(backend: Backend):
    assert await asked(backend, "/anything/z") == (404, None)


async def test_another_path_gets_a_good_answer_that_says_little(backend: Backend):
    assert await asked(backend, "/elsewhere", "a=1") == (200, '{"n":1}')
    assert (await asked(backend, "/elsewhere"))[0] < 400


async def test_where_nothing_was_recorded_nothing_is_found(empty: Backend):
    status, text = await asked(empty, "/anything/x")
    assert status == 404
    assert "recorded" in text
