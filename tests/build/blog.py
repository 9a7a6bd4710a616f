"""A blueprint by hand, in which every kind of node stands once: a blog."""

from wirebase.blueprint.document import Authentication, Blueprint, Carrier, Origin
from wirebase.blueprint.expressions import (
    Aggregate,
    AllOf,
    AnyOf,
    Caller,
    Case,
    Choice,
    Compare,
    Comparison,
    Concat,
    Constant,
    Contains,
    Element,
    Exists,
    Expression,
    Field,
    Fresh,
    Freshly,
    Given,
    IsGiven,
    Items,
    Join,
    Mapping,
    Member,
    Negation,
    Now,
    Object,
    Order,
    Page,
    PageFact,
    PageInfo,
    Recorded,
    Row,
    Rows,
    Source,
    Total,
)
from wirebase.blueprint.operations import (
    Answer,
    Assignment,
    CloseSession,
    Delete,
    Failure,
    FailureKind,
    Find,
    ForEach,
    Header,
    Insert,
    Login,
    OpenSession,
    Operation,
    Parameter,
    Place,
    SetCredentials,
    SetLinks,
    Update,
    Verb,
)
from wirebase.blueprint.tables import (
    Column,
    Default,
    Encoding,
    ForeignKey,
    Form,
    Kind,
    OnDelete,
    Role,
    Table,
    Type,
)
from wirebase.evidence import Evidence


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


def source(table: str, alias: str, *where, **more) -> Source:
    return Source(table=table, alias=alias, where=where, **more)


def user(alias: str, **more: Expression) -> Object:
    return obj(
        id=field(f"{alias}.id"),
        username=field(f"{alias}.username"),
        email=field(f"{alias}.email"),
        bio=field(f"{alias}.bio"),
        **more,
    )


def tags_of(alias: str) -> Rows:
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
        order=(Order(by=field("tag.name")),),
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


TITLE = body("title", "/article/title", required=True)
SLUG = Parameter(name="slug", place=Place.PATH, key="slug", required=True)
THE_ARTICLE = source("articles", "article", same(field("article.slug"), given("slug")))
FOUND = Find(source=THE_ARTICLE)


def error(text: str, kind: FailureKind, status: int, **more) -> Failure:
    return Failure(kind=kind, status=status, body=obj(message=Constant(value=text)), **more)


NOBODY = error("Log in first", FailureKind.UNAUTHORIZED, 401)
MISSING = error("No such article", FailureKind.MISSING, 404)
INVALID = error("Nonsense", FailureKind.INVALID, 422)
TAKEN = error("Taken", FailureKind.CONFLICT, 409)
FOREIGN = error(
    "Not yours",
    FailureKind.FORBIDDEN,
    403,
    when=Exists(
        source=source(
            "articles",
            "article",
            same(field("article.slug"), given("slug")),
            same(field("article.author_id"), Caller(column="id"), op=Comparison.NE),
        )
    ),
)


def listed(table: str, alias: str) -> Source:
    tagged = source(
        "article_tags",
        "link",
        same(field("link.article_id"), field("a.id")),
        same(field("tag.name"), given("tag")),
        joins=(Join(table="tags", alias="tag", on=(same(field("tag.id"), field("link.tag_id")),)),),
    )
    by_title = Order(
        by=field("a.title"), when=same(given("sort"), Constant(value="title"))
    )
    return source(
        table,
        alias,
        same(field("a.status"), given("status"), optional=True),
        same(field("a.id"), given("ids"), op=Comparison.IN, optional=True),
        same(field("a.labels"), given("label"), op=Comparison.HAS, optional=True),
        same(field("a.author_id"), given("author"), optional=True),
        same(field("a.rating"), given("least"), op=Comparison.GE, optional=True),
        same(field("a.title"), given("begins"), op=Comparison.PREFIX, optional=True),
        same(field("a.meta"), given("bare"), op=Comparison.IS_NULL, optional=True),
        same(field("a.meta", pointer="/hint"), given("hint"), optional=True),
        AnyOf(conditions=(Negation(condition=IsGiven(parameter="tag")), Exists(source=tagged))),
        Contains(columns=(field("a.title"), field("a.body")), text=given("q")),
        order=(by_title, Order(by=field("a.created_at"), descending=True, nulls_first=False)),
        page=Page(limit="limit", offset="offset", default_limit=3, max_limit=5),
    )


