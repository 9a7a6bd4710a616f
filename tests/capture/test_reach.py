"""What a capture reaches that is to reach public addresses alone."""

import asyncio
import contextlib
import http.client
import socket
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.capture.origin import Handler, Origin, running
from tests.capture.test_recorder import recording
from wirebase.capture.archive import read
from wirebase.capture.reach import addresses, is_private, is_public
from wirebase.capture.record import Options, record
from wirebase.errors import Unreachable


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.1.1",
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
    ],
)
def test_an_address_of_no_public_network_is_not_public(address: str):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_an_address_of_the_public_web_is_public(address: str):
    assert is_public(address)


def test_an_address_of_this_machine_is_not_public(monkeypatch: pytest.MonkeyPatch):
    own = SimpleNamespace(address="1.1.1.1")
    monkeypatch.setattr("psutil.net_if_addrs", lambda: {"eth0": [own]})
    assert not is_public("1.1.1.1")


async def test_a_name_without_an_address_is_none_of_this_network():
    assert not await is_private("no-such-host.invalid")
    with pytest.raises(OSError):
        await addresses("." * 300)
    assert await is_private("localhost")


async def test_a_name_that_leads_elsewhere_the_next_time_is_followed_once(
    authority: Path, origin: Origin, monkeypatch: pytest.MonkeyPatch
):
    """The proxy asked first, and was told an address where nobody listens; whoever asks again is
    told that of the server.
    """

    async def first(host: str) -> tuple[str, ...]:
        return ("127.0.0.77",)

    monkeypatch.setattr("wirebase.capture.recorder.addresses", first)
    monkeypatch.setattr("wirebase.capture.recorder.is_public", lambda address: True)
    url = origin.url.replace("127.0.0.1", "localhost")
    async with recording(authority) as recorded:
        assert (await recorded.fetch(f"{url}/things"))[0] == 200
        recorded.recorder.public_only = True
        origin.seen.clear()
        assert (await recorded.fetch(f"{url}/things"))[0] == 502
    assert origin.seen == []
    assert "localhost" in recorded.recorder.failures


class Counting(Handler):
    """Counts the connections to it."""

    def setup(self) -> None:
        super().setup()
        self.server.others = (*self.server.others, self.client_address)


async def test_a_connection_to_an_address_that_was_looked_at_goes_by_its_name(
    authority: Path, monkeypatch: pytest.MonkeyPatch
):
    """So that the next request finds it."""
    monkeypatch.setattr("wirebase.capture.recorder.is_public", lambda address: True)
    app = Origin(Counting)
    url = app.url.replace("127.0.0.1", "localhost")

    def ask(host: str, port: int) -> list[int]:
        connection = http.client.HTTPConnection(host, port, timeout=60)
        with contextlib.closing(connection):
            return [answered(connection) for _ in range(3)]

    def answered(connection: http.client.HTTPConnection) -> int:
        connection.request("GET", f"{url}/things")
        with connection.getresponse() as answer:
            answer.read()
            return answer.status

    with running(app):
        async with recording(authority) as recorded:
            recorded.recorder.public_only = True
            assert await asyncio.to_thread(ask, *recorded.proxy.address) == [200, 200, 200]
            kept = await recorded.settled(3)
    assert {x.url for x in kept} == {f"{url}/things"}
    assert app.seen[0][2]["Host"] == url.partition("//")[2]
    assert len(app.others) == 1


class Calling(Handler):
    """A page that asks another port of its host, and calls a third as browsers call each other."""

    def on_home(self) -> None:
        other, deaf = self.server.others
        page = f"""<link rel="icon" href="data:,"><h1>Hello</h1><script>
          const call = new RTCPeerConnection({{iceServers: [{{urls: "stun:127.0.0.1:{deaf}"}}]}});
          call.createDataChannel("x");
          call.createOffer().then((offer) => call.setLocalDescription(offer));
          fetch("/things");
          for (const url of ["http://127.0.0.1:{other}/secret", "http://169.254.169.254/latest"])
            fetch(url, {{mode: "no-cors"}}).catch(() => 0);
          new WebSocket("ws://127.0.0.1:{other}/live");
        </script>"""
        self.answer(page.encode(), "text/html")


SCRIPT = "async def run(page):\n    await page.wait_for_timeout(3000)\n"


@pytest.mark.parametrize("public", [False, True])
async def test_beside_the_app_itself_nothing_private_is_reached(
    tmp_path: Path, authority: Path, origin: Origin, public: bool
):
    script = tmp_path / "steps.py"
    script.write_text(SCRIPT)
    app = Origin(Calling)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as called, running(app):
        called.bind(("127.0.0.1", 0))
        called.settimeout(0)
        app.others = (origin.server_address[1], called.getsockname()[1])
        besides = ("127.0.0.1", app.server_address[1])
        options = Options(authority=authority, script=script, public=public, besides=besides)
        summary = await record(f"{app.url}/home", tmp_path / "c.jsonl", options)
        try:
            heard = bool(called.recv(2000))
        except BlockingIOError:
            heard = False
    assert {x.path for x in read(tmp_path / "c.jsonl").exchanges} >= {"/home", "/things"}
    assert (bool(origin.seen), heard) == (not public, not public)
    refused = {"127.0.0.1", "169.254.169.254"} if public else set()
    assert set(summary.refused_private) == refused


@pytest.mark.parametrize("private_hosts", [False, True])
async def test_an_app_at_a_private_address_is_not_opened(
    tmp_path: Path, authority: Path, origin: Origin, private_hosts: bool
):
    options = Options(authority=authority, public=True, private_hosts=private_hosts)
    with pytest.raises(Unreachable, match="its own network"):
        await record(f"{origin.url}/page", tmp_path / "c.jsonl", options)
    assert origin.seen == []
