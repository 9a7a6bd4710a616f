"""The tables of the blog."""

from tests.build.shorthand import CREATED, ID, number, refers, text
from wirebase.blueprint.tables import (
    Column,
    Default,
    Encoding,
    Form,
    Kind,
    OnDelete,
    Role,
    Table,
    Type,
)
from wirebase.evidence import Evidence

TABLES = (
    Table(
        name="comments",
        columns=(
            ID,
            text("body", nullable=False),
            number("article_id", nullable=False),
            number("author_id", nullable=False),
            number("parent_id"),
            Column(
                name="posted",
                type=Type.TIMESTAMPTZ,
                nullable=False,
                default=Default.NOW,
                encoding=Encoding(form=Form.EPOCH_MS),
            ),
        ),
        primary_key=("id",),
        foreign_keys=(
            refers("article_id", "articles", on_delete=OnDelete.CASCADE),
            refers("author_id", "users"),
            refers("parent_id", "comments", on_delete=OnDelete.CASCADE),
        ),
    ),
    Table(
        name="articles",
        columns=(
            ID,
            text("slug", nullable=False, unique=True),
            text("title", nullable=False, description="It's the headline"),
            text("body", nullable=False),
            text(
                "status",
                nullable=False,
                values=("draft", "published"),
                default=Default.VALUE,
                default_value="draft",
            ),
            Column(name="meta", type=Type.JSONB),
            Column(name="labels", type=Type.TEXT, array=True),
            Column(name="price", type=Type.NUMERIC, encoding=Encoding(form=Form.TEXT)),
            Column(name="rating", type=Type.DOUBLE),
            Column(name="pinned", type=Type.BOOLEAN, nullable=False),
            Column(name="published_on", type=Type.DATE),
            number("author_id", nullable=False),
            CREATED,
            Column(name="updated_at", type=Type.TIMESTAMPTZ, default=Default.NOW, touched=True),
        ),
        primary_key=("id",),
        foreign_keys=(
            refers(
                "author_id",
                "users",
                evidence=Evidence(claim="author.id matched users.id", support=3),
            ),
        ),
        description="What people write",
    ),
    Table(
        name="users",
        columns=(
            ID,
            text("username", nullable=False, unique=True),
            text("email", nullable=False, unique=True),
            text("bio"),
            text("api_key", role=Role.SECRET, default=Default.TOKEN, nullable=False, unique=True),
            CREATED,
        ),
        primary_key=("id",),
    ),
    Table(
        name="tags",
        columns=(
            Column(name="id", type=Type.UUID, nullable=False, default=Default.UUID),
            text("name", nullable=False, unique=True),
            text("colour", nullable=False),
        ),
        primary_key=("id",),
    ),
    Table(
        name="article_tags",
        kind=Kind.LINK,
        columns=(
            number("article_id", nullable=False),
            Column(name="tag_id", type=Type.UUID, nullable=False),
        ),
        primary_key=("article_id", "tag_id"),
        foreign_keys=(
            refers("article_id", "articles", on_delete=OnDelete.CASCADE),
            refers("tag_id", "tags", on_delete=OnDelete.CASCADE),
        ),
    ),
    Table(
        name="favourites",
        kind=Kind.LINK,
        columns=(number("user_id", nullable=False), number("article_id", nullable=False)),
        primary_key=("user_id", "article_id"),
        foreign_keys=(
            refers("user_id", "users"),
            refers("article_id", "articles", on_delete=OnDelete.CASCADE),
        ),
        owner="user_id",
    ),
)
