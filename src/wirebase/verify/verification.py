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
from wirebase.verify.report import percent
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
    selection = select(capture.exchanges, blueprint.origin.url, blueprint.overrides.prefix or "")
    if not selection.scored:
        raise NoTraffic(
            "The capture holds no API traffic to replay",
            where=", ".join(capture.sources),
            next="Capture the same app while using it, with `wirebase capture URL -o FILE`.",
        )
    if capture.salt != blueprint.origin.salt:
        emit(Event("verify", "warning", _stranger(capture, blueprint)))
    start = fingerprint(capture.exchanges) in blueprint.origin.captures
    emit(Event("verify", "started", f"Replaying {len(selection.scored)} exchanges"))
    async with fresh_copy(folder, blueprint, server, start=start) as origin:
        tally = await _replayed(blueprint, selection, origin, known, emit)
    fidelity = tally.fidelity(
        captures=source_names(capture),
        state="start" if start else "end",
        left_out={**capture.dropped, **selection.left_out},
    )
    told = f"{percent(fidelity.total.exact)} of {fidelity.total.exchanges} exchanges exact"
    emit(Event("verify", "finished", told, tally.counts()))
    return fidelity


def _stranger(capture: Capture, blueprint: Blueprint) -> str:
    return (
        f"The capture is of {capture.salt}, the backend of {blueprint.origin.salt}: passwords and"
        " tokens of one are not known to the other"
    )


def source_names(capture: Capture) -> list[str]:
    """What the capture came from, without the folders."""
    return ["standard input" if s == "-" else Path(s).name for s in capture.sources]


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
