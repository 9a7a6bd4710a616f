"""What the blog shows of its rows."""

from tests.build.shorthand import field, obj, same, source
from wirebase.blueprint.expressions import (
    Caller,
    Concat,
    Constant,
    Exists,
    Expression,
    Join,
    Member,
    Object,
    Order,
    Row,
    Rows,
    Source,
    Total,
)
from wirebase.blueprint.tables import (
    Encoding,
    Form,
)


def user(alias: str, **more: Expression) -> Object:
    return obj(
        id=field(f"{alias}.id"),
        username=field(f"{alias}.username"),
        email=field(f"{alias}.email"),
        bio=field(f"{alias}.bio"),
        **more,
    )


def tags_of(alias: str, *, as_linked: bool = False) -> Rows:
    joined = Join(
        table="article_tags",
        alias="link",
        on=(same(field("link.tag_id"), field("tag.id")),),
    )
    rows = source(
        "tags",
        "tag",
        same(field("link.article_id"), field(f"{alias}.id")),
        joins=(joined,),
        order=() if as_linked else (Order(by=field("tag.name")),),
        as_stored=as_linked,
    )
    return Rows(source=rows, item=field("tag.name"))


def favourite(alias: str, *where) -> Source:
    return source("favourites", "fav", same(field("fav.article_id"), field(f"{alias}.id")), *where)


def article(alias: str) -> Object:
    author = source("users", "author", same(field("author.id"), field(f"{alias}.author_id")))
    mine = same(field("fav.user_id"), Caller(column="id"))
    members = obj(
        id=field(f"{alias}.id"),
        slug=field(f"{alias}.slug"),
        title=field(f"{alias}.title"),
        body=field(f"{alias}.body"),
        status=field(f"{alias}.status"),
        meta=field(f"{alias}.meta"),
        labels=field(f"{alias}.labels"),
        price=field(f"{alias}.price"),
        rating=field(f"{alias}.rating"),
        pinned=field(f"{alias}.pinned"),
        publishedOn=field(f"{alias}.published_on"),
        createdAt=field(f"{alias}.created_at"),
        updatedAt=field(f"{alias}.updated_at", encoding=Encoding(form=Form.EPOCH_S)),
        tagList=tags_of(alias),
        favorited=Exists(source=favourite(alias, mine)),
        favoritesCount=Total(source=favourite(alias)),
        author=Row(source=author, value=user("author")),
        url=Concat(parts=(Constant(value="/articles/"), field(f"{alias}.slug"))),
    ).members
    hint = Member(name="hint", value=field(f"{alias}.meta", pointer="/hint"), when_null=False)
    return Object(members=(*members, hint))
