"""A small app by hand: a library with accounts, books, GraphQL and things that go wrong."""

from __future__ import annotations

from pathlib import Path

from wirebase.blueprint.document import Authentication, Blueprint, Carrier, Origin
from wirebase.blueprint.expressions import (
    Caller,
    Compare,
    Comparison,
    Concat,
    Constant,
    Contains,
    Expression,
    Field,
    Fresh,
    Freshly,
    Given,
    Member,
    Object,
    Order,
    Recorded,
    Rows,
    Source,
)
from wirebase.blueprint.operations import (
    Answer,
    Assignment,
    CloseSession,
    Failure,
    FailureKind,
    Find,
    Header,
    Insert,
    Login,
    Match,
    Operation,
    Parameter,
    Place,
    Verb,
)
from wirebase.blueprint.tables import Column, Default, Table, Type
from wirebase.build.migration import migrations
from wirebase.capture.redaction import placeholder

SALT = "library.test"


def obj(**members: Expression) -> Object:
    return Object(members=tuple(Member(name=n, value=v) for n, v in members.items()))


def const(value: str) -> Constant:
    return Constant(value=value)


def column(path: str) -> Field:
    row, name = path.split(".")
    return Field(row=row, column=name)


def given(name: str) -> Given:
    return Given(parameter=name)


def parameter(name: str, place: Place, key: str = "", **more: object) -> Parameter:
    return Parameter.model_validate({"name": name, "place": place, "key": key or name, **more})


def failure(kind: FailureKind, status: int, text: str) -> Failure:
    return Failure(kind=kind, status=status, body=obj(detail=const(text)))


def operation(name: str, method: str, path: str, **more: object) -> Operation:
    told = {"name": name, "verb": Verb.ACTION, "method": method, "path": path, **more}
    return Operation.model_validate(told)


def document(value: Expression | None, status: int = 200, **more: object) -> tuple[Answer, ...]:
    return (Answer.model_validate({"status": status, "body": value, **more}),)


IDENTITY = Column(name="id", type=Type.INTEGER, nullable=False, default=Default.IDENTITY)
TABLES = (
    Table(
        name="books",
        columns=(IDENTITY, Column(name="title", type=Type.TEXT, nullable=False, unique=True)),
        primary_key=("id",),
    ),
    Table(
        name="members",
        columns=(IDENTITY, Column(name="email", type=Type.TEXT, nullable=False, unique=True)),
        primary_key=("id",),
    ),
)

MISSING = failure(FailureKind.MISSING, 404, "Not here")
INVALID = failure(FailureKind.INVALID, 422, "Nonsense")
TAKEN = failure(FailureKind.CONFLICT, 409, "There already")
NOBODY = failure(FailureKind.UNAUTHORIZED, 401, "Who are you?")
THE_BOOK = Source(
    table="books",
    alias="book",
    where=(Compare(left=column("book.id"), right=given("id")),),
)
BOOK = obj(id=column("book.id"), title=column("book.title"))
ID = parameter("id", Place.PATH, type=Type.INTEGER)


def listed() -> Source:
    one_of = Compare(left=column("b.title"), op=Comparison.IN, right=given("title"), optional=True)
    return Source(
        table="books",
        alias="b",
        where=(Contains(columns=(column("b.title"),), text=given("q")), one_of),
        order=(Order(by=column("b.id")),),
    )


LIST = Rows(source=listed(), item=obj(id=column("b.id"), title=column("b.title")))
FILTERS = (
    parameter("q", Place.QUERY),
    parameter("title", Place.QUERY, array=True),
)


def asked(name: str, key: str = "/operationName") -> tuple[Match, ...]:
    return (Match(place=Place.BODY, key=key, value=name),)


