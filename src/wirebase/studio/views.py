"""What the API shows and takes: the shapes that the page's types are generated from."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field, SecretStr

from wirebase.blueprint.dataset import Dataset
from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.edits import Change, told
from wirebase.blueprint.objection import Objection
from wirebase.blueprint.operations import Operation
from wirebase.blueprint.tables import (
    Column,
    Default,
    ForeignKey,
    Kind,
    OnDelete,
    Readers,
    Role,
    Table,
    Type,
)
from wirebase.evidence import Evidence
from wirebase.studio.drafts import Draft
from wirebase.studio.forms import Form
from wirebase.studio.jobs import Options, Scores
from wirebase.verify import Fidelity
from wirebase.verify.fidelity import Deviation


class ObjectionView(BaseModel):
    """One reason against an edit."""

    text: str
    field: str = ""
    final: bool
    """False where the edit can be forced."""

    @classmethod
    def of(cls, one: Objection) -> ObjectionView:
        return cls(text=one.text, field=one.field, final=one.final)


class Trouble(BaseModel):
    """What was wrong with a request."""

    what: str
    where: str = ""
    next: str = ""
    fields: dict[str, str] = {}
    """What is wrong with each field of the request."""
    objections: list[ObjectionView] = []
    """Of an edit: what speaks against it."""
    revision: int | None = None
    """Of an edit that came too late: where the blueprint is now."""


class Studio(BaseModel):
    """The studio itself."""

    version: str
    demo: bool
    """Whether there is a demo app to try."""
    windows: bool
    """Whether a browser window can be opened, for the user to use the app by hand."""
    scripts: bool
    """Whether scripts are taken: not where others than this machine reach the studio."""
    private_hosts: bool
    """Whether apps may be at, or reach, private addresses: not there either."""


class NewJob(BaseModel):
    """A web app to capture."""

    url: str = Field(min_length=1, max_length=2000)
    options: Options = Options()
    script: SecretStr = Field(default=SecretStr(""), max_length=1 << 20)
    """The user's own steps, where the options say so."""
    storage: SecretStr = Field(default=SecretStr(""), max_length=8 << 20)
    """A login as Playwright saves it."""


class Resume(BaseModel):
    """How a job goes on."""

    capture: bool = False
    """Whether the app is captured again, besides what was captured."""
    options: Options | None = None


class AlternativeView(BaseModel):
    """A reading that was considered and not chosen."""

    claim: str
    score: float


class EvidenceView(BaseModel):
    """Why something was decided."""

    claim: str
    support: int
    against: int
    exchanges: list[int]
    alternatives: list[AlternativeView]
    parts: list[EvidenceView]

    @classmethod
    def of(cls, evidence: Evidence) -> EvidenceView:
        return cls(
            claim=evidence.claim,
            support=evidence.support,
            against=evidence.against,
            exchanges=list(evidence.exchanges),
            alternatives=[
                AlternativeView(claim=one.claim, score=one.score) for one in evidence.alternatives
            ],
            parts=[cls.of(part) for part in evidence.parts],
        )


class ColumnView(BaseModel):
    """A column."""

    name: str
    type: Type
    array: bool
    required: bool
    unique: bool
    default: Default
    default_value: Any = None
    values: list[str]
    role: Role
    touched: bool
    description: str
    fields: list[str]
    evidence: EvidenceView

    @classmethod
    def of(cls, column: Column) -> ColumnView:
        return cls(
            name=column.name,
            type=column.type,
            array=column.array,
            required=not column.nullable,
            unique=column.unique,
            default=column.default,
            default_value=column.default_value,
            values=list(column.values),
            role=column.role,
            touched=column.touched,
            description=column.description,
            fields=list(column.fields),
            evidence=EvidenceView.of(column.evidence),
        )


class RelationView(BaseModel):
    """A foreign key."""

    columns: list[str]
    table: str
    references: list[str]
    on_delete: OnDelete
    enforced: bool
    evidence: EvidenceView

    @classmethod
    def of(cls, key: ForeignKey) -> RelationView:
        return cls(
            columns=list(key.columns),
            table=key.table,
            references=list(key.references),
            on_delete=key.on_delete,
            enforced=key.enforced,
            evidence=EvidenceView.of(key.evidence),
        )


