"""Lexical classes of segments and formats of values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirebase.infer.formats import (
    FORMATS,
    common_formats,
    epoch,
    formats,
    lexical,
    seconds,
    timestamp,
)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("17", "integer"),
        ("0017", "integer"),
        ("6f1de983-5751-46d5-9772-4f654b953362", "uuid"),
        ("01M81DRBQJNCDPE1YY4M6C2GE2", "ulid"),
        ("clh3x2k5v0000qzrmn831i7rn", "cuid"),
        ("507f1f77bcf86cd799439011", "hex"),
        ("9adf27e3340ec95af8ad54d8505c49afd441a764", "hex"),
        ("cus_NffrFeUfNV2Hib", "prefixed"),
        ("PROJ-123", "prefixed"),
        ("UHJvZHVjdDoxMg==", "base64"),
        ("2026-11-22", "date"),
        ("2026-13-22", "slug"),
        ("ada@example.org", "email"),
        ("N7Xrndcr", "random"),
        ("V1StGXR8_Z5jdHi6B-myT", "random"),
        ("dQw4w9WgXcQ", "random"),
        ("rKpqDFxBhLkZtSsXu", "random"),
        ("getAllOfMyToDos", "text"),
        ("wb_token_" + "0f" * 16, "placeholder"),
        ("v1", "version"),
        ("v2.1", "version"),
        ("USD", "code"),
        ("my-first-post", "slug"),
        ("default", "slug"),
        ("oauth2", "slug"),
        ("x86_64", "slug"),
        ("currentUser", "text"),
        ("getUsersV2", "text"),
        ("Jane Doe", "text"),
        ("", "text"),
    ],
)
def test_a_segment_has_one_lexical_class(value: str, kind: str):
    assert lexical(value) == kind


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("12", "integer"),
        ("-1.50", "decimal"),
        ("2026-11-22T10:00:00.123456Z", "timestamp"),
        ("2026-11-22 10:00:00+00:00", "timestamp"),
        ("10:30", "time"),
        ("P1DT2H", "duration"),
        ("a@b.org", "email"),
        ("https://example.org/x?y=1", "url"),
        ("10.0.0.1", "ipv4"),
        ("2001:db8::1", "ipv6"),
        ("#ff8800", "color"),
        ('{"a":[1]}', "json"),
        ("aGVsbG8gd29ybGQ=", "base64"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "jwt"),
        ("True", "boolean"),
    ],
)
def test_values_are_known_by_their_format(value: str, expected: str):
    assert expected in formats(value)


@pytest.mark.parametrize("value", ["[1", "{", "25:00", "P", "PT", "1.2.3", "#ggg", "2026-02-30"])
def test_what_only_looks_like_a_format_is_text(value: str):
    odd = formats(value) - {"text", "slug", "code", "version", "random"}
    assert odd == frozenset()


@given(
    st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=2))])).filter(
        lambda moment: moment.year > 1  # before it, UTC has no year
    )
)
def test_a_timestamp_is_read_as_it_was_written(moment: datetime):
    read = timestamp(moment.isoformat())
    assert read is not None
    assert read.moment == moment
    assert read.digits == (6 if moment.microsecond else 0)
    assert read.separator == "T"


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("2026-11-22T10:00:00Z", "Z"),
        ("2026-11-22 10:00:00+00:00", "+00:00"),
        ("2026-11-22T10:00", ""),
    ],
)
def test_the_zone_is_kept_as_it_was_written(text: str, zone: str):
    read = timestamp(text)
    assert read is not None
    assert read.zone == zone
    assert read.moment == datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["2026-11-22", "2026-11-22T25:00:00Z", "0001-01-01T00:00:00+14:00", "x"]
)
def test_what_is_no_timestamp_is_none(text: str):
    assert timestamp(text) is None


@given(st.text())
def test_every_text_has_a_class_and_a_format(value: str):
    assert lexical(value)
    assert "text" in formats(value)


@given(st.lists(st.from_regex(r"\d{1,4}(\.\d)?", fullmatch=True)))
def test_common_formats_are_those_of_each_value(values: list[str]):
    each = [formats(value) for value in values]
    assert common_formats(values) == frozenset(FORMATS).intersection(*each)


def test_numbers_may_be_times():
    assert [epoch(n) for n in (1_700_000_000, 1_700_000_000_123, 1_700_000_000.5, 42, -1)] == [
        "epoch_s",
        "epoch_ms",
        "epoch_s",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("text", "length"), [("PT1H30M", 5400.0), ("P1W", 604800.0), ("P1M", None), ("P", None)]
)
def test_durations_are_measured(text: str, length: float | None):
    assert seconds(text) == length
