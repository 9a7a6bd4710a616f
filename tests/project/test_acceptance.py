"""What Postgres does not take of an inferred backend is given up, said, and nothing else with it."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from tests.infer.apps import SALT, app, capture
from wirebase.blueprint.dataset import CapturedRow, Dataset
from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.expressions import Given
from wirebase.blueprint.operations import Answer, Verb
from wirebase.blueprint.tables import Table, Type
from wirebase.database import EmbeddedPostgres
from wirebase.events import Event
from wirebase.infer import operations
from wirebase.infer.pipeline import infer
from wirebase.project.acceptance import accepted, written

APP = """
    GET /authors 200 [{"id":7,"name":"Ada","mood":"glad"},{"id":8,"name":"Bo","mood":"sad"}]
    GET /books 200 [{"id":1,"author_id":7,"title":"Emma"},{"id":2,"author_id":8,"title":"Ode"}]
    GET /books/1 200 {"id":1,"author_id":7,"title":"Emma"}
"""


@dataclass
class Heard:
    events: list[Event] = field(default_factory=list)

    def __call__(self, event: Event) -> None:
        self.events.append(event)

    @property
    def warnings(self) -> list[str]:
        return [event.text for event in self.events if event.what == "warning"]


def changed(blueprint: Blueprint, name: str, **columns: dict[str, object]) -> Blueprint:
    """The blueprint with columns of a table changed."""

    def other(table: Table) -> Table:
        held = (c.model_copy(update=columns.get(c.name, {})) for c in table.columns)
        return table.model_copy(update={"columns": tuple(held)}) if table.name == name else table

    return blueprint.model_copy(update={"tables": tuple(map(other, blueprint.tables))})


def rows(dataset: Dataset, name: str) -> list[CapturedRow]:
    return list(dataset.rows[name])


@pytest.mark.parametrize(
    ("change", "told"),
    [({"type": Type.INTEGER}, "4 values are"), ({"values": ("Emma",)}, "2 values are")],
)
async def test_values_that_a_column_cannot_hold_are_left_out(
    postgres: EmbeddedPostgres, change: dict[str, object], told: str
):
    found, heard = app(APP), Heard()
    wrong = changed(found.blueprint, "books", title=change)
    blueprint, dataset = await accepted((wrong, found.dataset), postgres, heard)
    assert blueprint == wrong
    assert [row.end for row in rows(dataset, "books") if row.end and "title" not in row.end]
    assert len(rows(dataset, "books")) == 2
    assert len(heard.warnings) == 1
    assert heard.warnings[0].startswith(told)
    assert "books.title" in heard.warnings[0]
    assert await accepted((blueprint, dataset), postgres, heard) == (blueprint, dataset)


async def test_what_postgres_takes_is_left_as_it_is(postgres: EmbeddedPostgres):
    found, heard = app(APP), Heard()
    assert await accepted((found.blueprint, found.dataset), postgres, heard) == (
        found.blueprint,
        found.dataset,
    )
    assert heard.events == []


async def test_an_endpoint_that_cannot_be_written_answers_as_recorded():
    exchanges, heard = capture(APP), Heard()

    def inference(as_recorded: frozenset[str]) -> tuple[Blueprint, Dataset]:
        blueprint, dataset = infer(exchanges, salt=SALT, as_recorded=as_recorded)
        wrong = Answer(body=Given(parameter="nothing"))
        spoilt = tuple(
            one.model_copy(update={"answers": (wrong,)})
            if one.path == "/books" and one.name not in as_recorded
            else one
            for one in blueprint.operations
        )
        return blueprint.model_copy(update={"operations": spoilt}), dataset

    blueprint, dataset = await written(inference, heard)
    verbs = {one.path: one.verb for one in blueprint.operations}
    assert verbs["/books"] is Verb.RECORDED
    assert Verb.RECORDED not in {verb for path, verb in verbs.items() if path != "/books"}
    assert [one.path for one in dataset.recorded] == ["/books"]
    assert len(heard.warnings) == 1
    assert "no function could be written for it: " in heard.warnings[0]


def test_an_endpoint_that_is_not_understood_answers_as_recorded(monkeypatch: pytest.MonkeyPatch):
    understood = operations.read

    def faulty(known, route, *more):
        if route.path == "/books":
            raise LookupError("a fault of ours")
        return understood(known, route, *more)

    monkeypatch.setattr(operations, "read", faulty)
    heard = Heard()
    blueprint, dataset = infer(capture(APP), salt=SALT, emit=heard)
    verbs = {one.path: one.verb for one in blueprint.operations}
    assert (verbs["/books"], verbs["/authors"]) == (Verb.RECORDED, Verb.LIST)
    assert [one.path for one in dataset.recorded] == ["/books"]
    assert len(heard.warnings) == 1
    assert heard.warnings[0].endswith("it was not understood: LookupError: a fault of ours")
