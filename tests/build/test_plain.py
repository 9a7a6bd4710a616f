import pytest

from tests.build.backend import Backend
from tests.build.boards import boards
from tests.build.shorthand import given, query
from wirebase.blueprint.expressions import Fresh, Freshly
from wirebase.blueprint.operations import Answer, Operation, Verb
from wirebase.infer.plain import plain

HTML = Fresh(how=Freshly.TEXT, of=given("html"))
TEXTS = ["", "plain", "<p>Fish &amp; <b class='x'>chips</b></p>", "1 < 2", "<<a>b>", "a\n<br\n/>b"]


@pytest.fixture
async def pages(connection) -> Backend:
    """An app that answers with the text of what it is given."""
    operation = Operation(
        name="text",
        verb=Verb.DOCUMENT,
        method="GET",
        path="/text",
        parameters=(query("html"),),
        answers=(Answer(body=HTML),),
    )
    backend = Backend(connection, boards().model_copy(update={"operations": (operation,)}))
    await backend.create()
    return backend


async def test_the_text_is_that_which_inference_takes_it_for(pages: Backend):
    for html in TEXTS:
        assert (await pages.call("text", html=html)).json == plain(html)


async def test_nothing_has_no_text(pages: Backend):
    assert (await pages.call("text")).json is None
