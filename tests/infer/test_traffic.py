"""API calls told from pages, assets, telemetry and other hosts."""

from __future__ import annotations

import msgspec
import pytest

from wirebase.exchange import Exchange, Message
from wirebase.infer.traffic import select

APP = "https://app.example.com"
JSON = "application/json"


def asked(
    url: str,
    mime: str = JSON,
    content: str | None = "{}",
    *,
    method: str = "GET",
    status: int = 200,
    kind: str = "fetch",
    at: float = 0.0,
    page: str = "",
    headers: tuple[tuple[str, str], ...] = (),
) -> Exchange:
    return Exchange(
        index=int(at),
        started=at,
        method=method,
        url=url if "://" in url else APP + url,
        request=Message(headers),
        status=status,
        answer=Message((("content-type", mime),), content.encode() if content else None),
        resource_type=kind,
        page=page,
    )


CALL = asked("/api/books")


def dropped(*exchanges: Exchange) -> dict[str, int]:
    return select([CALL, *exchanges]).dropped


@pytest.mark.parametrize(
    ("exchange", "reason"),
    [
        (asked("/", "text/html", "<html>", kind="document"), "page"),
        (asked("/login", "text/html", "<html>", method="POST"), "page"),
        (asked("/main.js", "text/javascript", "x", kind="script"), "asset"),
        (asked("/main.js", "", "x"), "asset"),
        (asked("/logo.svg", "image/svg+xml", "<svg>", kind="image"), "asset"),
        (asked("/locales/en.json", kind="other"), "asset"),
        (asked("/app", "application/manifest+json"), "asset"),
        (asked("/t", "", "", kind="ping", method="POST"), "telemetry"),
        (asked("https://www.google-analytics.com/g/collect", method="POST"), "telemetry"),
        (asked("https://o1.ingest.sentry.io/api/1/envelope/", method="POST"), "telemetry"),
        (asked("/live", "", "", status=101, kind="websocket"), "websocket"),
        (asked("/socket.io/?EIO=4&transport=polling", "text/plain", "0{}"), "websocket"),
        (asked("/api/books", method="OPTIONS", content=""), "preflight"),
        (asked("/api/books", method="HEAD", content=""), "preflight"),
        (asked("/api/books", status=0, content=""), "no answer"),
        (asked("/api/books", "", "", status=307), "redirect"),
        (asked("/logout", "", "", status=302), "redirect"),
        (asked("https://maps.other.example/tiles"), "another origin"),
        (asked("/export", "text/csv", "a,b", kind="document"), "page"),
        (asked("/report", "text/csv", "a,b"), "not JSON"),
    ],
)
def test_what_is_no_call_is_dropped_and_counted(exchange: Exchange, reason: str):
    assert dropped(exchange) == {reason: 1}


@pytest.mark.parametrize(
    "exchange",
    [
        asked("/api/books", status=304, content=""),
        asked("/api/books", "application/problem+json", status=404),
        asked("/api/books/1", "", "", method="DELETE", status=204),
        asked("/api/books/1", "text/html", "<h1>gone", method="DELETE", status=404),
        asked("/user/login/", "text/html", "", method="POST", status=302, kind="document"),
        asked("/api/books/log", "application/x-ndjson", "{}\n{}"),
        asked("/api/books/live", "text/event-stream", "data: {}\n\n"),
        asked("/api/books", "text/plain", '{"a":1}'),
        asked("/api/ping", "", "", status=204),
    ],
)
def test_calls_of_all_sorts_are_kept(exchange: Exchange):
    assert dropped(exchange) == {}


def test_several_operations_in_one_request_are_dropped():
    batch = Message((), b'[{"query":"{ a }"},{"query":"{ b }"}]')
    sent = msgspec.structs.replace(asked("/graphql", method="POST"), request=batch)
    assert dropped(sent) == {"several operations at once": 1}


def test_repeated_calls_are_all_kept():
    assert len(select([CALL] * 5).exchanges) == 5


def test_the_api_of_the_pages_site_is_chosen_though_another_is_busier():
    traffic = select(
        [
            asked("/", "text/html", "<html>", kind="document"),
            *[asked("https://api.example.com/v1/books")] * 2,
            *[asked("https://search.other.example/query", method="POST")] * 5,
        ]
    )
    assert traffic.origin == "https://api.example.com"
    assert traffic.dropped == {"another origin": 5, "page": 1}


def test_the_only_api_is_chosen_wherever_it_is():
    page = asked("/", "text/html", "<html>", kind="document")
    traffic = select([page, asked("https://shop.backend.example/books")])
    assert traffic.origin == "https://shop.backend.example"


def test_a_user_may_name_origin_and_prefix():
    traffic = select(
        [CALL, *[asked("/meta/version")] * 3, *[asked("https://b.example.com/x")] * 9],
        origin=APP,
        prefix="/api/",
    )
    assert traffic.exchanges == (CALL,)
    assert traffic.dropped == {"another origin": 9, "outside the prefix": 3}


def test_an_api_whose_paths_end_in_json_is_no_heap_of_files():
    traffic = select([asked("/books.json"), asked("/books/1.json"), asked("/tags")])
    assert len(traffic.exchanges) == 3


def test_telemetry_is_ones_own_where_the_app_is_the_collector():
    page = asked("https://sentry.example.com/", "text/html", "<html>", kind="document")
    traffic = select([page, asked("https://sentry.example.com/api/0/issues/")])
    assert traffic.dropped == {"page": 1}


def test_the_calls_come_in_time_order():
    late, early = asked("/api/b", at=2.0), asked("/api/a", at=1.0)
    assert select([late, early]).exchanges == (early, late)


def test_pages_and_the_assets_of_any_origin_are_handed_on():
    page = asked("/", "text/html", "<html>", kind="document")
    own, foreign = (
        asked("/main.css", "text/css"),
        asked("https://cdn.example.net/x.css", "text/css"),
    )
    traffic = select([CALL, page, own, foreign])
    assert (traffic.pages, traffic.assets) == ((page,), (own, foreign))


def test_a_capture_without_calls_has_no_origin():
    assert select([]).origin == ""
