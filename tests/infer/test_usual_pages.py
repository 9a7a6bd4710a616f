"""Lists that are paged as others of the app are."""

from __future__ import annotations

from tests.infer.apps import App, app
from wirebase.blueprint.expressions import Object, Page, Rows
from wirebase.blueprint.operations import Operation


def listed(path: str, total: int, limit: int, offset: int, query: str = "") -> str:
    """A line that asks for a page of a list of rows with running numbers."""
    rows = ",".join(
        f'{{"id":{n},"name":"n{n}"}}' for n in range(offset + 1, min(offset + limit, total) + 1)
    )
    here = f"http://app.example{path}?limit={limit}"
    following = offset + limit
    onward = f'"{here}&offset={following}"' if following < total else "null"
    before = max(offset - limit, 0)
    start = f"&offset={before}" if before else ""
    back = f'"{here}{start}"' if offset else "null"
    return f'GET {path}{query} 200 {{"count":{total},"next":{onward},"previous":{back},"results":[{rows}]}}'


PEOPLE = (
    'GET /people 200 {"count":2,"next":null,"previous":null,'
    '"results":[{"id":1,"name":"a"},{"id":2,"name":"b"}]}'
)
PAGED = "\n".join(
    (
        listed("/books", 9, 3, 0, "?limit=3"),
        listed("/books", 9, 3, 3, "?limit=3&offset=3"),
        listed("/books", 9, 3, 6, "?limit=3&offset=6"),
        listed("/books", 9, 4, 0, "?limit=4"),
        listed("/books", 9, 4, 4, "?limit=4&offset=4"),
        PEOPLE,
    )
)


def page(operation: Operation) -> Page | None:
    body = operation.answers[0].body
    assert isinstance(body, Object)
    return next(m.value.source.page for m in body.members if isinstance(m.value, Rows))


def link(operation: Operation, name: str) -> str:
    body = operation.answers[0].body
    assert isinstance(body, Object)
    return next(m.value.node for m in body.members if m.name == name)


def test_a_list_that_was_never_turned_is_paged_as_others_in_its_envelope():
    found = app(PAGED)
    people = found["GET /people"]
    assert page(people) == Page(limit="limit", offset="offset")
    assert {p.key for p in people.parameters} == {"limit", "offset", "host"}
    assert link(people, "next") == link(people, "previous") == "choice"


def test_a_list_in_another_envelope_stays_as_it_was_seen():
    found: App = app(PAGED + '\nGET /tags 200 {"count":1,"tags":[{"id":1,"name":"x"}]}')
    assert page(found["GET /tags"]) is None


def test_links_that_follow_from_nothing_make_no_convention():
    odd = PAGED.replace("offset=3", "offset=77").replace("offset=6", "offset=78")
    odd = odd.replace("offset=4", "offset=79")
    assert page(app(odd)["GET /people"]) is None
