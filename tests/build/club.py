"""A blueprint whose members stand in two tables that are one: as a club's app showed them."""

from tests.build.people import rows
from tests.build.shorthand import (
    ID,
    answers,
    body,
    error,
    field,
    given,
    number,
    obj,
    operation,
    refers,
    same,
    source,
    text,
)
from wirebase.blueprint.dataset import Dataset
from wirebase.blueprint.document import Blueprint, Origin, Question
from wirebase.blueprint.expressions import Join, Order, Row, Rows
from wirebase.blueprint.operations import Assignment, FailureKind, Find, Insert, Parameter, Place
from wirebase.blueprint.tables import Column, Default, ForeignKey, Kind, OnDelete, Table, Type

MEMBERS = Table(
    name="members",
    columns=(
        ID,
        text("name", nullable=False, unique=True),
        text("email", nullable=False),
        Column(name="updated_at", type=Type.TIMESTAMPTZ, default=Default.NOW, touched=True),
    ),
    primary_key=("id",),
)
PROFILES = Table(
    name="profiles",
    columns=(
        number("member_id", nullable=False),
        text("name"),
        text("motto", nullable=False),
        number("points", nullable=False, default=Default.VALUE, default_value=0),
        number("mentor_id"),
    ),
    primary_key=("member_id",),
    foreign_keys=(
        refers("member_id", "members", on_delete=OnDelete.CASCADE),
        ForeignKey(columns=("mentor_id",), table="profiles", references=("member_id",)),
    ),
)
POSTS = Table(
    name="posts",
    columns=(ID, text("title"), number("profile_id")),
    primary_key=("id",),
    foreign_keys=(
        ForeignKey(columns=("profile_id",), table="profiles", references=("member_id",)),
    ),
)
BESIDE = Table(
    name="profiles_shown",
    kind=Kind.DERIVED,
    columns=(number("member_id", nullable=False), number("rank")),
    primary_key=("member_id",),
    foreign_keys=(ForeignKey(columns=("member_id",), table="profiles", references=("member_id",)),),
)

PROFILE = obj(
    id=field("profile.member_id"),
    motto=field("profile.motto"),
    points=field("profile.points"),
    rank=Row(
        source=source(
            "profiles_shown", "beside", same(field("beside.member_id"), field("profile.member_id"))
        ),
        value=field("beside.rank"),
    ),
    email=Row(
        source=source("members", "member", same(field("member.id"), field("profile.member_id"))),
        value=field("member.email"),
    ),
)
OPERATIONS = (
    operation(
        "list_members",
        "GET",
        "/members",
        answers=answers(
            Rows(
                source=source("members", "member", order=(Order(by=field("member.id")),)),
                item=obj(id=field("member.id"), name=field("member.name")),
            )
        ),
    ),
    operation(
        "list_profiles",
        "GET",
        "/profiles",
        table="profiles",
        answers=answers(
            Rows(
                source=source("profiles", "profile", order=(Order(by=field("profile.member_id")),)),
                item=PROFILE,
            )
        ),
    ),
    operation(
        "get_profile",
        "GET",
        "/profiles/{id}",
        parameters=(Parameter(name="id", place=Place.PATH, key="id", type=Type.INTEGER),),
        effects=(
            Find(
                source=source("profiles", "profile", same(field("profile.member_id"), given("id")))
            ),
        ),
        answers=answers(PROFILE),
        failures=(error("gone", FailureKind.MISSING, 404),),
    ),
    operation(
        "list_posts",
        "GET",
        "/posts",
        answers=answers(
            Rows(
                source=source(
                    "posts",
                    "post",
                    order=(Order(by=field("post.id")),),
                    joins=(
                        Join(
                            table="profiles",
                            alias="profile",
                            on=(same(field("profile.member_id"), field("post.profile_id")),),
                        ),
                    ),
                ),
                item=obj(title=field("post.title"), motto=field("profile.motto")),
            )
        ),
    ),
    operation(
        "post_profile",
        "POST",
        "/profiles",
        parameters=(
            body("member", "/member", type=Type.INTEGER, required=True),
            body("motto", "/motto", required=True),
        ),
        effects=(
            Insert(
                table="profiles",
                alias="profile",
                values=(
                    Assignment(column="member_id", value=given("member")),
                    Assignment(column="motto", value=given("motto")),
                ),
            ),
        ),
        answers=answers(PROFILE, 201),
    ),
)


def club() -> Blueprint:
    """A new copy of the blueprint."""
    return Blueprint(
        name="club",
        origin=Origin(url="http://club.test", salt="s"),
        tables=(MEMBERS, PROFILES, POSTS),
        beside=(BESIDE,),
        operations=OPERATIONS,
        questions=(
            Question(about="profiles.motto", text="What is it?"),
            Question(about="profiles", text="Are there more?"),
        ),
    )


def members(*, everyone: bool = True) -> Dataset:
    """Three members, of which all or the first two have a profile."""
    time = "2025-01-01T00:00:00Z"
    profiles = [
        {"member_id": 1, "name": "ann", "motto": "onwards", "points": 3, "mentor_id": 2},
        {"member_id": 2, "name": None, "motto": "slowly", "points": 0, "mentor_id": None},
        {"member_id": 3, "name": "cyd", "motto": "why", "points": 9, "mentor_id": 1},
    ]
    return Dataset(
        rows={
            "members": rows(
                *(
                    {"id": n, "name": name, "email": f"{name}@club.test", "updated_at": time}
                    for n, name in enumerate(("ann", "bob", "cyd"), 1)
                )
            ),
            "profiles": rows(*profiles[: 3 if everyone else 2]),
            "posts": rows(
                {"id": 1, "title": "Hello", "profile_id": 1},
                {"id": 2, "title": "Again", "profile_id": 2},
            ),
            "profiles_shown": rows({"member_id": 1, "rank": 7}),
        }
    )
