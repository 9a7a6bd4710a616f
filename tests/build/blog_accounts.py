"""The operations of the blog about accounts."""

from tests.build.blog_reads import INVALID, NOBODY, TAKEN
from tests.build.blog_shown import user
from tests.build.shorthand import answers, body, error, field, given, obj, operation, same, source
from wirebase.blueprint.expressions import (
    Caller,
    Fresh,
    Freshly,
)
from wirebase.blueprint.operations import (
    Assignment,
    CloseSession,
    FailureKind,
    Find,
    Insert,
    Login,
    OpenSession,
    SetCredentials,
    Update,
    Verb,
)
from wirebase.blueprint.tables import Type

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
    operation(
        "renumber_user",
        "PUT",
        "/user/number",
        authenticated=True,
        parameters=(body("id", "/id", type=Type.INTEGER),),
        effects=(
            Find(source=source("users", "me", same(field("me.id"), Caller(column="id")))),
            Update(table="users", alias="me", values=(Assignment(column="id", value=given("id")),)),
        ),
        answers=answers(obj(user=user("me"))),
    ),
)
