"""What an expression can see where it stands: rows, parameters, the caller."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.operations import Operation
from wirebase.blueprint.tables import Table
from wirebase.build.casts import Value
from wirebase.build.names import Names, identifier, short
from wirebase.build.parameters import Arguments
from wirebase.errors import BlueprintError


@dataclass(frozen=True, slots=True)
class RowInScope:
    """A row of a table, as an alias in a query or a variable of a function."""

    sql: str
    """The alias or variable, quoted."""
    table: Table

    def column(self, name: str) -> Value:
        """A column of the row."""
        column = self.table.column(name)
        return Value(f"{self.sql}.{identifier(name)}", column.type, column.array)


@dataclass(slots=True)
class Frame:
    """What belongs to a function as a whole: its variables, and what it works out beforehand."""

    blueprint: Blueprint
    operation: Operation
    arguments: Arguments
    names: Names
    """Of variables."""
    aliases: Names
    """Of rows in queries, which must not hide a variable."""
    label: str
    variables: dict[str, str] = field(default_factory=dict)
    """Declarations by the variable's name, in order."""
    facts: dict[str, str] | None = None
    """Variables by the query that fills them, where queries may be done ahead: `Scope.ahead`."""

    departed: dict[str, str] = field(default_factory=dict)
    """Variables that hold what is shown of rows which are deleted, by the JSON of its expression."""

    starts: dict[str, str] = field(default_factory=dict)
    """Variables by the expression that they start with, see `Scope.once`."""

    def variable(self, wish: str, declaration: str) -> str:
        """A new variable, quoted; the declaration is its type and what it starts with."""
        name = self.names.new(wish)
        self.aliases.take(name)
        self.variables[identifier(name)] = declaration
        return identifier(name)


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows by their aliases, and the function around them."""

    frame: Frame
    rows: dict[str, RowInScope]
    names: Names
    element: str = ""
    """The variable that holds the item of the innermost `ForEach`."""
    cursor: str = ""
    """The expression for the cursor of the row in the innermost list with cursors."""
    nested: bool = False
    """Whether the rows of a query are in scope, so that values differ from row to row."""
    caller: RowInScope | None = None
    kept: dict[str, str] = field(default_factory=dict)
    """Tables, and the variables that hold the keys of the rows which a `ForEach` kept."""
    session: str = ""
    """The variable that holds the token of a session that was opened."""

    @property
    def blueprint(self) -> Blueprint:
        return self.frame.blueprint

    @property
    def arguments(self) -> Arguments:
        return self.frame.arguments

    def table(self, name: str) -> Table:
        """The table of that name; BlueprintError where there is none."""
        try:
            return self.blueprint.table(name)
        except KeyError:
            raise self.error(f"There is no table {name!r}") from None

    def row(self, alias: str) -> RowInScope:
        """The row of that alias; BlueprintError where there is none."""
        if alias not in self.rows:
            raise self.error(f"No row is called {alias!r} here")
        return self.rows[alias]

    def column(self, alias: str, name: str) -> Value:
        """A column of a row in scope; BlueprintError where there is none."""
        row = self.row(alias)
        if not row.table.has(name):
            raise self.error(f"Table {row.table.name!r} has no column {name!r}")
        return row.column(name)

    def within(self, tables: Iterable[tuple[str, str]]) -> Scope:
        """The scope inside a query over these tables, given as alias and name."""
        names, rows = self.names.child(), dict(self.rows)
        for alias, table in tables:
            rows[alias] = RowInScope(identifier(names.new(alias)), self.table(table))
        return replace(self, rows=rows, names=names, nested=True)

    def holding(self, alias: str, row: RowInScope) -> Scope:
        """The scope with one more row."""
        return replace(self, rows={**self.rows, alias: row})

    def ahead(self, wish: str, type: str, sql: str) -> str:
        """The value of a query that is the same wherever it stands, found once where possible."""
        frame = self.frame
        if self.nested or frame.facts is None:
            return sql
        if sql not in frame.facts:
            frame.facts[sql] = frame.variable(wish, type)
        return f"{frame.label}.{frame.facts[sql]}"

    def once(self, wish: str, type: str, sql: str) -> str:
        """The value of an expression over parameters, worked out as the function starts."""
        frame = self.frame
        if sql not in frame.starts:
            frame.starts[sql] = frame.variable(wish, f"{type} := {sql}")
        return f"{frame.label}.{frame.starts[sql]}"

    def error(self, what: str) -> BlueprintError:
        """An error that says which operation it is about."""
        return BlueprintError(what, where=f"operation {short(self.frame.operation.name)}")
