"""Addresses of the captured app, and what stands for them on this server."""

import pytest

from wirebase.serve.places import Places, unbound

BASE = "http://127.0.0.1:8000"
PLACES = Places(
    ["https://api.app.example", "https://app.example"],
    ["https://fonts.example", "https://api.app.example"],
)


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("https://api.app.example/v1", "http://127.0.0.1:8000/v1"),
        ("wss://api.app.example/live", "ws://127.0.0.1:8000/live"),
        (r"https:\/\/api.app.example\/v1", r"http:\/\/127.0.0.1:8000\/v1"),
        ("?to=https%3A%2F%2Fapp.example%2Fa", "?to=http%3A%2F%2F127.0.0.1%3A8000%2Fa"),
        ('src="//app.example/a.js"', 'src="//127.0.0.1:8000/a.js"'),
        (
            "url(https://fonts.example/a.woff)",
            "url(http://127.0.0.1:8000/_wirebase/at/fonts.example/a.woff)",
        ),
        (
            r'"https:\/\/fonts.example\/a"',
            r'"http:\/\/127.0.0.1:8000\/_wirebase\/at\/fonts.example\/a"',
        ),
        ("Ask https://app.example.", "Ask http://127.0.0.1:8000."),
    ],
)
def test_captured_addresses_become_ours_however_they_are_written(text: str, ours: str):
    assert PLACES.outward(text.encode(), BASE).decode() == ours


@pytest.mark.parametrize(
    "text",
    [
        "https://app.example.org/",
        "https://app.example:8443/",
        "https://other.app.example/",
        "https://app.example-cdn.net/",
        "api.app.example",
        "// app.example",
        "https://elsewhere.example/",
    ],
)
def test_other_addresses_stay(text: str):
    assert PLACES.outward(text.encode(), BASE) == text.encode()


def test_what_comes_in_is_written_as_it_was_captured():
    sent = (
        b'{"a":"http://127.0.0.1:8000/x","b":"http://127.0.0.1:8000/_wirebase/at/fonts.example/y"}'
    )
    told = b'{"a":"https://api.app.example/x","b":"https://fonts.example/y"}'
    assert PLACES.inward(sent, BASE) == told
    assert PLACES.inward(b"http://127.0.0.1:80001/", BASE) == b"http://127.0.0.1:80001/"


def test_our_own_address_has_the_scheme_by_which_it_is_reached():
    assert PLACES.outward(b"https://127.0.0.1:8000/a", BASE) == b"http://127.0.0.1:8000/a"


def test_files_of_other_hosts_stand_below_a_path_of_their_own():
    assert PLACES.path("https://app.example/a?b=1") == "/a?b=1"
    assert PLACES.path("https://fonts.example/css?family=X") == (
        "/_wirebase/at/fonts.example/css?family=X"
    )


def test_pages_are_freed_from_policies_and_checksums():
    page = (
        b'<meta http-equiv="Content-Security-Policy" content="default-src https:">'
        b'<script src="/a.js" integrity="sha384-abc" crossorigin></script><p integrity="x">'
    )
    assert unbound(page) == b'<script src="/a.js" crossorigin></script><p integrity="x">'