def operation(name: str, method: str, path: str, **more) -> Operation:
    return Operation(name=name, verb=more.pop("verb", Verb.ACTION), method=method, path=path, **more)


def answers(value: Expression | None, status: int = 200, **more) -> tuple[Answer, ...]:
    return (Answer(status=status, body=value, **more),)


READS = (
    operation(
        "list_articles",
        "GET",
        "/articles",
        verb=Verb.LIST,
        parameters=(
            query("status"),
            query("ids", type=Type.INTEGER, array=True),
            query("label"),
            query("author", type=Type.INTEGER),
            query("least", type=Type.DOUBLE),
            query("begins"),
            query("bare", type=Type.BOOLEAN),
            query("hint"),
            query("tag"),
            query("q"),
            query("sort"),
            query("limit", type=Type.INTEGER),
            query("offset", type=Type.INTEGER),
        ),
        answers=answers(
            obj(
                articles=Rows(source=listed("articles", "a"), item=article("a")),
                **{
                    fact.value: PageInfo(fact=fact, source=listed("articles", "a"))
                    for fact in PageFact
                },
            )
        ),
    ),
    operation(
        "get_article",
        "GET",
        "/articles/{slug}",
        verb=Verb.DETAIL,
        parameters=(SLUG,),
        failures=(MISSING,),
        effects=(FOUND,),
        answers=answers(obj(article=article("article"))),
    ),
    operation(
        "list_comments",
        "GET",
        "/articles/{article_id}/comments",
        verb=Verb.LIST,
        parameters=(
            Parameter(name="article_id", place=Place.PATH, key="article_id", type=Type.INTEGER),
            query("page", type=Type.INTEGER),
        ),
        failures=(MISSING,),
        effects=(
            Find(source=source("articles", "a", same(field("a.id"), given("article_id")))),
        ),
        answers=answers(
            Rows(
                source=source(
                    "comments",
                    "c",
                    same(field("c.article_id"), field("a.id")),
                    same(field("c.parent_id"), Constant(value=True), op=Comparison.IS_NULL),
                    page=Page(number="page", default_limit=2),
                ),
                item=obj(
                    id=field("c.id"),
                    body=field("c.body"),
                    posted=field("c.posted"),
                    replies=Rows(
                        source=source("comments", "r", same(field("r.parent_id"), field("c.id"))),
                        item=obj(id=field("r.id"), to=field("c.id")),
                    ),
                ),
            ),
        ),
    ),
    operation(
        "statistics",
        "GET",
        "/statistics",
        verb=Verb.AGGREGATE,
        answers=answers(
            obj(
                articles=Total(source=source("articles", "a")),
                ratings=Total(source=source("articles", "a"), function=Aggregate.SUM, column="rating"),
                mean=Total(source=source("articles", "a"), function=Aggregate.AVG, column="rating"),
                first=Total(
                    source=source("articles", "a"), function=Aggregate.MIN, column="created_at"
                ),
                last=Total(source=source("tags", "t"), function=Aggregate.MAX, column="id"),
                statuses=Mapping(
                    source=source("articles", "a"), key=field("a.slug"), item=field("a.status")
                ),
                items=Items(items=(Constant(value=1), Constant(value="two"), Constant())),
                now=Now(),
                none=Row(
                    source=source("users", "u", same(field("u.id"), Constant(value=-1))),
                    value=user("u"),
                    missing={"id": 0},
                ),
                mood=Choice(
                    cases=(
                        Case(
                            when=AllOf(
                                conditions=(
                                    Exists(source=source("articles", "a")),
                                    same(Constant(value=1), Constant(value=2), op=Comparison.LT),
                                )
                            ),
                            then=Constant(value="lively"),
                        ),
                    ),
                    otherwise=Constant(value=0),
                ),
            )
        ),
    ),
    operation(
        "anything",
        "GET",
        "/anything/{what}",
        verb=Verb.RECORDED,
        parameters=(Parameter(name="what", place=Place.PATH, key="what"),),
        answers=answers(Recorded()),
    ),
    operation(
        "motd",
        "GET",
        "/motd",
        verb=Verb.DOCUMENT,
        answers=(Answer(body=Constant(value='"Hi" & bye'), mime="text/plain"),),
    ),
)

