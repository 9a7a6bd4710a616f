"""How well what is inferred from one session with an app answers the next one."""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench.styles.browser import Har
from bench.styles.shop.sessions import sessions as shop_sessions
from bench.styles.shop.style import ShopStyle
from bench.styles.style import Style
from bench.styles.tracker.sessions import sessions as tracker_sessions
from bench.styles.tracker.style import TrackerStyle
from wirebase.capture.archive import read, read_all
from wirebase.database import scratch
from wirebase.events import ignore
from wirebase.project.generation import generate
from wirebase.verify import Fidelity, verify


@dataclass(frozen=True, slots=True)
class Kind:
    """An app that comes in styles."""

    style: type[Style]
    sessions: Callable[[int], tuple[Har, Har]]
    seeds: range
    """Enough of them to see each choice, or nearly each."""


APPS = {
    "tracker": Kind(TrackerStyle, tracker_sessions, range(1, 13)),
    "shop": Kind(ShopStyle, shop_sessions, range(1, 7)),
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """The fidelity of a backend in its second session."""

    app: str
    seed: int
    exact: float
    value: float
    shape: float
    status: float
    seconds: float
    """What it took to find out."""
    choices: list[str]
    """The style's."""


def judged(app: str, seed: int) -> Judgement:
    """Generates a backend from the first session and replays the second against it."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="wirebase-styles-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # The database has a user of its own.
        written(app, seed, folder)
        total = asyncio.run(_fidelity(folder)).total
    return Judgement(
        app=app,
        seed=seed,
        exact=total.exact,
        value=total.value,
        shape=total.shape,
        status=total.status,
        seconds=time.perf_counter() - began,
        choices=APPS[app].style.of(seed).choices,
    )


def written(app: str, seed: int, folder: Path) -> None:
    """Leaves both sessions in the folder, as `a.har` and `b.har`."""
    for name, har in zip(("a.har", "b.har"), APPS[app].sessions(seed), strict=True):
        (folder / name).write_text(json.dumps(har), encoding="utf-8")


async def _fidelity(folder: Path) -> Fidelity:
    first, second, backend = folder / "a.har", folder / "b.har", folder / "backend"
    await generate([first], backend, force=False, emit=ignore)
    known = read_all([first]).exchanges
    with ExitStack() as stack:
        server = await asyncio.to_thread(stack.enter_context, scratch())
        return await verify(backend, read(second), server, known=known)


def by_choice(judgements: Iterable[Judgement]) -> Iterator[tuple[float, int, str]]:
    """The mean of `exact` over those that have a choice, and their number; the worst first."""
    having: dict[str, list[float]] = {}
    for one in judgements:
        for choice in one.choices:
            having.setdefault(choice, []).append(one.exact)
    yield from sorted((mean(values), len(values), choice) for choice, values in having.items())


def mean(values: list[float]) -> float:
    return sum(values) / len(values)