class TableView(BaseModel):
    """A table."""

    name: str
    kind: Kind
    columns: list[ColumnView]
    primary_key: list[str]
    unique: list[list[str]]
    relations: list[RelationView]
    owner: str
    through: str
    """The column that names the row which this one belongs to."""
    readers: Readers
    description: str
    rows: int
    """Captured rows."""
    evidence: EvidenceView

    @classmethod
    def of(cls, table: Table, dataset: Dataset) -> TableView:
        return cls(
            name=table.name,
            kind=table.kind,
            columns=[ColumnView.of(column) for column in table.columns],
            primary_key=list(table.primary_key),
            unique=[list(key) for key in table.unique],
            relations=[RelationView.of(key) for key in table.foreign_keys],
            owner=table.owner,
            through=table.through,
            readers=table.read_by,
            description=table.description,
            rows=dataset.count(table.name),
            evidence=EvidenceView.of(table.evidence),
        )


class QuestionView(BaseModel):
    """Something that the evidence leaves open."""

    about: str
    text: str
    settle: str


class SchemaView(BaseModel):
    """The blueprint of a job with its pending edits."""

    revision: int
    tables: list[TableView]
    questions: list[QuestionView]
    pending: list[str]
    """The edits that are not applied yet, in words."""
    redoable: str | None
    """What redoing would do, in words."""

    @classmethod
    def of(cls, draft: Draft) -> SchemaView:
        return cls(
            revision=draft.current.revision,
            tables=[TableView.of(table, draft.dataset) for table in draft.current.tables],
            questions=[
                QuestionView(about=q.about, text=q.text, settle=q.settle)
                for q in draft.current.questions
            ],
            pending=[told(one.edit) for one in draft.done],
            redoable=told(draft.undone[-1].edit) if draft.undone else None,
        )


class Edits(BaseModel):
    """Edits of the blueprint that was seen at a revision."""

    revision: int
    edits: list[Change] = Field(min_length=1, max_length=100)
    force: bool = False


class Seen(BaseModel):
    """The revision that was seen."""

    revision: int


class Trial(BaseModel):
    """Edits that are only looked at."""

    edits: list[Change] = Field(min_length=1, max_length=100)


class PreviewView(BaseModel):
    """What edits would do."""

    sql: str
    migration: str
    objections: list[ObjectionView]
    losses: list[str]


class Sql(BaseModel):
    """Statements."""

    sql: str


class Migration(BaseModel):
    """The SQL that applying the pending edits runs."""

    sql: str
    losses: list[str]


class Applied(BaseModel):
    """What was applied."""

    blueprint: SchemaView
    sql: str
    backend_url: str | None


class ParameterView(BaseModel):
    """A parameter of an endpoint."""

    name: str
    place: str
    key: str
    type: str
    array: bool
    required: bool
    values: list[str]
    """Values that were seen, where they are few."""
    meaning: str


class CarrierView(BaseModel):
    """Where a request tells who asks."""

    place: Literal["header", "cookie", "query"]
    name: str
    scheme: str
    """The word before the token in a header."""


class EndpointView(BaseModel):
    """An endpoint of the app, and how faithfully it is answered."""

    name: str
    verb: str
    method: str
    path: str
    table: str
    authenticated: bool
    carriers: list[CarrierView]
    """Where it is told who asks, of an app that knows accounts."""
    description: str
    parameters: list[ParameterView]
    evidence: EvidenceView
    scores: Scores | None
    unexplained: bool
    deviations: list[Deviation]


def endpoints(blueprint: Blueprint, fidelity: Fidelity | None) -> list[EndpointView]:
    """The operations, each with what the replay said of it."""
    measured = {one.operation: one for one in fidelity.endpoints} if fidelity else {}
    known = blueprint.authentication.carriers if blueprint.authentication else ()
    carriers = [CarrierView(place=c.place, name=c.name, scheme=c.scheme) for c in known]
    return [_endpoint(one, carriers, measured.get(one.name)) for one in blueprint.operations]


def _endpoint(operation: Operation, carriers: list[CarrierView], measured: Any) -> EndpointView:
    scores = None
    if measured:
        scores = Scores.model_validate(
            {name: getattr(measured.scores, name) for name in Scores.model_fields}
        )
    return EndpointView(
        name=operation.name,
        verb=operation.verb,
        method=operation.method,
        path=operation.path,
        table=operation.table,
        authenticated=operation.authenticated,
        carriers=carriers,
        description=operation.description,
        parameters=[
            ParameterView(
                name=p.name,
                place=p.place,
                key=p.key,
                type=p.type,
                array=p.array,
                required=p.required,
                values=list(p.values),
                meaning=p.meaning,
            )
            for p in operation.parameters
        ],
        evidence=EvidenceView.of(operation.evidence),
        scores=scores,
        unexplained=bool(measured and measured.unexplained),
        deviations=list(measured.deviations) if measured else [],
    )


class ExchangeView(BaseModel):
    """A recorded request and its answer, without secrets."""

    index: int
    method: str
    url: str
    status: int
    request: str
    form: Form | None
    """What the request carries, where that is a form."""
    answer: str
