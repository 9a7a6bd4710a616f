"""The recorder in a real proxy, in front of a real server."""

import asyncio
import http.client
import json
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from tests.capture.origin import Origin, until
from wirebase.capture.guard import Guard
from wirebase.capture.proxy import Proxy
from wirebase.capture.recorder import REFUSED, Hint, Recorder
from wirebase.capture.redaction import Redactor
from wirebase.errors import CaptureError
from wirebase.exchange import Exchange


class Recorded:
    """A proxy with its recorder, and what it kept."""

    def __init__(self, recorder: Recorder, proxy: Proxy, kept: list[Exchange]) -> None:
        self.recorder = recorder
        self.proxy = proxy
        self.kept = kept

    async def fetch(
        self, url: str, data: bytes | None = None, method: str = "GET", **headers: str
    ) -> tuple[int, bytes]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await asyncio.to_thread(
            self._fetch, urllib.request.Request(url, data, named, method=method)
        )

    def _fetch(self, request: urllib.request.Request) -> tuple[int, bytes]:
        trusting = ssl.create_default_context(cafile=str(self.proxy.certificate))
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({"http": self.proxy.url, "https": self.proxy.url}),
            urllib.request.HTTPSHandler(context=trusting),
        )
        try:
            with opener.open(request, timeout=60) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()
        except (OSError, http.client.HTTPException):
            return 0, b""

    async def settled(self, count: int) -> list[Exchange]:
        await until(lambda: len(self.kept) >= count)
        return self.kept


@asynccontextmanager
async def recording(
    authority: Path, guard: Guard | None = None, *, insecure: bool = False, assets: bool = False
) -> AsyncIterator[Recorded]:
    kept: list[Exchange] = []
    recorder = Recorder(kept.append, guard=guard, assets=assets)
    async with Proxy(recorder, authority=authority, insecure=insecure) as proxy:
        yield Recorded(recorder, proxy, kept)


async def test_an_exchange_is_kept_as_it_was(authority: Path, origin: Origin):
    async with recording(authority) as recorded:
        sent = json.dumps({"name": "Ada"}).encode()
        status, body = await recorded.fetch(
            f"{origin.url}/things?x=1",
            sent,
            "POST",
            Content_Type="application/json",
            Referer="http://app.test/page",
        )
        (x,) = await recorded.settled(1)
    assert (status, json.loads(body)) == (200, {"path": "/things?x=1", "sent": len(sent)})
    assert (x.method, x.url, x.status) == ("POST", f"{origin.url}/things?x=1", 200)
    assert (x.request.content, x.answer.content) == (sent, body)
    assert x.request.header("proxy-connection") is None
    assert x.page == "http://app.test/page"
    assert x.elapsed > 0


@pytest.mark.parametrize("method", ["DELETE", "SEARCH", "PATCH"])
async def test_bodies_of_all_methods_are_kept(authority: Path, origin: Origin, method: str):
    async with recording(authority) as recorded:
        await recorded.fetch(f"{origin.url}/things", b'{"ids": [1]}', method)
        (x,) = await recorded.settled(1)
    assert (x.method, x.request.content) == (method, b'{"ids": [1]}')


async def test_a_compressed_answer_is_kept_decoded_and_passed_on_as_it_is(
    authority: Path, origin: Origin
):
    async with recording(authority) as recorded:
        _, body = await recorded.fetch(f"{origin.url}/gzip")
        (x,) = await recorded.settled(1)
    assert body[:2] == b"\x1f\x8b"
    assert x.answer.json() == {"text": "x" * 999}


async def test_a_big_download_is_passed_on_whole_and_kept_in_part(authority: Path, origin: Origin):
    async with recording(authority) as recorded:
        before = psutil.Process().memory_info().rss
        _, body = await recorded.fetch(f"{origin.url}/big")
        grown = psutil.Process().memory_info().rss - before
        (x,) = await recorded.settled(1)
    assert len(body) == 12_000_000
    assert len(x.answer.content or b"") == 2 * 1024 * 1024
    assert x.answer.dropped == 12_000_000 - 2 * 1024 * 1024
    # The client in this process holds the body itself, and one copy while reading.
    assert grown < 60_000_000


async def test_a_big_upload_is_passed_on_whole_and_kept_in_part(authority: Path, origin: Origin):
    async with recording(authority) as recorded:
        _, body = await recorded.fetch(f"{origin.url}/upload", b"u" * 5_000_000, "POST")
        (x,) = await recorded.settled(1)
    assert json.loads(body)["sent"] == 5_000_000
    assert len(x.request.content or b"") + x.request.dropped == 5_000_000
    assert x.request.dropped == 5_000_000 - 2 * 1024 * 1024


