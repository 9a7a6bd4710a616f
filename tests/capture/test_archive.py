import gzip
import io
import json
import random
import sys
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from mitmproxy import io as mitm_io
from mitmproxy.test import tflow

from wirebase.capture.archive import Capture, Writer, read, read_all
from wirebase.capture.entries import from_entry, to_entry
from wirebase.capture.redaction import Redactor
from wirebase.errors import ArchiveError
from wirebase.exchange import Exchange, Message


def entry(number: int = 0, **changes: Any) -> dict[str, Any]:
    """An entry as browsers write it."""
    made: dict[str, Any] = {
        "startedDateTime": f"2026-11-22T10:00:{number:02d}.500Z",
        "time": 12.5,
        "request": {"method": "GET", "url": f"https://app.test/api/things/{number}", "headers": []},
        "response": {
            "status": 200,
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "content": {"mimeType": "application/json", "text": json.dumps({"id": number})},
        },
    }
    for key, value in changes.items():
        made[key] = made[key] | value if isinstance(value, dict) else value
    return made


def har(*entries: dict[str, Any], **log: Any) -> bytes:
    return json.dumps(
        {"log": {"version": "1.2", "creator": {"name": "x"}, "entries": entries, **log}}
    ).encode()


def saved(tmp_path: Path, data: bytes, name: str = "capture") -> Capture:
    path = tmp_path / name
    path.write_bytes(data)
    return read(path)


def lines(*entries: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(e).encode() + b"\n" for e in entries)


PACKED = {"plain": lambda data: data, "gzip": gzip.compress, "zstd": zstandard.compress}


@pytest.mark.parametrize("packing", PACKED)
@pytest.mark.parametrize("kind", [har, lines])
def test_the_kind_is_found_out_whatever_the_name(tmp_path: Path, kind: Any, packing: str):
    capture = saved(tmp_path, PACKED[packing](kind(entry(0), entry(1))), "any.bin")
    assert [x.path for x in capture.exchanges] == ["/api/things/0", "/api/things/1"]
    assert (capture.read, capture.dropped, capture.salt) == (2, {}, "app.test")


@pytest.mark.parametrize("packing", PACKED)
def test_a_flow_file_is_read(tmp_path: Path, packing: str):
    buffer = io.BytesIO()
    writer = mitm_io.FlowWriter(buffer)
    flow = tflow.tflow(resp=True)
    flow.request.method = "DELETE"
    flow.request.content = b'{"password": "hunter2-x"}'
    writer.add(flow)
    writer.add(tflow.ttcpflow())
    capture = saved(tmp_path, PACKED[packing](buffer.getvalue()))
    assert capture.dropped == {"no HTTP exchange: tcp": 1}
    (only,) = capture.exchanges
    assert (only.method, only.url, only.status) == ("DELETE", "http://address:22/path", 200)
    assert b"wb_password_" in (only.request.content or b"")


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(har(entry())))))
    assert len(read("-").exchanges) == 1


def test_what_other_makers_do_differently_is_understood(tmp_path: Path):
    odd = entry(
        request={
            "method": "post",
            "url": "https://app.test/f#part",
            "headers": [
                {"name": ":authority", "value": "app.test"},
                {"name": "X-Thing", "value": "1"},
            ],
            "postData": {
                "mimeType": "application/x-www-form-urlencoded",
                "params": [{"name": "a", "value": "1 2"}],
            },
        },
        response={
            "headers": [{"name": "Set-Cookie", "value": "a=1\nb=2"}],
            "content": {"mimeType": "text/plain", "text": "aGVsbG8=", "encoding": "base64"},
        },
        pageref="page_1",
        _resourceType="XHR",
    )
    capture = saved(tmp_path, har(odd, pages=[{"id": "page_1", "title": "https://app.test/start"}]))
    (x,) = capture.exchanges
    assert (x.method, x.url, x.page, x.resource_type) == (
        "POST",
        "https://app.test/f",
        "https://app.test/start",
        "xhr",
    )
    assert x.request.headers == (
        ("x-thing", "1"),
        ("content-type", "application/x-www-form-urlencoded"),
    )
    assert x.request.content == b"a=1+2"
    assert x.answer.all("set-cookie") == ["a=1", "b=2"]
    assert x.answer.content == b"hello"
    assert x.answer.mime == "text/plain"