CONTENTS = (
    body("text", "/article/body"),
    body("status", "/article/status"),
    body("meta", "/article/meta", type=Type.JSONB),
    body("labels", "/article/labels", array=True),
    body("price", "/article/price", type=Type.NUMERIC),
    body("rating", "/article/rating", type=Type.DOUBLE),
    body("published_on", "/article/publishedOn", type=Type.DATE),
    body("tags", "/article/tagList", array=True),
)


def sets(*columns: str, optional: bool = True) -> tuple[Assignment, ...]:
    names = {"body": "text"}
    return tuple(
        Assignment(column=c, value=given(names.get(c, c)), optional=optional) for c in columns
    )


LINKS = SetLinks(
    table="article_tags",
    owner=Assignment(column="article_id", value=field("article.id")),
    target="tag_id",
    values=given("tags"),
    match="name",
    target_table="tags",
    create_missing=True,
)

WRITES = (
    operation(
        "create_article",
        "POST",
        "/articles",
        verb=Verb.CREATE,
        authenticated=True,
        parameters=(TITLE, *CONTENTS),
        failures=(NOBODY, INVALID, TAKEN),
        effects=(
            Insert(
                table="articles",
                alias="article",
                values=(
                    Assignment(column="title", value=given("title")),
                    *sets("body", "status", "meta", "labels", "price", "rating", "published_on"),
                    Assignment(column="author_id", value=Caller(column="id")),
                    Assignment(
                        column="slug",
                        value=Fresh(
                            how=Freshly.SLUG, of=given("title"), table="articles", column="slug"
                        ),
                    ),
                ),
            ),
            LINKS,
        ),
        answers=answers(
            obj(article=article("article")),
            201,
            headers=(
                Header(
                    name="Location",
                    value=Concat(parts=(Constant(value="/articles/"), field("article.slug"))),
                ),
            ),
        ),
    ),
    operation(
        "update_article",
        "PUT",
        "/articles/{slug}",
        verb=Verb.UPDATE,
        authenticated=True,
        parameters=(SLUG, TITLE.model_copy(update={"required": False}), *CONTENTS),
        failures=(NOBODY, FOREIGN, MISSING, INVALID),
        effects=(
            FOUND,
            Update(
                table="articles",
                alias="article",
                values=sets(
                    "title", "body", "status", "meta", "labels", "price", "rating", "published_on"
                ),
            ),
            LINKS,
        ),
        answers=answers(obj(article=article("article"))),
    ),
    operation(
        "delete_article",
        "DELETE",
        "/articles/{slug}",
        verb=Verb.DELETE,
        authenticated=True,
        parameters=(SLUG,),
        failures=(NOBODY, FOREIGN, MISSING),
        effects=(FOUND, Delete(source=THE_ARTICLE)),
        answers=answers(None, 204),
    ),
    operation(
        "delete_user",
        "DELETE",
        "/users/{id}",
        verb=Verb.DELETE,
        parameters=(Parameter(name="id", place=Place.PATH, key="id", type=Type.INTEGER),),
        effects=(
            Find(source=source("users", "u", same(field("u.id"), given("id")))),
            Delete(source=source("users", "u")),
        ),
        answers=answers(user("u")),
    ),
    operation(
        "favourite",
        "POST",
        "/articles/{slug}/favourite",
        verb=Verb.LINK,
        authenticated=True,
        parameters=(SLUG,),
        failures=(NOBODY, MISSING),
        effects=(
            FOUND,
            Insert(
                table="favourites",
                alias="favourite",
                values=(
                    Assignment(column="user_id", value=Caller(column="id")),
                    Assignment(column="article_id", value=field("article.id")),
                ),
                ignore_conflict=True,
            ),
        ),
        answers=answers(obj(by=field("favourite.user_id"), article=article("article"))),
    ),
    operation(
        "unfavourite",
        "DELETE",
        "/articles/{slug}/favourite",
        verb=Verb.UNLINK,
        authenticated=True,
        parameters=(SLUG,),
        failures=(NOBODY, MISSING),
        effects=(
            FOUND,
            Delete(
                source=favourite("article", same(field("fav.user_id"), Caller(column="id")))
            ),
        ),
        answers=answers(obj(article=article("article"))),
    ),
    operation(
        "add_comments",
        "POST",
        "/articles/{slug}/comments",
        authenticated=True,
        parameters=(
            SLUG,
            body("comments", "", type=Type.JSONB, array=True, required=True),
        ),
        failures=(NOBODY, MISSING, INVALID),
        effects=(
            FOUND,
            ForEach(
                values=given("comments"),
                effects=(
                    Find(
                        source=source(
                            "comments", "parent", same(field("parent.id"), Element(pointer="/to"))
                        ),
                        required=False,
                    ),
                    Insert(
                        table="comments",
                        alias="comment",
                        values=(
                            Assignment(column="body", value=Element(pointer="/body")),
                            Assignment(column="posted", value=Element(pointer="/at"), optional=True),
                            Assignment(column="parent_id", value=field("parent.id")),
                            Assignment(column="article_id", value=field("article.id")),
                            Assignment(column="author_id", value=Caller(column="id")),
                        ),
                    ),
                ),
            ),
        ),
        answers=(
            Answer(
                when=same(field("comment.id"), Constant(value=True), op=Comparison.IS_NULL),
                status=204,
            ),
            Answer(
                status=201,
                body=obj(
                    last=field("comment.id"),
                    parent=field("comment.parent_id"),
                    posted=field("comment.posted"),
                ),
            ),
        ),
    ),
)

