"""A small blueprint and what may come of replaying against it."""

from tests.verify.traffic import ORIGIN, exchange
from wirebase.blueprint.document import Blueprint, Origin, Question
from wirebase.blueprint.expressions import Constant, Field, Member, Object, Recorded, Rows, Source
from wirebase.blueprint.operations import (
    Answer,
    Assignment,
    Insert,
    Match,
    Operation,
    Parameter,
    Place,
    Verb,
)
from wirebase.blueprint.tables import Column, ForeignKey, Kind, Table, Type
from wirebase.evidence import Evidence
from wirebase.exchange import Json
from wirebase.verify.compare import Answer as Compared
from wirebase.verify.compare import compare
from wirebase.verify.replay import Outcome

SOURCE = Source(table="tasks", alias="t")

BLUEPRINT = Blueprint(
    name="app.example",
    origin=Origin(url=ORIGIN, salt="app.example"),
    tables=(
        Table(
            name="tasks",
            columns=(
                Column(name="id", type=Type.BIGINT, nullable=False),
                Column(
                    name="state",
                    type=Type.TEXT,
                    nullable=False,
                    values=("open", "done"),
                    evidence=Evidence(claim="2 values of type text", support=9, against=1),
                ),
                Column(name="tags", type=Type.TEXT, array=True),
                Column(name="owner", type=Type.BIGINT, unique=True),
            ),
            primary_key=("id",),
            foreign_keys=(
                ForeignKey(
                    columns=("owner",),
                    table="users",
                    references=("id",),
                    enforced=False,
                    evidence=Evidence(claim="owner holds keys of users", support=4),
                ),
            ),
            evidence=Evidence(claim="GET /tasks shows it at /*", support=3),
        ),
        Table(name="settings", kind=Kind.SINGLETON, columns=(Column(name="a|b", type=Type.JSONB),)),
    ),
    operations=(
        Operation(
            name="get_tasks",
            verb=Verb.LIST,
            method="GET",
            path="/tasks",
            table="tasks",
            answers=(
                Answer(
                    body=Rows(
                        source=SOURCE,
                        item=Object(
                            members=(
                                Member(name="id", value=Field(row="t", column="id")),
                                Member(name="score", value=Constant(value=3, explained=False)),
                            )
                        ),
                    )
                ),
            ),
        ),
        Operation(
            name="get_task",
            verb=Verb.DETAIL,
            method="GET",
            path="/tasks/{task_id}",
            parameters=(Parameter(name="task_id", place=Place.PATH, key="task_id"),),
        ),
        Operation(
            name="post_tasks",
            verb=Verb.CREATE,
            method="POST",
            path="/tasks",
            effects=(
                Insert(
                    table="tasks",
                    alias="t",
                    values=(
                        Assignment(column="state", value=Constant(value="open", explained=False)),
                    ),
                ),
            ),
        ),
        Operation(
            name="rpc_report",
            verb=Verb.RECORDED,
            method="POST",
            path="/rpc",
            match=(Match(place=Place.BODY, key="/method", value="report"),),
            answers=(Answer(body=Recorded()),),
        ),
        Operation(name="rpc", verb=Verb.ACTION, method="POST", path="/rpc"),
    ),
    dropped={"page": 2},
    folded={"get_books": 9},
    questions=(Question(about="tasks.owner", text="Whose key is it?", settle="Open /users."),),
)


def outcome(
    target: str,
    recorded: Json,
    actual: Json,
    *,
    method: str = "GET",
    index: int = 0,
    statuses: tuple[int, int] = (200, 200),
    failure: str = "",
) -> Outcome:
    """What became of one exchange."""
    asked = exchange(method, target, recorded, index=index, status=statuses[0])
    comparison = compare(
        Compared(statuses[0], recorded, is_json=recorded is not None),
        Compared(statuses[1], actual, is_json=actual is not None),
    )
    return Outcome(asked, comparison, statuses[1], failure)
