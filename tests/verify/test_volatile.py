import pytest

from wirebase.verify.volatile import is_moment, is_secret, is_volatile


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("at", "2026-11-22T10:00"),
        ("at", "2026-11-22 10:00:00+02"),
        ("at", "Sun, 22 Nov 2026 10:12:00 GMT"),
        ("created", 1_767_225_600),
        ("elapsed", "12ms"),
        ("took", 0.25),
        ("csrfToken", "x"),
    ],
)
def test_times_spans_and_secrets_are_volatile(name: str, value: object) -> None:
    assert is_volatile((name,), value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("born", "2026-11-22"),
        ("price", 1.25),
        ("views", 2_000_000_000),
        ("created", 3),
        ("took", 2.0),
        ("token", None),
        ("title", "2026 in review"),
    ],
)
def test_what_an_app_would_show_again_is_not(name: str, value: object) -> None:
    assert not is_volatile((name,), value)


def test_items_are_named_by_their_list() -> None:
    assert is_secret(("tokens", "*"), "abc")


def test_a_placeholder_is_a_secret_wherever_it_stands() -> None:
    assert is_secret(("note",), f"Bearer wb_token_{'0a' * 16}")


def test_a_date_is_no_moment() -> None:
    assert not is_moment("2026-11-22")
