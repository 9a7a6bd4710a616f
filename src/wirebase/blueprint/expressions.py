"""Expressions: what an answer is made of, what a condition compares, what a write sets.

An expression is evaluated for one call of an operation. Rows are in scope under the alias that a
source or an effect gave them. An expression yields a JSON value where it stands in an answer, and
an SQL value where it is compared with a column or assigned to one.

    scalar      Constant  Given  Element  Field  Caller  Now  Fresh  Ranked  Concat  Plus  Times  Product
                Length  Merged  Keyed  Amended  Choice  Total  PageInfo  Position
    structure   Object  Items  Parts  Selected  Row  Rows  Mapping  Recorded
    condition   Compare  Contains  Exists  IsGiven  OfKind  Matches  Granted  AllOf  AnyOf  Negation
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field as Discriminated

from wirebase.blueprint.tables import Encoding
from wirebase.exchange import Json
from wirebase.model import Model


class Constant(Model):
    """A JSON value that is always the same."""

    node: Literal["constant"] = "constant"
    value: Json = None
    explained: bool = True
    """False where it varied in the capture and is merely repeated: counts against fidelity."""


class Given(Model):
    """The value of a parameter of the operation, null where it was not given."""

    node: Literal["given"] = "given"
    parameter: str


class Element(Model):
    """A value inside the current element of `Parts`, or of a `ForEach` over a list in the body."""

    node: Literal["element"] = "element"
    pointer: str = ""
    """A JSON pointer into the element; "" is the element itself."""


class Turn(Model):
    """The place at which a `ForEach` that keeps its rows made or changed the row in scope; else null."""

    node: Literal["turn"] = "turn"
    row: str


class Field(Model):
    """A column of a row in scope, written in JSON by `encoding` or else by the column's own."""

    node: Literal["field"] = "field"
    row: str
    """The alias of the row."""
    column: str
    pointer: str = ""
    """Of a jsonb column: a JSON pointer into the value."""
    encoding: Encoding | None = None


class Caller(Model):
    """A column of the account that asks; null for an anonymous caller."""

    node: Literal["caller"] = "caller"
    column: str
    encoding: Encoding | None = None


class Now(Model):
    """The time of the call."""

    node: Literal["now"] = "now"
    encoding: Encoding | None = None


class Freshly(StrEnum):
    """How a new value is made."""

    UUID = "uuid"
    TOKEN = "token"
    """A random secret."""
    KEY = "key"
    """A random secret as columns keep it: its placeholder."""
    SESSION = "session"
    """The token of the session that `OpenSession` opened in this call, else of the one that asks."""
    TEXT = "text"
    """What stands between the tags of `of`, which is HTML."""
    SLUG = "slug"
    """Lower-case words of `of` joined by hyphens, made unique in `table.column` where given."""
    SERIAL = "serial"
    """`of` and the number that comes after those which follow it in `table.column`, as in ORD-1005."""


class Fresh(Model):
    """A value made by the server."""

    node: Literal["fresh"] = "fresh"
    how: Freshly
    of: Expression | None = None
    table: str = ""
    column: str = ""


class Ranked(Model):
    """What a row is ordered by, in one place of the order that the parameter names.

    Null where that place is empty, or goes in the other direction."""

    node: Literal["ranked"] = "ranked"
    row: str
    parameter: str
    place: int = 0
    descending: bool = False


class Concat(Model):
    """The texts of the parts, joined; null where a part is null."""

    node: Literal["concat"] = "concat"
    parts: tuple[Expression, ...]


class Plus(Model):
    """The sum of two numbers; a null counts as nothing."""

    node: Literal["plus"] = "plus"
    left: Expression
    right: Expression


class Times(Model):
    """A number so many times over; null where there is none."""

    node: Literal["times"] = "times"
    number: Expression
    factor: float


class Product(Model):
    """The product of two numbers; null where one is missing."""

    node: Literal["product"] = "product"
    left: Expression
    right: Expression


class Length(Model):
    """The number of characters of a text; null where there is none."""

    node: Literal["length"] = "length"
    of: Expression


class Merged(Model):
    """A JSON object with the members of another one in place of its own of the same names."""

    node: Literal["merged"] = "merged"
    base: Expression
    over: Expression


class Keyed(Model):
    """A JSON object of one member, whose name is a value; an empty one where there is no name."""

    node: Literal["keyed"] = "keyed"
    key: Expression
    value: Expression


class Amended(Model):
    """A value after a change that another one may say in its place, as `amendments` tells: else that one."""

    node: Literal["amended"] = "amended"
    base: Expression
    by: Expression


class Choice(Model):
    """The first value whose condition holds, else the last one."""

    node: Literal["choice"] = "choice"
    cases: tuple[Case, ...]
    otherwise: Expression


class Case(Model):
    """A branch of a choice."""

    when: Condition
    then: Expression