def test_an_aborted_request_has_no_status_and_says_why(tmp_path: Path):
    aborted = entry(
        response={"status": -1, "_failureText": "net::ERR_ABORTED", "content": {"size": -1}}
    )
    (x,) = saved(tmp_path, har(aborted)).exchanges
    assert (x.status, x.failure, x.answer) == (0, "net::ERR_ABORTED", Message())


def test_a_body_that_was_not_kept_is_counted_as_dropped(tmp_path: Path):
    (x,) = saved(
        tmp_path, har(entry(response={"content": {"size": 900, "mimeType": "application/json"}}))
    ).exchanges
    assert (x.answer.content, x.answer.dropped) == (None, 900)


def test_what_is_no_http_is_counted_with_its_reason(tmp_path: Path):
    data = entry(request={"method": "GET", "url": "data:text/plain,x", "headers": []})
    capture = saved(tmp_path, har(entry(), data, {"broken": 1}, _dropped={"image": 4}))
    assert capture.read == 3
    assert capture.dropped == {
        "no HTTP address": 1,
        "no HAR entry": 1,
        "left out by its maker: image": 4,
    }


def test_an_address_that_is_none_costs_its_entry_alone(tmp_path: Path):
    urls = ["http://[::1", "http://app.test:99999/x", "http://app.test:0/", "", "/relative"]
    bad = [entry(request={"method": "GET", "url": url, "headers": []}) for url in urls]
    capture = saved(tmp_path, har(entry(), *bad))
    assert len(capture.exchanges) == 1
    assert capture.dropped == {"no HTTP address": len(bad)}


def test_values_of_other_kinds_than_they_should_be_cost_nothing_else(tmp_path: Path):
    strange = entry(
        startedDateTime=5,
        time="soon",
        request={"method": None, "url": "https://app.test/", "headers": "no", "postData": []},
        response={"status": "OK", "headers": {}, "content": "x"},
    )
    assert len(saved(tmp_path, har(entry(), strange)).exchanges) == 2


def test_a_body_that_nests_without_end_is_no_document(tmp_path: Path):
    text = "[" * 100_000
    content = {"mimeType": "application/json", "text": text}
    (x,) = saved(tmp_path, har(entry(response={"content": content}))).exchanges
    assert not x.answer.is_json
    with pytest.raises(ValueError, match="too deeply"):
        x.answer.json()


def test_a_websocket_is_kept_with_the_texts_that_came(tmp_path: Path):
    socket = entry(
        request={"method": "GET", "url": "wss://app.test/s", "headers": []},
        response={"status": 101},
        _webSocketMessages=[
            {"type": "send", "opcode": 1, "data": "hello"},
            {"type": "receive", "opcode": 1, "data": '{"id": 1}'},
            {"type": "receive", "opcode": 2, "data": "AAEC"},
        ],
    )
    (x,) = saved(tmp_path, har(socket)).exchanges
    assert (x.url, x.status, x.resource_type) == ("https://app.test/s", 101, "websocket")
    assert x.answer.content == b'{"id": 1}'


def test_a_lone_surrogate_does_not_cost_the_entry(tmp_path: Path):
    raw = har(entry()).replace(b'{\\"id\\": 0}', b'{\\"name\\": \\"\\\\ud800\\"} \\ud800')
    assert len(saved(tmp_path, raw).exchanges) == 1


