"""Tables, their columns and keys, as the database will hold them."""

from __future__ import annotations

from enum import StrEnum

from wirebase.evidence import Evidence
from wirebase.exchange import Json
from wirebase.model import Model


class Type(StrEnum):
    """The Postgres types that a column may have; all exist on Postgres 15 to 18."""

    TEXT = "text"
    INTEGER = "integer"
    BIGINT = "bigint"
    NUMERIC = "numeric"
    DOUBLE = "double precision"
    BOOLEAN = "boolean"
    UUID = "uuid"
    TIMESTAMPTZ = "timestamptz"
    DATE = "date"
    TIME = "time"
    INTERVAL = "interval"
    INET = "inet"
    JSONB = "jsonb"


class Default(StrEnum):
    """What the database fills in where a row does not say."""

    NONE = "none"
    IDENTITY = "identity"
    UUID = "uuid"
    NOW = "now"
    TOKEN = "token"
    """A new random secret."""
    RANDOM = "random"
    """A new random text, for keys that are neither uuid nor number."""
    VALUE = "value"
    """`Column.default_value`."""


class Role(StrEnum):
    """How a column comes by its values."""

    STORED = "stored"
    SERVER = "server"
    """Set by the server, never by a request."""
    SECRET = "secret"
    """Holds a placeholder of a secret; what the app showed never stands here."""


class Form(StrEnum):
    """How a stored value is written in JSON."""

    PLAIN = "plain"
    TEXT = "text"
    """A number or boolean as a string."""
    DECIMAL = "decimal"
    """A number as a string with as many decimals as `Encoding.digits`."""
    ISO = "iso"
    """A timestamp as ISO 8601 text, see `Encoding.digits` and `Encoding.zone`."""
    EPOCH_S = "epoch_s"
    EPOCH_MS = "epoch_ms"
    JSON_TEXT = "json_text"
    """A JSON document kept in a string."""


class Encoding(Model):
    """How the values of a column are written in JSON."""

    form: Form = Form.PLAIN
    digits: int = 3
    """Of ISO: decimals of the seconds, 0 to 6. Of DECIMAL: those of the number."""
    zone: str = "Z"
    """Of ISO: "Z", "+00:00" or ""."""
    separator: str = "T"
    """Of ISO: between date and time."""


class Column(Model):
    """A column of a table."""

    name: str
    type: Type
    array: bool = False
    nullable: bool = True
    unique: bool = False
    default: Default = Default.NONE
    default_value: Json = None
    values: tuple[str, ...] = ()
    """The closed set of an enum; empty where the column is open."""
    role: Role = Role.STORED
    encoding: Encoding = Encoding()
    fields: tuple[str, ...] = ()
    """The JSON names by which the app shows the column."""
    touched: bool = False
    """Set to now() by every update of the row."""
    description: str = ""
    evidence: Evidence = Evidence()


class OnDelete(StrEnum):
    """What becomes of the rows that refer to a deleted row."""

    RESTRICT = "restrict"
    CASCADE = "cascade"
    SET_NULL = "set null"


class ForeignKey(Model):
    """Columns that hold the key of a row of another table (or of this one)."""

    columns: tuple[str, ...]
    table: str
    references: tuple[str, ...]
    on_delete: OnDelete = OnDelete.RESTRICT
    enforced: bool = True
    """False where captured values point at rows that were never seen: documented, not declared."""
    evidence: Evidence = Evidence()


class Kind(StrEnum):
    """What a table stands for."""

    ENTITY = "entity"
    LINK = "link"
    """A many-to-many relation."""
    SINGLETON = "singleton"
    """One row, such as settings."""
    DERIVED = "derived"
    """What the app showed of the rows of a table and no column holds, in the schema `wirebase`."""


class Readers(StrEnum):
    """Who reads rows through Supabase's own API."""

    OWNER = "owner"
    """Who owns the row, or the one that it belongs to; rows that nobody owns are shared."""
    ALL = "all"
    NOBODY = "nobody"
    """The endpoints and the service role alone show them."""


class Computed(Model):
    """A field that answers show of a row and no column of its table holds."""

    field: str
    """Its name as a column would have it."""
    evidence: Evidence = Evidence()
    """What it follows from."""


class Table(Model):
    """A table of the app's data, in schema `public`."""

    name: str
    kind: Kind = Kind.ENTITY
    columns: tuple[Column, ...] = ()
    primary_key: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    """Keys of several columns, besides the primary one."""
    foreign_keys: tuple[ForeignKey, ...] = ()
    owner: str = ""
    """The column that names the account which owns the row; "" where rows are shared."""
    readers: Readers = Readers.OWNER
    """Who reads a row: its owner, also all who read shared rows, or nobody."""
    through: str = ""
    """The foreign key to the row that this one belongs to: who reads that one reads this one."""
    computed: tuple[Computed, ...] = ()
    """What the app shows of the rows besides."""
    description: str = ""
    evidence: Evidence = Evidence()

    @property
    def read_by(self) -> Readers:
        """Who reads the rows: all do where nobody owns them."""
        shared = self.readers is Readers.OWNER and not (self.owner or self.through)
        return Readers.ALL if shared else self.readers

    def column(self, name: str) -> Column:
        """The column of that name; KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")

    def has(self, name: str) -> bool:
        """Whether there is a column of that name."""
        return any(column.name == name for column in self.columns)