ME = obj(user=user("me", token=Fresh(how=Freshly.SESSION)))
NAMES = (
    body("username", "/user/username"),
    body("email", "/user/email"),
    body("password", "/user/password"),
    body("bio", "/user/bio"),
)
CREDENTIALS = SetCredentials(alias="me", logins=(given("email"),), password=given("password"))

ACCOUNTS = (
    operation(
        "register",
        "POST",
        "/users",
        verb=Verb.REGISTER,
        parameters=NAMES,
        failures=(INVALID, TAKEN),
        effects=(
            Insert(
                table="users",
                alias="me",
                values=tuple(
                    Assignment(column=c, value=given(c)) for c in ("username", "email", "bio")
                ),
            ),
            CREDENTIALS,
            OpenSession(alias="me"),
        ),
        answers=answers(ME, 201),
    ),
    operation(
        "login",
        "POST",
        "/users/login",
        verb=Verb.LOGIN,
        parameters=NAMES,
        failures=(error("Wrong password", FailureKind.UNAUTHORIZED, 403),),
        effects=(Login(alias="me", login=given("email"), password=given("password")),),
        answers=answers(ME),
    ),
    operation(
        "logout",
        "POST",
        "/users/logout",
        verb=Verb.LOGOUT,
        effects=(CloseSession(),),
        answers=answers(None, 204),
    ),
    operation(
        "current_user",
        "GET",
        "/user",
        verb=Verb.CALLER,
        authenticated=True,
        failures=(NOBODY,),
        answers=answers(obj(id=Caller(column="id"), username=Caller(column="username"))),
    ),
    operation(
        "update_user",
        "PUT",
        "/user",
        authenticated=True,
        parameters=NAMES,
        failures=(NOBODY, INVALID, TAKEN),
        effects=(
            Find(source=source("users", "me", same(field("me.id"), Caller(column="id")))),
            Update(
                table="users",
                alias="me",
                values=tuple(
                    Assignment(column=c, value=given(c), optional=True)
                    for c in ("username", "email", "bio")
                ),
            ),
            CREDENTIALS,
        ),
        answers=answers(obj(user=user("me"))),
    ),
)


def blog() -> Blueprint:
    """A new copy of the blueprint."""
    return Blueprint(
        name="blog",
        origin=Origin(url="http://blog.test", salt="salt'y"),
        tables=TABLES,
        operations=(*READS, *WRITES, *ACCOUNTS),
        authentication=Authentication(
            table="users",
            key="id",
            carriers=(
                Carrier(place="header", name="authorization", scheme="Token"),
                Carrier(place="header", name="x-api-key", account_column="users.api_key"),
            ),
        ),
    )
