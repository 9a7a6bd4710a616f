"""The operations of the blog that read."""

from tests.build.blog_shown import article, tags_of, user
from tests.build.shorthand import (
    answers,
    body,
    error,
    field,
    given,
    obj,
    operation,
    query,
    same,
    source,
)
from wirebase.blueprint.expressions import (
    Aggregate,
    AllOf,
    AnyOf,
    Caller,
    Case,
    Choice,
    Comparison,
    Constant,
    Contains,
    Exists,
    IsGiven,
    Items,
    Join,
    Mapping,
    Negation,
    Now,
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
    FailureKind,
    Find,
    Parameter,
    Place,
    Verb,
)
from wirebase.blueprint.tables import (
    Type,
)

TITLE = body("title", "/article/title", required=True)
SLUG = Parameter(name="slug", place=Place.PATH, key="slug", required=True)
THE_ARTICLE = source("articles", "article", same(field("article.slug"), given("slug")))
FOUND = Find(source=THE_ARTICLE)


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
    by_title = Order(by=field("a.title"), when=same(given("sort"), Constant(value="title")))
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
        "linked_tags",
        "GET",
        "/articles/{slug}/linked",
        verb=Verb.LIST,
        parameters=(SLUG,),
        failures=(MISSING,),
        effects=(FOUND,),
        answers=answers(tags_of("article", as_linked=True)),
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
        effects=(Find(source=source("articles", "a", same(field("a.id"), given("article_id")))),),
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
                ratings=Total(
                    source=source("articles", "a"), function=Aggregate.SUM, column="rating"
                ),
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