class Aggregate(StrEnum):
    """How many rows become one value."""

    COUNT = "count"
    SUM = "sum"
    MIN = "min"
    MAX = "max"
    AVG = "avg"


class Total(Model):
    """An aggregate over the rows of a source; a count looks at no column."""

    node: Literal["total"] = "total"
    source: Source
    function: Aggregate = Aggregate.COUNT
    column: str = ""
    of: Expression | None = None
    """What is summed up of each row, in place of a column."""
    digits: int | None = None
    """Decimals that the number is rounded to."""


class PageFact(StrEnum):
    """A fact about the page that an answer shows."""

    TOTAL = "total"
    """Rows that match, on all pages."""
    COUNT = "count"
    """Rows on this page."""
    LIMIT = "limit"
    OFFSET = "offset"
    PAGE = "page"
    """The page's number, counted as `Page.first` says."""
    PAGES = "pages"
    PAGES_FROM_ONE = "pages_from_one"
    """The number of pages, 1 where no row matches."""
    FIRST = "first"
    """The place of the page's first row, counted from 1 over all pages."""
    FIRST_SHOWN = "first_shown"
    """The same, or null where the page has no row."""
    LAST_SHOWN = "last_shown"
    """The place of the page's last row, or null where it has none."""
    HAS_NEXT = "has_next"
    HAS_PREVIOUS = "has_previous"
    NEXT_PAGE = "next_page"
    """The number of the next page, or null."""
    PREVIOUS_PAGE = "previous_page"
    START_CURSOR = "start_cursor"
    """The cursor of the first row on this page, null where there is none."""
    END_CURSOR = "end_cursor"
    """The cursor of the last row on this page, null where there is none."""
    NEXT_CURSOR = "next_cursor"
    """The same, or null where no page follows."""


CURSORS = (PageFact.START_CURSOR, PageFact.END_CURSOR, PageFact.NEXT_CURSOR)
"""Facts that are texts."""


class PageInfo(Model):
    """A fact about the page of a source that this operation shows in its `Rows`."""

    node: Literal["page"] = "page"
    fact: PageFact
    source: Source
    unseen: int = 0
    """How many rows count as well that the capture told of without showing them."""


class Position(Model):
    """The cursor of a row: its place among all that match, as the page of the `Rows` around it writes it."""

    node: Literal["position"] = "position"


class Member(Model):
    """A member of a JSON object."""

    name: str
    value: Expression
    when_null: bool = True
    """Whether the member is there at all where its value is null."""
    when: Condition | None = None
    """Where the member is there at all, be it null; everywhere without one."""


class Object(Model):
    """A JSON object with its members in order."""

    node: Literal["object"] = "object"
    members: tuple[Member, ...] = ()


class Items(Model):
    """A JSON array with these items."""

    node: Literal["items"] = "items"
    items: tuple[Expression, ...] = ()
    when_null: bool = True
    """Whether items that are null stand in it at all."""


class Parts(Model):
    """A JSON array with `item` for each element of the list that `of` yields; `Element` yields parts of it.

    Null where there is no list."""

    node: Literal["parts"] = "parts"
    of: Expression
    item: Expression


class Selected(Model):
    """The members of the row that the parameter selects, as `Vocabulary` names them.

    Where it selects none `otherwise`, or else all of them."""

    node: Literal["selected"] = "selected"
    row: str
    parameter: str
    otherwise: Expression | None = None
    whole: tuple[Member, ...] = ()
    """What is shown under names of which no part is selected, where it is not the term's value."""


class Row(Model):
    """`value` for the first row of the source, else `missing`."""

    node: Literal["row"] = "row"
    source: Source
    value: Expression
    missing: Json = None


class Rows(Model):
    """A JSON array with `item` for each row of the source, in its order."""

    node: Literal["rows"] = "rows"
    source: Source
    item: Expression


class Mapping(Model):
    """A JSON object with one member for each row of the source, named by `key`."""

    node: Literal["mapping"] = "mapping"
    source: Source
    key: Expression
    item: Expression


class Recorded(Model):
    """The recorded answer to the request most like this one: status, headers and body."""

    node: Literal["recorded"] = "recorded"


class Comparison(StrEnum):
    """How two values are compared."""

    EQ = "eq"
    NE = "ne"
    LT = "lt"
    LE = "le"
    GT = "gt"
    GE = "ge"
    IN = "in"
    """The right side is a list (an array parameter, or text with commas)."""
    LIKE = "like"
    """The left side contains the text of the right side, whatever the case."""
    PREFIX = "prefix"
    SUFFIX = "suffix"
    REGEX = "regex"
    """The left side fits the regular expression of the right side somewhere."""
    BETWEEN = "between"
    """The right side is a list of two values."""
    IS_NULL = "is_null"
    """True where the left side's being null equals the right side, a boolean."""
    HAS = "has"
    """The left side, a jsonb list or an array column, has the right side as an element."""
    HAS_ANY = "has_any"
    """The left side, a list, has an element of the right side, a list."""
    HAS_ALL = "has_all"
    """The left side, a list, has all elements of the right side, a list."""


