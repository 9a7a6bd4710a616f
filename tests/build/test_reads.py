from tests.build.backend import Backend


async def test_an_empty_list_is_a_list(backend: Backend):
    reply = await backend.call("list_articles")
    assert reply.status == 200
    assert reply.json["articles"] == []
    assert reply.json["total"] == 0