async def test_events_reach_the_client_at_once_and_are_kept_at_the_end(
    authority: Path, origin: Origin
):
    async with recording(authority) as recorded:
        host, port = recorded.proxy.address

        def first_event() -> bytes:
            connection = http.client.HTTPConnection(host, port, timeout=60)
            connection.request("GET", f"{origin.url}/events")
            with connection.getresponse() as answer:
                line = answer.readline()
            connection.close()
            return line

        assert await asyncio.to_thread(first_event) == b'data: {"n": 0}\n'
        (x,) = await recorded.settled(1)
    assert x.status == 200
    assert (x.answer.content or b"").startswith(b'data: {"n": 0}\n\n')


async def test_a_stream_that_is_open_at_the_end_is_kept(authority: Path, origin: Origin):
    async with recording(authority) as recorded:
        host, port = recorded.proxy.address
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(f"GET {origin.url}/events HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        await asyncio.wait_for(reader.readuntil(b'{"n": 1}'), 60)
    writer.close()
    (x,) = recorded.kept
    assert b'{"n": 1}' in (x.answer.content or b"")


async def test_conditions_are_taken_away_so_that_bodies_are_seen(authority: Path, origin: Origin):
    async with recording(authority) as recorded:
        status, _ = await recorded.fetch(f"{origin.url}/etag", If_None_Match='"1"')
        (x,) = await recorded.settled(1)
    assert (status, x.status, x.answer.content) == (200, 200, b'{"fresh": true}')


async def test_pictures_are_counted_but_not_kept(authority: Path, origin: Origin):
    async with recording(authority) as recorded:
        await recorded.fetch(f"{origin.url}/picture")
        (x,) = await recorded.settled(1)
    assert (x.answer.content, x.answer.dropped) == (None, 400_004)


async def test_an_answer_that_breaks_off_is_kept_with_its_failure(authority: Path, origin: Origin):
    async with recording(authority) as recorded:
        await recorded.fetch(f"{origin.url}/abort")
        (x,) = await recorded.settled(1)
    assert (x.status, x.answer.content) == (200, b"only this")
    assert x.failure


async def test_no_answer_is_kept_with_its_failure(authority: Path, origin: Origin):
    async with recording(authority) as recorded:
        await recorded.fetch(f"{origin.url}/nothing")
        (x,) = await recorded.settled(1)
    assert (x.status, x.answer.content) == (0, None)
    assert x.failure
    assert recorded.recorder.failures


async def test_a_host_that_does_not_exist_is_a_known_failure(authority: Path):
    async with recording(authority) as recorded:
        await recorded.fetch("http://no-such-host.invalid/")
    assert "no-such-host.invalid" in recorded.recorder.failures


async def test_a_certificate_that_nobody_vouches_for_is_a_known_failure(
    authority: Path, secure_origin: Origin
):
    async with recording(authority) as recorded:
        await recorded.fetch(f"{secure_origin.url}/things")
    assert "certificate" in recorded.recorder.failures["127.0.0.1"].lower()
    assert secure_origin.seen == []


async def test_with_insecure_such_a_certificate_is_accepted(authority: Path, secure_origin: Origin):
    async with recording(authority, insecure=True) as recorded:
        status, _ = await recorded.fetch(f"{secure_origin.url}/things")
        (x,) = await recorded.settled(1)
    assert (status, x.url) == (200, f"{secure_origin.url}/things")


async def test_a_client_that_does_not_trust_the_proxy_is_a_known_failure(
    authority: Path, secure_origin: Origin
):
    async with recording(authority, insecure=True) as recorded:
        host, port = recorded.proxy.address
        parts = urlsplit(secure_origin.url)

        def distrusting() -> None:
            connection = http.client.HTTPSConnection(
                host, port, timeout=60, context=ssl.create_default_context()
            )
            connection.set_tunnel("localhost", parts.port)
            try:
                connection.request("GET", "/")
            except ssl.SSLError:
                pass
            finally:
                connection.close()

        await asyncio.to_thread(distrusting)
        await until(lambda: "localhost" in recorded.recorder.failures)
    assert "refused the proxy's certificate" in recorded.recorder.failures["localhost"]


async def test_a_refused_request_reaches_no_server_and_is_not_kept(authority: Path, origin: Origin):
    guard = Guard()
    async with recording(authority, guard) as recorded:
        status, body = await recorded.fetch(f"{origin.url}/things/1", method="DELETE")
        big, _ = await recorded.fetch(f"{origin.url}/upload", b"u" * 5_000_000, "POST")
        read, _ = await recorded.fetch(f"{origin.url}/things")
        await recorded.settled(1)
    assert (status, big, read) == (403, 403, 200)
    assert b"did not let this pass" in body
    assert [method for method, *_ in origin.seen] == ["GET"]
    assert [x.method for x in recorded.kept] == ["GET"]
    assert guard.blocked == {"DELETE /things/1": 1, "POST /upload": 1}
    assert REFUSED.lower() == REFUSED


async def test_a_public_page_reaches_no_private_address(authority: Path, origin: Origin):
    async with recording(authority) as recorded:
        recorded.recorder.public_only = True
        await recorded.fetch(f"{origin.url}/things")
    assert origin.seen == []
    assert recorded.recorder.refused_private["127.0.0.1"] >= 1


async def test_what_the_browser_says_about_a_request_is_kept(authority: Path, origin: Origin):
    async with recording(authority) as recorded:
        recorded.recorder.hint("GET", f"{origin.url}/things", Hint("xhr", "http://app.test/list"))
        await recorded.fetch(f"{origin.url}/things")
        (x,) = await recorded.settled(1)
    assert (x.resource_type, x.page) == ("xhr", "http://app.test/list")


async def test_requests_under_way_are_waited_for_and_streams_of_events_are_not(
    authority: Path, origin: Origin
):
    async with recording(authority) as recorded:
        slow = asyncio.create_task(recorded.fetch(f"{origin.url}/slow"))
        stream = asyncio.create_task(recorded.fetch(f"{origin.url}/events"))
        await until(lambda: len(origin.seen) == 2)
        await recorded.recorder.settled(60)
        assert [(x.path, x.answer.json()) for x in recorded.kept] == [("/slow", {"late": True})]
        assert not stream.done()
    assert [x.path for x in recorded.kept] == ["/slow", "/events"]
    assert await slow == (200, b'{"late": true}')
    await stream


async def test_what_never_answers_is_not_waited_for_for_ever(authority: Path, origin: Origin):
    async with recording(authority) as recorded:
        slow = asyncio.create_task(recorded.fetch(f"{origin.url}/slow"))
        await until(lambda: bool(origin.seen))
        await recorded.recorder.settled(0.1)
        assert recorded.kept == []
    await slow


async def test_a_port_that_is_taken_is_a_clear_error(authority: Path, origin: Origin):
    port = origin.server_address[1]
    with pytest.raises(CaptureError, match="cannot listen"):
        async with Proxy(Recorder(lambda _: None), listen=("127.0.0.1", port), authority=authority):
            pass


async def test_trouble_in_keeping_is_remembered(authority: Path, origin: Origin):
    def full(_: Exchange) -> None:
        raise OSError("No space left on device")

    recorder = Recorder(full)
    async with Proxy(recorder, authority=authority) as proxy:
        await Recorded(recorder, proxy, []).fetch(f"{origin.url}/things")
        await until(lambda: recorder.trouble is not None)
    assert "No space left" in str(recorder.trouble)


async def test_a_home_that_cannot_be_written_is_a_clear_error(tmp_path: Path):
    (tmp_path / "file").touch()
    async with Proxy(Recorder(lambda _: None), authority=tmp_path / "file" / "ca") as proxy:
        with pytest.raises(CaptureError, match="no certificate authority"):
            proxy.fingerprint()


async def test_a_picture_is_kept_whole_and_once_where_the_front_end_is_wanted(
    authority: Path, origin: Origin
):
    async with recording(authority, assets=True) as recorded:
        for _ in range(2):
            await recorded.fetch(f"{origin.url}/picture", Range="bytes=0-9")
        first, second = await recorded.settled(2)
    assert first.answer.content == b"\x89PNG" + b"0" * 400_000
    assert (second.answer.content, second.answer.dropped) == (None, 400_004)
    assert all("Range" not in headers for *_, headers, _ in origin.seen)


def upgraded(proxy: str, url: str) -> bytes:
    """What comes through the proxy after a WebSocket was asked for."""
    place = urlsplit(proxy)
    asked = (
        f"GET {url} HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\nConnection: Upgrade\r\n"
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    with socket.create_connection((place.hostname or "", place.port or 0), timeout=10) as client:
        client.sendall(asked.encode())
        told = b""
        while b"\x88" not in told and (part := client.recv(65536)):
            told += part
        client.sendall(b"\x88\x82\x00\x00\x00\x00\x03\xe8")
        return told


async def test_the_texts_of_a_websocket_are_kept_a_line_each(authority: Path, origin: Origin):
    async with recording(authority) as recorded:
        told = await asyncio.to_thread(upgraded, recorded.proxy.url, f"{origin.url}/live")
        (x,) = await recorded.settled(1)
    assert told.startswith(b"HTTP/1.1 101")
    assert (x.status, x.path) == (101, "/live")
    assert x.answer.content == b'{"id": 1}\n{"id": 2, "token": "s3cret-Token-9d1f"}\n'
    redacted = Redactor("app.test").redact(x)
    assert b"s3cret" not in (redacted.answer.content or b"")