class Compare(Model):
    """A comparison. With `optional`, it holds where the right side was not given (is null)."""

    node: Literal["compare"] = "compare"
    left: Expression
    op: Comparison = Comparison.EQ
    right: Expression
    optional: bool = False


class Contains(Model):
    """Any of the columns contains the text, whatever the case; holds without a text."""

    node: Literal["contains"] = "contains"
    columns: tuple[Expression, ...]
    text: Expression


class Exists(Model):
    """The source has a row."""

    node: Literal["exists"] = "exists"
    source: Source


class IsGiven(Model):
    """The parameter was given, even as null."""

    node: Literal["is_given"] = "is_given"
    parameter: str


class OfKind(Model):
    """What stands in the body where the parameter does is of one of these types of JSON, or null."""

    node: Literal["of_kind"] = "of_kind"
    parameter: str
    kinds: tuple[str, ...]
    """As JSON calls them: string, number, boolean, object, array."""


class Matches(Model):
    """The row fulfils the tree of conditions that the parameter holds, as `Vocabulary` reads it.

    Every row does where it holds none."""

    node: Literal["matches"] = "matches"
    row: str
    parameter: str


class Granted(Model):
    """A document of the row gives a right to the account that asks, or to everybody; so does none at all.

    Its members are the keys of accounts, those of theirs the rights."""

    node: Literal["granted"] = "granted"
    row: str
    column: str
    right: str
    everybody: str = ""


class AllOf(Model):
    """Every condition holds."""

    node: Literal["all"] = "all"
    conditions: tuple[Condition, ...]


class AnyOf(Model):
    """Some condition holds."""

    node: Literal["any"] = "any"
    conditions: tuple[Condition, ...]


class Negation(Model):
    """The condition does not hold."""

    node: Literal["not"] = "not"
    condition: Condition


class Order(Model):
    """One term of an order; with `when`, it counts only where that condition holds."""

    by: Expression
    descending: bool = False
    nulls_first: bool | None = None
    when: Condition | None = None


class Writing(StrEnum):
    """In which letters the text of a cursor is written."""

    PLAIN = "plain"
    BASE64 = "base64"
    BASE64_URL = "base64url"


class Cursor(Model):
    """How a cursor names a row of its list: by its place, a number after a text, or by what it holds."""

    prefix: str = ""
    first: int = 0
    """The number of the first row."""
    row: tuple[Expression, ...] = ()
    """What it is made of, one after the other; empty where it tells the place."""
    writing: Writing = Writing.BASE64
    padded: bool = True
    """Whether base64 ends with as many `=` as it takes."""


class Page(Model):
    """Which rows a list shows: by offset and limit, by page number and size, or after a cursor."""

    limit: str = ""
    """The parameter that gives the number of rows; "" where no parameter does."""
    unlimited: bool = False
    """Whether it asks for all rows where it is 0."""
    offset: str = ""
    """The parameter that gives how many rows to leave out."""
    number: str = ""
    """The parameter that gives the page's number."""
    first: int = 1
    """The number of the first page: 0 or 1."""
    after: str = ""
    """The parameter that gives the cursor of the last row before the page."""
    cursor: Cursor | None = None
    end: str = ""
    """The parameter that gives the place of the row after the last one, counted from 0."""
    default_limit: int | None = None
    numbered_limit: int | None = None
    """The number of rows where a page's number is given and no size."""
    max_limit: int | None = None


class Join(Model):
    """A table joined to a source, row by row where the conditions hold."""

    table: str
    alias: str
    on: tuple[Condition, ...]


class Source(Model):
    """Rows of a table under an alias, filtered, ordered and paged."""

    table: str
    alias: str
    joins: tuple[Join, ...] = ()
    where: tuple[Condition, ...] = ()
    order: tuple[Order, ...] = ()
    as_stored: bool = False
    """Whether rows without an order come as the table happens to hold them: what was changed last
    comes last."""
    page: Page | None = None


type Expression = Annotated[
    Constant
    | Given
    | Element
    | Turn
    | Field
    | Caller
    | Now
    | Fresh
    | Ranked
    | Concat
    | Plus
    | Times
    | Product
    | Length
    | Merged
    | Keyed
    | Amended
    | Choice
    | Total
    | PageInfo
    | Position
    | Object
    | Items
    | Parts
    | Selected
    | Row
    | Rows
    | Mapping
    | Recorded
    | Exists
    | Compare
    | IsGiven,
    Discriminated(discriminator="node"),
]
"""Anything that yields a value; the conditions among them yield a boolean."""

type Condition = Annotated[
    Compare | Contains | Exists | IsGiven | OfKind | Matches | Granted | AllOf | AnyOf | Negation,
    Discriminated(discriminator="node"),
]
"""Anything that holds or does not."""
