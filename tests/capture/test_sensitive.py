import base64
import random
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirebase.capture.sensitive import (
    Kind,
    is_empty,
    is_secret,
    is_secret_cookie,
    kind_of_header,
    kind_of_name,
    looks_random,
)


@pytest.mark.parametrize(
    "name",
    "password passwd pwd passphrase user[password] newPassword password_confirmation pass".split(),
)
def test_names_of_passwords_are_known(name: str):
    assert kind_of_name(name) is Kind.PASSWORD


@pytest.mark.parametrize(
    "name",
    "token accessToken refresh_token client_secret api_key apikey x-csrf-token "
    "csrfmiddlewaretoken jwt privateKey access_key authorization".split(),
)
def test_names_of_tokens_are_known(name: str):
    assert kind_of_name(name) is Kind.TOKEN


@pytest.mark.parametrize(
    "name",
    "token_type tokenName next_page_token nextToken pinned shipping author keywords publicKey "
    "primary_key id uuid slug checksum has_passwordless tokens_enabled password_policy".split(),
)
def test_names_that_only_resemble_secrets_are_plain(name: str):
    assert kind_of_name(name) is Kind.PLAIN


def test_a_key_is_a_secret_only_where_its_value_is_random():
    kind = kind_of_name("adminkey")
    assert is_secret(kind, "9c7bf4844d2849f7939ac3a8163028f9")
    assert not is_secret(kind, "title")


def test_a_pin_is_a_secret_only_as_a_few_digits():
    kind = kind_of_name("pin")
    assert is_secret(kind, "4711")
    assert not is_secret(kind, "left")


@pytest.mark.parametrize("value", ["", "undefined", "null", "**********", "wb_token_" + "0" * 32])
def test_nothing_is_hidden_where_nothing_is(value: str):
    assert is_empty(value)
    assert not is_secret(Kind.PASSWORD, value)


def test_headers_about_authentication_are_told_from_those_that_carry_it():
    carrying = [
        "authorization",
        "x-api-key",
        "x-csrftoken",
        "x-auth",
        "proxy-authorization",
        "acme-auth-token",
    ]
    about = [
        "www-authenticate",
        ":authority",
        "access-control-allow-headers",
        "x-auth-user",
        "content-type",
        "etag",
    ]
    assert all(kind_of_header(name) is Kind.TOKEN for name in carrying)
    assert all(kind_of_header(name) is Kind.PLAIN for name in about)


def test_session_cookies_are_told_from_settings():
    assert is_secret_cookie("sessionid", "x7")
    assert is_secret_cookie("sid", "x7")
    assert is_secret_cookie("prefs", secrets.token_urlsafe(32))
    assert is_secret_cookie("lang", "en", http_only=True)
    assert not is_secret_cookie("theme", "dark")
    assert not is_secret_cookie("is_authorized", "true")


@given(st.integers(), st.integers(18, 36))
def test_a_token_that_does_not_look_random_is_rare(seed: int, length: int):
    chance = random.Random(seed)
    tokens = [base64.urlsafe_b64encode(chance.randbytes(length)).decode() for _ in range(50)]
    assert sum(map(looks_random, tokens)) >= 44


@pytest.mark.parametrize(
    "text",
    [
        "how-to-build-webapps-that-scale-2024",
        "550e8400-e29b-41d4-a716-446655440000",
        "2026-11-22T10:34:56.123Z",
        "getUserProfileByIdAndTenant",
        "application/vnd.api+json; charset=utf-8",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
        "https://example.com/some/long/path/to/a/page.html",
        "A sentence that goes on for quite a while, 12 words long or so.",
    ],
)
def test_words_dates_and_ids_do_not_look_random(text: str):
    assert not looks_random(text)
