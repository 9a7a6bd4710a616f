"""An app that gives every guest boards of their own, with all that keys and references can be."""

from tests.build.shorthand import CREATED, ID, field, number, obj, refers, text
from wirebase.blueprint.dataset import CapturedRow, Dataset, Session, TemplateRow
from wirebase.blueprint.document import Authentication, Blueprint, Origin
from wirebase.blueprint.expressions import Caller, Fresh, Freshly
from wirebase.blueprint.operations import (
    Answer,
    Copied,
    OpenSession,
    Operation,
    Provision,
    Verb,
)
from wirebase.blueprint.tables import Column, Default, Kind, OnDelete, Table, Type
from wirebase.evidence import Evidence
from wirebase.exchange import Json

MOMENT = "2026-01-01T10:00:00.5Z"
EARLIER = "2026-01-01T10:00:00.25Z"
UUID = Column(name="id", type=Type.UUID, nullable=False, default=Default.UUID)

TABLES = (
    Table(
        name="boards",
        columns=(ID, text("name", nullable=False), number("owner_id"), CREATED),
        primary_key=("id",),
        foreign_keys=(refers("owner_id", "guests", on_delete=OnDelete.SET_NULL),),
    ),
    Table(
        name="guests",
        columns=(
            ID,
            text("email", nullable=False),
            number("board_id"),
            text("invite", default=Default.TOKEN, nullable=False),
            CREATED,
        ),
        primary_key=("id",),
        foreign_keys=(refers("board_id", "boards", on_delete=OnDelete.SET_NULL),),
    ),
    Table(
        name="profiles",
        columns=(number("guest_id", nullable=False), text("bio")),
        primary_key=("guest_id",),
        foreign_keys=(refers("guest_id", "guests", on_delete=OnDelete.CASCADE),),
    ),
    Table(
        name="cards",
        columns=(
            UUID,
            text("title", nullable=False),
            Column(name="parent_id", type=Type.UUID),
            number("board_id", nullable=False),
            Column(name="checklist", type=Type.JSONB),
            Column(name="due", type=Type.TIMESTAMPTZ),
            CREATED,
        ),
        primary_key=("id",),
        foreign_keys=(
            refers("parent_id", "cards"),
            refers("board_id", "boards", on_delete=OnDelete.CASCADE),
        ),
    ),
    Table(
        name="notes",
        columns=(text("key", nullable=False, default=Default.RANDOM), number("guest_id")),
        primary_key=("key",),
        foreign_keys=(refers("guest_id", "guests"),),
    ),
    Table(name="labels", columns=(ID, text("name")), primary_key=("id",)),
    Table(
        name="card_labels",
        kind=Kind.LINK,
        columns=(
            Column(name="card_id", type=Type.UUID, nullable=False),
            number("label_id", nullable=False),
        ),
        primary_key=("card_id", "label_id"),
        foreign_keys=(
            refers("card_id", "cards", on_delete=OnDelete.CASCADE),
            refers("label_id", "labels", on_delete=OnDelete.CASCADE),
        ),
    ),
)

PROVISION = Provision(
    alias="account",
    template="demo",
    account="8",
    moment=MOMENT,
    tables=(
        Copied(table="guests", moments=("created_at",)),
        Copied(table="boards", moments=("created_at",)),
        Copied(table="profiles"),
        Copied(table="cards", moments=("created_at",)),
        Copied(table="notes"),
        Copied(table="card_labels"),
    ),
    evidence=Evidence(claim="rows of the account were created during the login", support=7),
)


def boards(provision: Provision = PROVISION, tables: tuple[Table, ...] = TABLES) -> Blueprint:
    """The app's blueprint."""
    return Blueprint(
        name="Boards",
        origin=Origin(url="https://boards.test", salt="pepper"),
        authentication=Authentication(table="guests", key="id"),
        tables=tables,
        operations=(
            Operation(
                name="demo",
                verb=Verb.LOGIN,
                method="POST",
                path="/demo",
                effects=(provision, OpenSession(alias="account")),
                answers=(
                    Answer(
                        body=obj(
                            id=field("account.id"),
                            board=field("account.board_id"),
                            token=Fresh(how=Freshly.SESSION),
                        )
                    ),
                ),
            ),
            Operation(
                name="me",
                verb=Verb.CALLER,
                method="GET",
                path="/me",
                authenticated=True,
                answers=(Answer(body=obj(id=Caller(column="id"))),),
            ),
        ),
    )


def card(number: int, parent: int | None, **more: Json) -> dict[str, Json]:
    base: dict[str, Json] = {
        "id": card_key(number),
        "title": f"Card {number}",
        "parent_id": None if parent is None else card_key(parent),
        "board_id": 3,
        "checklist": [{"done": number == 1}],
        "due": "2026-03-01T00:00:00Z",
        "created_at": MOMENT if number == 1 else EARLIER,
    }
    return base | more


def card_key(number: int) -> str:
    return f"0000000{number}-AAAA-4000-8000-000000000000"


STARTING: dict[str, list[dict[str, Json]]] = {
    "guests": [
        {"id": 7, "email": "bot@demo.test", "board_id": 3, "invite": "old", "created_at": EARLIER},
        {"id": 8, "email": "you@demo.test", "board_id": 3, "invite": "old", "created_at": EARLIER},
    ],
    "boards": [{"id": 3, "name": "Start here", "owner_id": 8, "created_at": EARLIER}],
    "profiles": [{"guest_id": 8, "bio": "It's you"}],
    "cards": [card(1, 2), card(2, None)],
    "notes": [{"key": "welcome", "guest_id": 8}],
    "card_labels": [{"card_id": card_key(1), "label_id": 1}],
}
LABELS = [CapturedRow(start={"id": 1, "name": "red"}, end={"id": 1, "name": "red"})]


def captured() -> Dataset:
    """A session of one guest, who was made in it and renamed a card."""
    left = {name: [CapturedRow(end=row) for row in rows] for name, rows in STARTING.items()}
    left["cards"][0] = CapturedRow(end=card(1, 2, title="Renamed"))
    return Dataset(
        rows={**left, "labels": LABELS},
        sessions=[Session("8", "wb_token_" + "8" * 32)],
        templates=[TemplateRow("demo", t, row) for t, rows in STARTING.items() for row in rows],
    )