@pytest.mark.parametrize("packing", PACKED)
@pytest.mark.parametrize("kind", [har, lines])
def test_of_a_truncated_file_the_whole_part_is_read_and_the_loss_is_said(
    tmp_path: Path, kind: Any, packing: str
):
    # Bodies that do not compress, so that half of the bytes hold some of the entries.
    texts = [random.Random(i).randbytes(4000).hex() for i in range(60)]
    whole = PACKED[packing](
        kind(*(entry(i, response={"content": {"text": t}}) for i, t in enumerate(texts)))
    )
    capture = saved(tmp_path, whole[: len(whole) * 3 // 4])
    assert 0 < len(capture.exchanges) < 60
    assert capture.dropped == {
        "cut off at the end of the file": capture.read - len(capture.exchanges)
    }


def test_a_truncated_flow_file_is_read_as_far_as_it_goes(tmp_path: Path):
    buffer = io.BytesIO()
    writer = mitm_io.FlowWriter(buffer)
    for _ in range(3):
        writer.add(tflow.tflow(resp=True))
    capture = saved(tmp_path, buffer.getvalue()[:-50])
    assert len(capture.exchanges) == 2
    assert capture.dropped == {"cut off at the end of the file": 1}


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html></html>", "an HTML page"),
        (b"\x89PNG\r\n\x1a\n0000", "a PNG image"),
        (b'{"openapi": "3.1.0", "paths": {}}', "neither a HAR nor lines"),
        (b'{"log": {"version": "1.2", "ent', "cut off"),
        (b'{"log": null}', "a HAR without a readable entry"),
        (b'{"log": {"entries": {}}}', "a HAR without a readable entry"),
        (b'{"log": {"entries": [1, null, "x", []]}}', "a HAR without a readable entry"),
        (b'{"log": {"entries": [' + b"[" * 200_000, "cut off"),
        (b'{"log": {"entries": ["\xff\xfe"]}}', "cut off"),
        (har().decode().encode("utf-16"), "UTF-16"),
        (random.Random(1).randbytes(5000), "no kind that is known"),
        (b"123:" + random.Random(2).randbytes(300), "no kind that is known"),
        (b"\x1f\x8b", "cut off"),
        (b"[1, 2]", "a JSON list"),
        (b"hello there", "no kind that is known"),
        (gzip.compress(b"hello there", mtime=0), "no kind that is known"),
        (zstandard.compress(b'{"log": {"entries": []}}' * 99)[:12], "cut off"),
    ],
)
def test_what_is_no_capture_is_said_to_be_what_it_is(tmp_path: Path, data: bytes, what: str):
    with pytest.raises(ArchiveError, match=what) as raised:
        saved(tmp_path, data)
    assert raised.value.where.endswith("capture")
    assert raised.value.next


def test_a_missing_file_and_a_folder_are_clear_errors(tmp_path: Path):
    with pytest.raises(ArchiveError, match="No such file"):
        read(tmp_path / "missing.har")
    with pytest.raises(ArchiveError, match="folder"):
        read(tmp_path)


def test_an_empty_har_is_a_capture_without_exchanges(tmp_path: Path):
    assert saved(tmp_path, har()).exchanges == []


def test_several_captures_become_one_in_the_order_of_time(tmp_path: Path):
    for name, numbers in (("a", (0, 4)), ("b", (2, 6))):
        (tmp_path / name).write_bytes(har(*(entry(n) for n in numbers)))
    capture = read_all([tmp_path / "b", tmp_path / "a"])
    assert [x.path[-1] for x in capture.exchanges] == ["0", "2", "4", "6"]
    assert [x.index for x in capture.exchanges] == [0, 1, 2, 3]
    assert capture.sources == (str(tmp_path / "b"), str(tmp_path / "a"))


def test_the_salt_of_our_own_lines_is_kept_when_other_captures_join(tmp_path: Path):
    with Writer(tmp_path / "own", Redactor("front.test")) as writer:
        writer.write(from_entry(entry(0), {}))
    (tmp_path / "other").write_bytes(har(entry(1), entry(2)))
    assert read_all([tmp_path / "other", tmp_path / "own"]).salt == "front.test"


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), max_size=20)
NAMES = st.sampled_from(["accept", "x-one", "content-type", "vary"])
MESSAGES = st.builds(
    Message,
    headers=st.lists(st.tuples(NAMES, TEXTS), max_size=3).map(tuple),
    content=st.none() | st.binary(min_size=1, max_size=30),
    dropped=st.integers(0, 10),
)
EXCHANGES = st.builds(
    Exchange,
    index=st.just(0),
    started=st.integers(1, 2**31).map(lambda n: n / 8),
    method=st.sampled_from(["GET", "POST", "DELETE", "SEARCH"]),
    url=st.sampled_from(["https://app.test/", "http://app.test:81/a%20b?x=1&x=&y=%C3%A9"]),
    request=MESSAGES,
    status=st.integers(100, 599),
    answer=MESSAGES,
    elapsed=st.floats(0, 1000),
    failure=st.sampled_from(["", "cut off"]),
    resource_type=st.sampled_from(["", "fetch"]),
    page=st.just("https://app.test/page"),
)


@given(EXCHANGES)
def test_an_exchange_survives_the_way_into_an_entry_and_back(exchange: Exchange):
    assert from_entry(json.loads(json.dumps(to_entry(exchange))), {}) == exchange