BOOKS = (
    operation("list_books", "GET", "/api/books", parameters=FILTERS, answers=document(LIST)),
    operation(
        "get_book",
        "GET",
        "/api/books/{id}",
        parameters=(ID,),
        effects=(Find(source=THE_BOOK),),
        failures=(MISSING,),
        answers=document(BOOK),
        tagged=True,
    ),
    operation("new_book", "GET", "/api/books/new", answers=document(obj(title=const("")))),
    operation(
        "create_book",
        "POST",
        "/api/books/",
        parameters=(parameter("title", Place.BODY, "/title", required=True),),
        failures=(INVALID, TAKEN),
        effects=(
            Insert(
                table="books",
                alias="book",
                values=(Assignment(column="title", value=given("title")),),
            ),
        ),
        answers=document(
            BOOK,
            201,
            headers=(
                Header(
                    name="Location",
                    value=Concat(parts=(const("/api/books/"), column("book.id"))),
                ),
            ),
        ),
    ),
    operation(
        "rename_book",
        "PATCH",
        "/api/books/{id}",
        parameters=(ID, parameter("title", Place.BODY, "/title")),
        failures=(MISSING,),
        answers=document(None, 202),
    ),
    operation(
        "list_featured",
        "GET",
        "/api/books",
        match=(Match(place=Place.QUERY, key="featured"),),
        answers=document(obj(which=const("any"))),
    ),
    operation(
        "list_featured_today",
        "GET",
        "/api/books",
        match=(Match(place=Place.QUERY, key="featured", value="today"),),
        answers=document(obj(which=const("today"))),
    ),
)
ECHOES = (
    operation(
        "echo_path",
        "GET",
        "/echo/{what}",
        parameters=(
            parameter("what", Place.PATH),
            parameter("language", Place.HEADER, "accept-language"),
        ),
        answers=document(obj(what=given("what"), language=given("language"))),
    ),
    operation(
        "echo_body",
        "POST",
        "/echo",
        parameters=(Parameter(name="all", place=Place.BODY, type=Type.JSONB),),
        answers=document(obj(body=given("all"))),
    ),
    operation(
        "echo_text",
        "GET",
        "/echo.txt",
        answers=document(const('"quoted" & plain'), mime="text/plain"),
    ),
    operation("weather", "GET", "/weather", answers=document(Recorded())),
    operation("crash", "GET", "/crash", answers=document(obj())),
    operation("slow", "GET", "/slow", answers=document(obj())),
    operation("contended", "POST", "/contended", answers=document(obj())),
    operation("deadlocked", "POST", "/deadlocked", answers=document(obj())),
    operation("count_visits", "POST", "/visits", answers=document(obj())),
)
ACCOUNTS = (
    operation(
        "login",
        "POST",
        "/login",
        parameters=(
            parameter("email", Place.BODY, "/email"),
            parameter("password", Place.BODY, "/password"),
        ),
        failures=(failure(FailureKind.UNAUTHORIZED, 401, "Wrong password"),),
        effects=(Login(alias="me", login=given("email"), password=given("password")),),
        answers=document(
            obj(email=column("me.email"), token=Fresh(how=Freshly.SESSION)),
            headers=(
                Header(
                    name="Set-Cookie",
                    value=Concat(
                        parts=(
                            const("who="),
                            Fresh(how=Freshly.SESSION),
                            const("; Path=/; HttpOnly"),
                        )
                    ),
                ),
                Header(name="Set-Cookie", value=const("theme=dark; Path=/")),
            ),
        ),
    ),
    operation(
        "me",
        "GET",
        "/me",
        authenticated=True,
        failures=(NOBODY,),
        answers=document(obj(email=Caller(column="email"))),
    ),
    operation(
        "session",
        "GET",
        "/session",
        authenticated=True,
        failures=(NOBODY,),
        answers=document(obj(token=Fresh(how=Freshly.SESSION))),
    ),
    operation("logout", "POST", "/logout", effects=(CloseSession(),), answers=document(None, 204)),
)
GRAPHQL = (
    operation(
        "all_books",
        "POST",
        "/graphql",
        match=asked("AllBooks"),
        answers=document(obj(data=const("all"))),
    ),
    operation(
        "hello",
        "POST",
        "/graphql",
        match=asked("hello", "/query#field"),
        answers=document(obj(data=const("hello"))),
    ),
)

CARRIERS = (
    Carrier(place="header", name="authorization", scheme="Bearer"),
    Carrier(place="cookie", name="who"),
    Carrier(place="query", name="access_token"),
)

ODDITIES = """
create or replace function api.crash() returns json language plpgsql as $$
begin raise exception sqlstate 'XX000' using message = 'the secret is 42'; end $$;
create or replace function api.slow() returns json language plpgsql as $$
begin perform pg_sleep(0.5); return '{"slept": true}'; end $$;
create sequence public.tries;
create or replace function api.contended() returns json language plpgsql as $$
begin
  if nextval('public.tries') < 3 then raise exception sqlstate '40001'; end if;
  return '{"tries": 3}';
end $$;
create or replace function api.deadlocked() returns json language plpgsql as $$
begin raise exception sqlstate '40P01'; end $$;
create table public.visits (id int primary key, count int not null);
insert into public.visits values (1, 0);
create or replace function api.count_visits() returns json
  language plpgsql set default_transaction_isolation = 'read committed' as $$
declare seen int;
begin
  update public.visits set count = count + 1 where id = 1 returning count into seen;
  return json_build_object('count', seen);
end $$;
"""

SEED = f"""
insert into public.books (title) values ('Dune'), ('Emma'), ('Ilias');
insert into public.members (email) values ('ada@library.test');
insert into wirebase.credentials (account, login, password)
  values ('1', 'ada@library.test', '{placeholder("password", "lovelace", SALT)}');
insert into wirebase.sessions (token, account)
  values ('{placeholder("token", "recorded-token", SALT)}', '1');
insert into wirebase.recorded_answers (operation, path, query, body, status, headers, answer) values
  ('weather', '/weather', '', '', 200, '[]', '{{"sky": "grey"}}'),
  ('weather', '/weather', 'day=2&town=a+b', '', 203, '[]', '{{"sky": "blue"}}');
"""


def library() -> Blueprint:
    """A new copy of the blueprint."""
    return Blueprint(
        name="library",
        origin=Origin(url="https://library.test", salt=SALT),
        tables=TABLES,
        operations=(*BOOKS, *ECHOES, *ACCOUNTS, *GRAPHQL),
        authentication=Authentication(table="members", key="id", carriers=CARRIERS),
    )


def write_library(folder: Path) -> Path:
    """What `wirebase generate` would leave in the folder."""
    place = folder / "supabase" / "migrations"
    place.mkdir(parents=True)
    for name, sql in (*migrations(library()), ("99990101000000_oddities.sql", ODDITIES)):
        (place / name).write_text(sql)
    (folder / "supabase" / "seed.sql").write_text(SEED)
    library().save(folder / "blueprint.json")
    return folder
