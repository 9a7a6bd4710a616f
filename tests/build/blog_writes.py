"""The operations of the blog that write articles and what belongs to them."""

from tests.build.blog_reads import (
    FOREIGN,
    FOUND,
    INVALID,
    MISSING,
    NOBODY,
    SLUG,
    TAKEN,
    THE_ARTICLE,
    TITLE,
)
from tests.build.blog_shown import article, favourite, user
from tests.build.shorthand import answers, body, field, given, obj, operation, same, source
from wirebase.blueprint.expressions import (
    Caller,
    Comparison,
    Concat,
    Constant,
    Element,
    Fresh,
    Freshly,
    Total,
)
from wirebase.blueprint.operations import (
    Answer,
    Assignment,
    Delete,
    Find,
    ForEach,
    Header,
    Insert,
    Parameter,
    Place,
    SetLinks,
    Update,
    Verb,
)
from wirebase.blueprint.tables import (
    Type,
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
        "withdraw_article",
        "DELETE",
        "/withdrawn/{slug}",
        verb=Verb.DELETE,
        authenticated=True,
        parameters=(SLUG,),
        failures=(NOBODY, FOREIGN, MISSING),
        effects=(
            FOUND,
            Delete(source=source("articles", "gone", same(field("gone.id"), field("article.id")))),
        ),
        answers=answers(
            obj(article=article("article"), left=Total(source=source("articles", "a")))
        ),
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
            Delete(source=favourite("article", same(field("fav.user_id"), Caller(column="id")))),
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
                            Assignment(
                                column="posted", value=Element(pointer="/at"), optional=True
                            ),
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
