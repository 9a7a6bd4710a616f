"""Sketches of a capture that still runs, and the process that draws them."""

import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast
from uuid import UUID

import psutil
import pytest

from tests.apps import blog
from tests.apps.recording import stage
from tests.capture.origin import until
from wirebase.blueprint.dataset import CapturedRow, Dataset
from wirebase.blueprint.document import Blueprint, Origin
from wirebase.blueprint.tables import Table
from wirebase.capture.redaction import Redactor
from wirebase.capture.writer import Writer, partial
from wirebase.events import Event
from wirebase.exchange import Exchange
from wirebase.studio.findings import MOST, Finding, Told
from wirebase.studio.jobs import Jobs, Progress
from wirebase.studio.journal import Journal
from wirebase.studio.sketch import MOST as MOST_TABLES
from wirebase.studio.sketch import Sketch
from wirebase.studio.sketcher import Drawn, draw
from wirebase.studio.sketching import Sketching, rest

EXCHANGE = Event("capture", "exchange", "GET /api/boards 200")


@pytest.fixture(scope="module")
def recorded() -> list[Exchange]:
    with stage(blog.Blog()) as running:
        blog.first(running)
        return running.cut()


@pytest.fixture
def growing(tmp_path: Path) -> Iterator[Writer]:
    """A capture that is still being written."""
    writer = Writer(tmp_path / "captures" / "now.jsonl.zst", Redactor("127.0.0.1"))
    yield writer
    writer.discard()


def drawn(growing: Writer) -> Drawn:
    found = draw(growing.path.parent, partial(growing.path))
    assert found
    return found


def test_a_sketch_grows_with_its_capture_and_holds_no_value(
    growing: Writer, recorded: list[Exchange]
):
    assert draw(growing.path.parent, partial(growing.path)) is None
    seen = []
    for exchange in recorded:
        growing.write(exchange)
        found = draw(growing.path.parent, partial(growing.path))
        seen.append(len(found.sketch.tables) if found else 0)
    assert seen[0] < seen[-1]
    last = drawn(growing)
    articles = next(one for one in last.sketch.tables if one.name == "articles")
    assert articles.rows > 0
    assert {"slug", "title"} <= {column.name for column in articles.columns}
    assert any(relation.table == "users" for relation in articles.relations)
    assert any(one.text.startswith("Table articles") for one in last.findings)
    told = last.sketch.model_dump_json()
    assert "boats" in recorded[0].answer.text
    assert "boats" not in told


def test_a_capture_that_is_finished_shows_the_same(growing: Writer, recorded: list[Exchange]):
    for exchange in recorded:
        growing.write(exchange)
    last = drawn(growing)
    growing.close()
    assert drawn(growing) == last


async def test_it_is_drawn_again_only_where_there_is_more(
    growing: Writer, recorded: list[Exchange]
):
    shown: asyncio.Queue[Drawn] = asyncio.Queue()
    async with asyncio.timeout(60), Sketching(partial(growing.path), shown.put) as sketching:
        for exchange in recorded:
            growing.write(exchange)
        sketching.notice(EXCHANGE)
        assert (await shown.get()).sketch.tables
        process = sketching._process
        assert process
        assert psutil.Process(process.pid).nice() > os.nice(0)
        await asyncio.sleep(2.5)
        assert shown.empty()
        sketching.notice(Event("capture", "progress", "open a page"))
        sketching.notice(EXCHANGE)
        await shown.get()
        assert sketching._process is process
    assert process.returncode is not None


def test_sketching_rests_three_times_as_long_as_it_works():
    assert rest(0.01) > 1
    assert rest(10) == 30


