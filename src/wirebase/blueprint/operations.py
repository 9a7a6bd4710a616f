"""Operations: each captured endpoint, what it reads, what it changes, what it answers."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field as Discriminated

from wirebase.blueprint.expressions import Condition, Expression, Source
from wirebase.blueprint.tables import Type
from wirebase.evidence import Evidence
from wirebase.exchange import Json
from wirebase.model import Model


class Place(StrEnum):
    """Where a request carries a parameter."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    BODY = "body"


class Parameter(Model):
    """A value that a request gives to an operation."""

    name: str
    """Unique in the operation, an SQL identifier."""
    place: Place
    key: str = ""
    """The name in the path template, query string or header; of a body, a JSON pointer ("" is the
    whole body)."""
    type: Type = Type.TEXT
    array: bool = False
    """A repeated query parameter, or a list in the body."""
    tree: bool = False
    """Of a query: the document that all parameters below the key make together, such as
    `filter[a][gt]=1` and `filter[b][]=2`, or that one holds as JSON; of no key, what parameters that
    name columns make: `price__gt=1`."""
    without: tuple[str, ...] = ()
    """Of a tree of no key: the parameters that are no part of it."""
    required: bool = False
    default: Json = None
    values: tuple[str, ...] = ()
    """Values that were seen, where they are few."""
    meaning: str = ""
    """What the parameter does, in words: "equals books.author_id", "page number"."""
    evidence: Evidence = Evidence()


class Match(Model):
    """A part of the request that tells the operation, such as a GraphQL operation name."""

    place: Place
    key: str
    value: str | None = None
    """None: it must be there, whatever it holds."""


class Assignment(Model):
    """A column set by a write. With `optional`, only where the parameters in `value` were given."""

    column: str
    value: Expression
    optional: bool = False


class FailureKind(StrEnum):
    """Why an operation fails."""

    UNAUTHORIZED = "unauthorized"
    """Nobody, or nobody known, asks; or a login does not match."""
    FORBIDDEN = "forbidden"
    MISSING = "missing"
    """A required `Find` found nothing."""
    INVALID = "invalid"
    """The request lacks something or holds what cannot be."""
    CONFLICT = "conflict"
    """A unique key is taken."""


class Find(Model):
    """Puts the first row of the source in scope under its alias; without one the operation fails."""

    effect: Literal["find"] = "find"
    source: Source
    required: bool = True
    failure: FailureKind = FailureKind.MISSING
    """Why it fails: UNAUTHORIZED where the row is the one whose key the request carries."""


class Insert(Model):
    """Adds a row, in scope as `alias`.

    A conflict with a key leaves the row there as it is, where `ignore_conflict`.
    """

    effect: Literal["insert"] = "insert"
    table: str
    alias: str
    values: tuple[Assignment, ...] = ()
    ignore_conflict: bool = False
    when: Condition | None = None


class Update(Model):
    """Changes the row in scope as `alias` (put there by `Find` or `Insert`)."""

    effect: Literal["update"] = "update"
    table: str
    alias: str
    values: tuple[Assignment, ...] = ()
    when: Condition | None = None


class Delete(Model):
    """Deletes the rows of the source.

    The row in scope under its alias, if any, keeps its last values for the answer.
    """

    effect: Literal["delete"] = "delete"
    source: Source
    when: Condition | None = None


class SetLinks(Model):
    """Makes the links of one owner exactly those that a list in the request names."""

    effect: Literal["set_links"] = "set_links"
    table: str
    """The link table."""
    owner: Assignment
    """The column of the link table for the owner, and its value."""
    target: str
    """The column of the link table for the other side."""
    values: Expression
    """The list: a `Given` of array type. Where it was not given nothing changes."""
    pointer: str = ""
    """Where in an item of the list the value stands; "" is the item itself."""
    match: str = ""
    """The column of the target table that the values name, where it is not its key."""
    target_table: str = ""
    create_missing: bool = False
    """Whether a value that names no row of the target table makes one."""
    create_sorted: bool = False
    """Whether such rows are made in the order of their values, and not of the list."""


class ForEach(Model):
    """Runs effects for each item of a list in the request; `Element` yields parts of the item."""

    effect: Literal["for_each"] = "for_each"
    values: Expression
    effects: tuple[Effect, ...]
    keeps: str = ""
    """The alias of the row of each round that is kept, for `Turn` to tell."""


