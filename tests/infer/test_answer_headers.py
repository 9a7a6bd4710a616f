"""Headers of answers: repeated where they never vary, explained where they do, else left out."""

from __future__ import annotations

import pytest

from tests.infer.apps import capture
from tests.infer.prose import said
from wirebase.blueprint.operations import Operation
from wirebase.exchange import Exchange, Headers
from wirebase.infer.answer_headers import OF_THE_SERVER
from wirebase.infer.pipeline import infer

BOOKS = [f'{{"id":{i},"title":"t{i:02d}","slug":"s-{i}"}}' for i in range(1, 13)]


def listed(page: int, size: int = 5) -> str:
    shown = ",".join(BOOKS[page * size - size : page * size])
    return f"GET /books?page={page}&per_page={size} 200 [{shown}]"


def answering(lines: str, *headers: Headers) -> dict[str, Operation]:
    """The operations of a capture whose answers had these headers, one after the other."""
    exchanges = [
        _with(exchange, more) for exchange, more in zip(capture(lines), headers, strict=True)
    ]
    blueprint, _ = infer(exchanges, salt="app.test")
    return {f"{o.method} {o.path}": o for o in blueprint.operations}


def _with(exchange: Exchange, headers: Headers) -> Exchange:
    answer = exchange.answer
    return Exchange(
        **{
            name: getattr(exchange, name)
            for name in ("index", "started", "method", "url", "request", "status")
        },
        answer=type(answer)((*answer.headers, *headers), answer.content),
        resource_type="fetch",
    )


def told(operation: Operation) -> list[str]:
    (answer,) = operation.answers
    return [f"{header.name}: {said(header.value)}" for header in answer.headers]


def test_a_header_that_never_varies_is_repeated():
    made = answering(
        "\n".join(listed(p) for p in (1, 2, 3)),
        *[(("x-api-version", "2.1"), ("server", "nginx"), ("date", "today"))] * 3,
    )
    assert told(made["GET /books"]) == ['x-api-version: "2.1"']


def test_a_header_that_varies_and_is_not_explained_is_left_out():
    made = answering(
        "\n".join(listed(p) for p in (1, 2, 3)),
        *[(("x-shard", name),) for name in ("a", "b", "c")],
    )
    assert told(made["GET /books"]) == []


def test_a_header_that_counts_is_the_total_of_the_list():
    new = '{"id":13,"title":"t13","slug":"s-13"}'
    made = answering(
        "\n".join(
            [
                *(listed(p) for p in (1, 2, 3)),
                f'POST /books 201 {new} <- {{"title":"t13"}}',
                listed(1),
            ]
        ),
        *[(("x-total-count", str(total)),) for total in (12, 12, 12)],
        (),
        (("x-total-count", "13"),),
    )
    assert told(made["GET /books"]) == ["x-total-count: page's total"]


@pytest.mark.parametrize("prefix", ["/books/", "http://app.example/books/"])
def test_a_location_is_the_address_of_the_row_that_was_made(prefix: str):
    new = [f'{{"id":{i},"title":"t{i}"}}' for i in (13, 14)]
    lines = [
        f'POST /books 201 {row} <- {{"title":"t{n}"}}' for n, row in zip((13, 14), new, strict=True)
    ]
    made = answering(
        "\n".join(["GET /books 200 [" + ",".join(BOOKS) + "]", *lines]),
        (),
        *[(("location", f"{prefix}{i}"),) for i in (13, 14)],
    )
    (location,) = told(made["POST /books"])
    assert location.startswith(f'location: "{prefix}", ') or prefix in location
    assert location.endswith(".id")


def test_links_lead_to_other_pages():
    base = "http://app.example/books"
    last = f'<{base}?page=3&per_page=5>; rel="last"'
    links = [
        f'<{base}?page=2&per_page=5>; rel="next", <{base}?page=3&per_page=5>; rel="last"',
        f'<{base}?page=1&per_page=5>; rel="prev", {last.replace("last", "next")}, {last}',
        f'<{base}?page=2&per_page=5>; rel="prev", <{base}?page=3&per_page=5>; rel="last"',
    ]
    made = answering(
        "\n".join(listed(p) for p in (1, 2, 3)), *[(("link", link),) for link in links]
    )
    rels = [line.rpartition("rel=")[2] for line in told(made["GET /books"])]
    assert [rel.strip("\\\"'") for rel in rels] == ["next", "last", "prev"]


def test_a_list_whose_answers_bear_tags_is_tagged():
    made = answering(listed(1), (("etag", 'W/"1"'),))
    assert made["GET /books"].tagged
    assert not answering(listed(1), ())["GET /books"].tagged


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("x-total-count", True),
        ("link", True),
        ("cache-control", True),
        ("content-language", True),
        ("retry-after", True),
        ("x-request-id", False),
        ("ratelimit-remaining", False),
        ("strict-transport-security", False),
        ("content-length", False),
        ("server-timing", False),
    ],
)
def test_what_speaks_of_the_server_is_left_to_the_server(name: str, kept: bool):
    assert (OF_THE_SERVER.fullmatch(name) is None) is kept
