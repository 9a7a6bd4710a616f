"""The proxy alone, for the user's own browser, phone or tests."""

from __future__ import annotations

import asyncio
from pathlib import Path

from wirebase.capture.proxy import AUTHORITY, Proxy
from wirebase.capture.recording import Recording, Summary, until_interrupted
from wirebase.errors import UsageError
from wirebase.events import Emit, Event, ignore


async def listen(
    address: str,
    destination: str | Path,
    *,
    insecure: bool = False,
    frontend: bool = False,
    authority: Path = AUTHORITY,
    emit: Emit = ignore,
) -> Summary:
    """Records what passes through a proxy at HOST:PORT until it is interrupted."""
    recording = Recording(Path(destination), emit, assets=frontend)
    try:
        async with Proxy(
            recording.recorder,
            listen=parsed_address(address),
            insecure=insecure,
            authority=authority,
        ) as proxy:
            text = (
                f"The proxy listens on {proxy.url}. Clients must trust {proxy.certificate} "
                "(a client behind the proxy gets it from http://mitm.it). Ctrl-C ends and saves."
            )
            emit(Event("capture", "started", text))
            recording.doing = "recording"
            ended = await until_interrupted(_forever())
            await recording.recorder.settled()
    finally:
        recording.close()
    return recording.summary(ended)


async def _forever() -> str:
    await asyncio.Event().wait()
    return ""


def parsed_address(text: str) -> tuple[str, int]:
    """Host and port; UsageError where the text is none.

    >>> parsed_address("8080"), parsed_address("[::1]:0")
    (('127.0.0.1', 8080), ('::1', 0))
    """
    host, _, port = text.rpartition(":")
    if not port.isdigit() or int(port) > 65535:
        raise UsageError(
            "This is no address to listen on",
            where=text,
            next="Give HOST:PORT, such as 127.0.0.1:8080.",
        )
    return host.strip("[]") or "127.0.0.1", int(port)
