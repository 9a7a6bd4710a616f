"""Apps in styles of their own: what one session teaches, and how a later one is answered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.apps import blog, shop, tracker
from tests.apps.recording import Site, Stage, stage
from wirebase.build.project import write
from wirebase.capture.redaction import Redactor
from wirebase.database import EmbeddedPostgres
from wirebase.exchange import Exchange
from wirebase.infer.pipeline import infer
from wirebase.verify.knowledge import Knowledge
from wirebase.verify.replay import replay
from wirebase.verify.scratch import fresh_copy
from wirebase.verify.selection import select

SALT = "127.0.0.1"

type Session = Callable[[Stage], None]


def sessions(site: Site, first: Session, second: Session) -> tuple[list[Exchange], list[Exchange]]:
    redactor = Redactor(SALT)
    with stage(site) as running:
        first(running)
        earlier = redactor.redact_all(running.cut())
        second(running)
        return earlier, redactor.redact_all(running.cut())


async def wrongly_answered(
    earlier: list[Exchange], later: list[Exchange], folder: Path, postgres: EmbeddedPostgres
) -> list[str]:
    """The requests of the later session that a backend made from the earlier answers otherwise."""
    blueprint, dataset = infer(earlier, salt=SALT)
    write(blueprint, dataset, folder)
    chosen = select(later, blueprint.origin.url)
    async with fresh_copy(folder, blueprint, postgres, start=False) as origin:
        outcomes = [o async for o in replay(chosen, origin, knowledge=Knowledge(earlier))]
    return [
        f"{o.exchange.method} {o.exchange.path} {o.exchange.status} -> {o.actual}"
        for o in outcomes
        if not o.comparison.exact
    ]


@pytest.mark.parametrize(
    ("site", "first", "second", "most"),
    [
        pytest.param(blog.Blog, blog.first, blog.second, 5, id="blog"),
        pytest.param(tracker.Tracker, tracker.first, tracker.second, 0, id="tracker"),
        pytest.param(shop.Shop, shop.first, shop.second, 13, id="shop"),
    ],
)
async def test_a_later_session_is_answered_as_the_app_did(
    site: Callable[[], Site],
    first: Session,
    second: Session,
    most: int,
    tmp_path: Path,
    postgres: EmbeddedPostgres,
) -> None:
    earlier, later = sessions(site(), first, second)
    wrong = await wrongly_answered(earlier, later, tmp_path, postgres)
    assert len(wrong) <= most, wrong
