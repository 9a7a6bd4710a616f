"""Verification: a capture is replayed against a fresh copy of the generated backend."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from wirebase.blueprint.document import Blueprint
from wirebase.capture.archive import Capture
from wirebase.database import EmbeddedPostgres
from wirebase.errors import NoTraffic
from wirebase.events import Emit, Event, ignore
from wirebase.exchange import Exchange
from wirebase.infer.pipeline import fingerprint
from wirebase.verify.endpoints import Endpoints
from wirebase.verify.fidelity import Fidelity
from wirebase.verify.knowledge import Knowledge
from wirebase.verify.replay import replay
from wirebase.verify.scratch import fresh_copy
from wirebase.verify.selection import Selection, select
from wirebase.verify.tally import Tally

_EVERY = 25
"""Exchanges between two reports of progress."""


async def verify(
    folder: Path,
    capture: Capture,
    server: EmbeddedPostgres,
    *,
    known: Sequence[Exchange] | None = None,
    emit: Emit = ignore,
) -> Fidelity:
    """How faithfully the backend in the folder answers the capture, on a database of its own.

    A capture that it was generated from meets the rows as they were before it, any other the rows
    as they were left. With `known`, only values count that these exchanges tell, or the replay's
    own requests.
    """
    blueprint = Blueprint.load(folder / "blueprint.json")
    selection = select(capture.exchanges, blueprint.origin.url)
    if not selection.scored:
        raise NoTraffic(
            "The capture holds no API traffic to replay",
            where=", ".join(capture.sources),
            next="Capture the same app while using it, with `wirebase capture URL -o FILE`.",
        )
    start = fingerprint(capture.exchanges) in blueprint.origin.captures
    emit(Event("verify", "started", f"Replaying {len(selection.scored)} exchanges"))
    async with fresh_copy(folder, blueprint, server, start=start) as origin:
        tally = await _replayed(blueprint, selection, origin, known, emit)
    fidelity = tally.fidelity(
        captures=[Path(source).name for source in capture.sources],
        state="start" if start else "end",
        left_out={**capture.dropped, **selection.left_out},
    )
    emit(Event("verify", "finished", f"{fidelity.total.exact:.0%} exact", tally.counts()))
    return fidelity


async def _replayed(
    blueprint: Blueprint,
    selection: Selection,
    origin: str,
    known: Sequence[Exchange] | None,
    emit: Emit,
) -> Tally:
    tally = Tally(Endpoints(blueprint).place)
    knowledge = None if known is None else Knowledge(known)
    done = 0
    async for outcome in replay(selection, origin, knowledge=knowledge):
        tally.add(outcome)
        done += 1
        if done % _EVERY == 0:
            text = f"{done} of {len(selection.scored)} exchanges replayed"
            emit(Event("verify", "progress", text, tally.counts()))
    return tally