class Login(Model):
    """Puts the account of these credentials in scope and opens a session, or is UNAUTHORIZED.

    Without `login` a guest is meant: the account of that key, or else the default account. Where
    each guest gets an account of their own, there is `Provision` and `OpenSession` instead.
    """

    effect: Literal["login"] = "login"
    alias: str
    account: str = ""
    """The key of the guest's account, as text."""
    login: Expression | None = None
    password: Expression | None = None


class Copied(Model):
    """The rows of one table in a template."""

    table: str
    moments: tuple[str, ...] = ()
    """Columns whose times are moved, from the making of the template to that of the copy."""


class Provision(Model):
    """Makes a new account with starting data of its own: copies of the rows of a template.

    The account is in scope as `alias`. Copies have new keys and refer to one another as the rows
    of the template do; what refers to other rows still does.
    """

    effect: Literal["provision"] = "provision"
    alias: str
    template: str
    """The name in `Dataset.templates`."""
    account: str
    """The key of the template's account, as text."""
    tables: tuple[Copied, ...]
    moment: str = ""
    """When the last row of the template was made, in ISO 8601: in a copy that is the time of the
    call."""
    evidence: Evidence = Evidence()


class SetCredentials(Model):
    """Lets the account in scope log in with these."""

    effect: Literal["set_credentials"] = "set_credentials"
    alias: str
    logins: tuple[Expression, ...]
    password: Expression


class OpenSession(Model):
    """Opens a session for the account in scope; `Fresh(SESSION)` yields its token."""

    effect: Literal["open_session"] = "open_session"
    alias: str


class CloseSession(Model):
    """Ends the caller's session."""

    effect: Literal["close_session"] = "close_session"


type Effect = Annotated[
    Find
    | Insert
    | Update
    | Delete
    | SetLinks
    | ForEach
    | Login
    | Provision
    | SetCredentials
    | OpenSession
    | CloseSession,
    Discriminated(discriminator="effect"),
]


class Header(Model):
    """A header of an answer."""

    name: str
    value: Expression


class Failure(Model):
    """How the app answers where an operation fails."""

    kind: FailureKind
    when: Condition | None = None
    """Checked before any effect; None where the kind says all (see `FailureKind`)."""
    status: int
    headers: tuple[Header, ...] = ()
    body: Expression | None = None
    evidence: Evidence = Evidence()


class Answer(Model):
    """What the operation answers where `when` holds; the first that holds counts."""

    when: Condition | None = None
    status: int = 200
    headers: tuple[Header, ...] = ()
    """Besides content-type and length."""
    body: Expression | None = None
    """None: an empty body."""
    mime: str = "application/json"


class Verb(StrEnum):
    """What an operation is for."""

    LIST = "list"
    DETAIL = "detail"
    CREATE = "create"
    REPLACE = "replace"
    UPDATE = "update"
    DELETE = "delete"
    LINK = "link"
    UNLINK = "unlink"
    ACTION = "action"
    LOGIN = "login"
    LOGOUT = "logout"
    REGISTER = "register"
    CALLER = "caller"
    """Shows the account that asks."""
    AGGREGATE = "aggregate"
    DOCUMENT = "document"
    """A computed or constant document."""
    RECORDED = "recorded"
    """Not explained: answers as recorded."""


class Operation(Model):
    """A captured endpoint."""

    name: str
    """Unique, an SQL identifier: the function in schema `api`."""
    verb: Verb
    method: str
    path: str
    """The path template, such as /api/books/{book_id}/reviews; a trailing slash is as captured and
    does not matter."""
    match: tuple[Match, ...] = ()
    """What else of the request tells this operation from others at the same method and path."""
    parameters: tuple[Parameter, ...] = ()
    table: str = ""
    """The table that it is about; "" where there is none."""
    authenticated: bool = False
    """Whether an anonymous caller is refused."""
    failures: tuple[Failure, ...] = ()
    effects: tuple[Effect, ...] = ()
    answers: tuple[Answer, ...] = ()
    labelled: bool = False
    """Whether documents in requests label values with their types: what counts is what is left without
    them."""
    tagged: bool = False
    """Whether answers bear a tag of their content (ETag), and are not sent again to who has it."""
    description: str = ""
    evidence: Evidence = Evidence()

    def parameter(self, name: str) -> Parameter:
        """The parameter of that name; KeyError where there is none."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        raise KeyError(f"{self.name}({name})")
