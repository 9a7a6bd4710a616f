import re

from hypothesis import given, strategies

from tests.infer.apps import App, app
from wirebase.blueprint.expressions import (
    Case,
    Choice,
    Compare,
    Constant,
    Expression,
    Fresh,
    Freshly,
    Given,
)
from wirebase.blueprint.operations import Assignment, Insert, Update
from wirebase.infer.plain import plain

HTML = Given(parameter="html")
TEXT = Fresh(how=Freshly.TEXT, of=HTML)
POSTS = """
GET /posts 200 [{"id":1,"html":"<p id=a>One</p>","excerpt":"One"},\
{"id":2,"html":"Two","excerpt":"Two"}]
"""


def made(number: int, html: str, excerpt: str) -> str:
    shown = f'{{"id":{number},"html":"{html}","excerpt":{excerpt}}}'
    return f'POST /posts 201 {shown} <- {{"html":"{html}"}}\n'


def excerpt(found: App) -> Expression | None:
    insert = next(e for e in found["POST /posts"].effects if isinstance(e, Insert))
    return next((a.value for a in insert.values if a.column == "excerpt"), None)


def test_a_new_row_holds_the_text_of_its_html():
    assert excerpt(app(POSTS, made(3, "<p id=a>Three</p>", '"Three"'))) == TEXT


def test_no_html_may_mean_no_text():
    found = app(POSTS, made(3, "<p id=a>Three</p>", '"Three"'), made(4, "", "null"))
    blank = Compare(left=HTML, right=Constant(value=""))
    assert excerpt(found) == Choice(cases=(Case(when=blank, then=Constant()),), otherwise=TEXT)


def test_the_text_changes_with_the_html():
    sent = '{"html":"<b id=a>New</b>"}'
    shown = '"html":"<b id=a>New</b>","excerpt":"New"'
    changes = [f'PATCH /posts/{n} 200 {{"id":{n},{shown}}} <- {sent}' for n in (1, 2)]
    found = app(POSTS, *changes)
    operation = next(o for o in found.blueprint.operations if o.method == "PATCH")
    update = next(e for e in operation.effects if isinstance(e, Update))
    assert Assignment(column="excerpt", value=TEXT, optional=True) in update.values


def test_another_text_is_not_explained():
    value = excerpt(
        app(POSTS, made(3, "<p id=a>Three</p>", '"3"'), made(4, "<p id=a>Four</p>", '"4"'))
    )
    assert not isinstance(value, Fresh)


@given(strategies.text("ab<>/ p&;", max_size=30))
def test_text_without_tags_stays_as_it_is(html: str):
    assert plain(plain(html)) == plain(html) or "<" in plain(html)
    assert re.sub("[<>]", "", html) == plain(re.sub("[<>]", "", html))
