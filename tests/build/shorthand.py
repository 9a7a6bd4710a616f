"""Short ways to write the parts of a blueprint."""

from wirebase.blueprint.expressions import (
    Compare,
    Constant,
    Expression,
    Field,
    Given,
    Member,
    Object,
    Source,
)
from wirebase.blueprint.operations import (
    Answer,
    Failure,
    FailureKind,
    Operation,
    Parameter,
    Place,
    Verb,
)
from wirebase.blueprint.tables import (
    Column,
    Default,
    Encoding,
    ForeignKey,
    Form,
    Type,
)


def obj(**members: Expression) -> Object:
    return Object(members=tuple(Member(name=n, value=v) for n, v in members.items()))


def same(left: Expression, right: Expression, **more) -> Compare:
    return Compare(left=left, right=right, **more)


def field(path: str, **more) -> Field:
    row, column = path.split(".")
    return Field(row=row, column=column, **more)


def given(parameter: str) -> Given:
    return Given(parameter=parameter)


def query(name: str, **more) -> Parameter:
    return Parameter(name=name, place=Place.QUERY, key=name, **more)


def body(name: str, key: str, **more) -> Parameter:
    return Parameter(name=name, place=Place.BODY, key=key, **more)


ID = Column(name="id", type=Type.INTEGER, nullable=False, default=Default.IDENTITY)
CREATED = Column(
    name="created_at",
    type=Type.TIMESTAMPTZ,
    nullable=False,
    default=Default.NOW,
    encoding=Encoding(form=Form.ISO, digits=6, zone="+00:00"),
)


def text(name: str, **more) -> Column:
    return Column(name=name, type=Type.TEXT, **more)


def refers(column: str, table: str, **more) -> ForeignKey:
    return ForeignKey(columns=(column,), table=table, references=("id",), **more)


def number(name: str, **more) -> Column:
    return Column(name=name, type=Type.INTEGER, **more)


def source(table: str, alias: str, *where, **more) -> Source:
    return Source(table=table, alias=alias, where=where, **more)


def error(text: str, kind: FailureKind, status: int, **more) -> Failure:
    return Failure(kind=kind, status=status, body=obj(message=Constant(value=text)), **more)


def operation(name: str, method: str, path: str, **more) -> Operation:
    return Operation(
        name=name, verb=more.pop("verb", Verb.ACTION), method=method, path=path, **more
    )


def answers(value: Expression | None, status: int = 200, **more) -> tuple[Answer, ...]:
    return (Answer(status=status, body=value, **more),)
