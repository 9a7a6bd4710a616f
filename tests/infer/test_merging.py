"""Captures as files: in any order, twice, or in parts, they give the same blueprint."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bench.community import Community
from tests.infer.fixtures import CASES, captured
from wirebase.blueprint.document import Blueprint
from wirebase.capture import gathering
from wirebase.capture.archive import read_all
from wirebase.capture.entries import to_line
from wirebase.exchange import Exchange
from wirebase.infer import sampling
from wirebase.infer.pipeline import infer

APPS = [[replace(x, index=0) for x in captured(case)] for case in CASES]


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_a_shuffled_capture_gives_the_same_blueprint(data: st.DataObject):
    exchanges = data.draw(st.sampled_from(APPS))
    shuffled = data.draw(st.permutations(exchanges))
    assert blueprint([shuffled]) == blueprint([exchanges])


@settings(max_examples=8, deadline=None)
@given(st.sampled_from(APPS))
def test_a_capture_given_twice_gives_the_same_blueprint(exchanges: list[Exchange]):
    assert blueprint([exchanges, exchanges]) == blueprint([exchanges])


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_parts_of_a_capture_that_overlap_give_the_same_blueprint(data: st.DataObject):
    exchanges = data.draw(st.sampled_from(APPS))
    ends = st.integers(0, len(exchanges))
    until, since = sorted((data.draw(ends), data.draw(ends)), reverse=True)
    parts = [exchanges[:until], exchanges[since:]]
    parts = data.draw(st.permutations([part for part in parts if part]))
    assert blueprint(parts) == blueprint([exchanges])


@pytest.fixture
def visits(monkeypatch: pytest.MonkeyPatch) -> list[Exchange]:
    """Of a capture that is worked with in part."""
    monkeypatch.setattr(gathering, "FEW", 200)
    monkeypatch.setattr(sampling, "EACH", 30)
    return [replace(x, index=0) for x in Community(600).visits(600)]


def test_a_long_capture_gives_the_same_blueprint_in_any_order_and_parts(visits: list[Exchange]):
    whole = blueprint([visits])
    assert whole.folded
    assert blueprint([visits[::-1]]) == whole
    assert blueprint([visits[300:], visits[:300]]) == whole


def blueprint(parts: list[list[Exchange]]) -> Blueprint:
    """What is inferred from files that hold these parts, but for what tells the files apart."""
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / str(number) for number, _ in enumerate(parts)]
        for path, exchanges in zip(paths, parts, strict=True):
            path.write_bytes(b"".join(to_line(exchange, "app.example") for exchange in exchanges))
        capture = read_all(paths, sampling.working_set)
    rest = capture.rest
    repeats = rest.repeats if rest else 0
    return infer(capture.exchanges, salt="app.example", rest=rest or (), repeats=repeats)[0]