async def test_a_sketch_that_goes_wrong_is_none_and_nothing_else_is_told(
    growing: Writer, capsys: pytest.CaptureFixture[str]
):
    async def show(drawn: Drawn) -> None:
        raise AssertionError

    partial(growing.path).write_bytes(b"{" * 100)
    async with Sketching(partial(growing.path), show) as sketching:
        sketching.notice(EXCHANGE)
        await until(lambda: sketching._process is not None)
        assert sketching._process
        sketching._process.kill()
        assert sketching._task
        await asyncio.wait_for(sketching._task, 60)
    assert "The sketcher ended" in capsys.readouterr().err


async def test_a_sketcher_ends_when_nobody_asks_any_more(tmp_path: Path):
    command = (sys.executable, "-m", "wirebase.studio.sketcher", str(tmp_path), str(tmp_path / "x"))
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
    assert process.stdin
    assert process.stdout
    process.stdin.write(b"\n")
    assert await process.stdout.readline() == b"\n"
    process.stdin.close()
    assert await asyncio.wait_for(process.wait(), 60) == 0


def test_of_very_many_tables_those_with_most_rows_are_sketched():
    tables = tuple(Table(name=f"t{n}") for n in range(MOST_TABLES + 2))
    blueprint = Blueprint(name="app", origin=Origin(url="http://app.test", salt=""), tables=tables)
    row = CapturedRow(start=None, end={})
    dataset = Dataset(rows={one.name: [row] for one in tables[2:]})
    sketch = Sketch.of(blueprint, dataset)
    assert [one.name for one in sketch.tables] == [one.name for one in tables[2:]]
    assert sketch.left_out == 2


async def test_a_finding_does_not_say_what_is_being_done():
    class Kept:
        """Keeps what a journal writes."""

        async def tell(self, job: UUID, events: list[Event]) -> None:
            self.told = [event.text for event in events]

        async def advance(self, job: UUID, progress: Progress) -> None:
            self.text = progress.text

    kept = Kept()
    async with Journal(cast("Jobs", kept), UUID(int=0)) as journal:
        journal.emit(Event("capture", "progress", "open a page"))
        journal.emit(Event("capture", "finding", "Table books"))
    assert (kept.text, kept.told) == ("open a page", ["Table books"])


async def test_what_is_being_written_when_a_journal_ends_is_written():
    class Slow:
        """Takes its time to keep what it is told."""

        def __init__(self) -> None:
            self.told: list[str] = []
            self.asked = asyncio.Event()

        async def tell(self, job: UUID, events: list[Event]) -> None:
            self.asked.set()
            await asyncio.sleep(0.2)
            self.told += [event.text for event in events]

        async def advance(self, job: UUID, progress: Progress) -> None:
            pass

    kept = Slow()
    async with Journal(cast("Jobs", kept), UUID(int=0)) as journal:
        journal.emit(Event("infer", "finding", "Table books"))
        await kept.asked.wait()
        await journal.flush()
        assert kept.told == ["Table books"]
        journal.emit(Event("infer", "finding", "Table tags"))
    assert kept.told == ["Table books", "Table tags"]


def texts(events: object) -> list[str]:
    return [event.text for event in events]  # type: ignore[attr-defined]  # an iterator of events


def test_a_finding_is_told_when_it_is_new_and_in_its_last_words_at_the_end():
    told = Told()
    early = [Finding("books", "Table books: 1 of 1"), Finding("a refers to b", "a to b: 2 of 2")]
    grown = [Finding("books", "Table books: 9 of 9"), early[1], Finding("tags", "Table tags")]
    assert texts(told.fresh(early)) == ["Table books: 1 of 1", "a to b: 2 of 2"]
    assert texts(told.fresh(grown)) == ["Table tags"]
    assert texts(told.final(grown)) == ["Table books: 9 of 9"]


def test_a_feed_takes_so_many_findings_and_says_how_many_more_there_are():
    found = [Finding(str(n), str(n)) for n in range(MOST + 3)]
    lines = texts(Told().final(found))
    assert (len(lines), lines[-1]) == (MOST + 1, "and 3 more: see the evidence of each")
