"""JSON schemas of what expressions show."""

from __future__ import annotations

from functools import singledispatchmethod

from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.expressions import (
    CURSORS,
    Aggregate,
    Caller,
    Choice,
    Compare,
    Concat,
    Constant,
    Exists,
    Field,
    Fresh,
    Given,
    IsGiven,
    Items,
    Keyed,
    Length,
    Mapping,
    Merged,
    Now,
    Object,
    PageFact,
    PageInfo,
    Parts,
    Plus,
    Position,
    Product,
    Row,
    Rows,
    Source,
    Times,
    Total,
)
from wirebase.blueprint.operations import Delete, Find, ForEach, Insert, Login, Operation, Provision
from wirebase.blueprint.tables import Column, Encoding, Form, Type
from wirebase.build.nodes import nodes
from wirebase.exchange import Json

type Schema = dict[str, Json]

TYPES: dict[Type, Schema] = {
    Type.TEXT: {"type": "string"},
    Type.INTEGER: {"type": "integer"},
    Type.BIGINT: {"type": "integer", "format": "int64"},
    Type.NUMERIC: {"type": "number"},
    Type.DOUBLE: {"type": "number", "format": "double"},
    Type.BOOLEAN: {"type": "boolean"},
    Type.UUID: {"type": "string", "format": "uuid"},
    Type.TIMESTAMPTZ: {"type": "string", "format": "date-time"},
    Type.DATE: {"type": "string", "format": "date"},
    Type.TIME: {"type": "string", "format": "time"},
    Type.INTERVAL: {"type": "string", "format": "duration"},
    Type.INET: {"type": "string"},
    Type.JSONB: {},
}


def nullable(schema: Schema) -> Schema:
    """The schema, or null."""
    kind = schema.get("type")
    if not isinstance(kind, str):
        return schema if not schema else {"anyOf": [schema, {"type": "null"}]}
    allowed = schema.get("enum")
    more: Schema = {"enum": [*allowed, None]} if isinstance(allowed, list) else {}
    return {**schema, "type": [kind, "null"], **more}


def column_schema(column: Column, encoding: Encoding | None = None) -> Schema:
    """The schema of a column's values as an answer shows them."""
    schema = _encoded(column.type, encoding or column.encoding)
    if column.values and schema.get("type") == "string":
        schema = {**schema, "enum": list(column.values)}
    if column.array:
        schema = {"type": "array", "items": schema}
    if column.description:
        schema = {**schema, "description": column.description}
    return nullable(schema) if column.nullable else schema


def _encoded(type: Type, encoding: Encoding) -> Schema:
    match encoding.form:
        case Form.EPOCH_S | Form.EPOCH_MS:
            return {"type": "integer", "format": "int64"}
        case Form.TEXT | Form.DECIMAL | Form.JSON_TEXT:
            return {"type": "string"}
        case _:
            return dict(TYPES[type])


def constant_schema(value: Json) -> Schema:
    """The schema of values of the same kind."""
    match value:
        case None:
            return {"type": "null"}
        case bool():
            return {"type": "boolean"}
        case int():
            return {"type": "integer"}
        case float():
            return {"type": "number"}
        case str():
            return {"type": "string"}
        case list():
            return {"type": "array", "items": constant_schema(value[0]) if value else {}}
        case dict():
            return {
                "type": "object",
                "properties": {k: constant_schema(v) for k, v in value.items()},
            }


ALWAYS_KNOWN = (
    PageFact.TOTAL,
    PageFact.COUNT,
    PageFact.PAGE,
    PageFact.PAGES,
    PageFact.PAGES_FROM_ONE,
    PageFact.FIRST,
)
"""Facts about a page that are never null."""


class Schemas:
    """The schemas of one operation's expressions."""

    def __init__(self, blueprint: Blueprint, operation: Operation) -> None:
        self._blueprint = blueprint
        self._operation = operation
        self._tables = _aliases(operation, blueprint)

    @singledispatchmethod
    def of(self, expression: object) -> Schema:
        """The schema of what the expression shows; of what may be anything, the empty one."""
        return {}

    @of.register
    def _constant(self, node: Constant) -> Schema:
        return constant_schema(node.value)

    @of.register
    def _given(self, node: Given) -> Schema:
        parameter = self._operation.parameter(node.parameter)
        schema = dict(TYPES[parameter.type])
        return nullable({"type": "array", "items": schema} if parameter.array else schema)

    @of.register
    def _field(self, node: Field) -> Schema:
        if node.pointer or node.row not in self._tables:
            return {}
        return self._column(self._tables[node.row], node.column, node.encoding)

    @of.register
    def _caller(self, node: Caller) -> Schema:
        known = self._blueprint.authentication
        return self._column(known.table, node.column, node.encoding) if known else {"type": "null"}

    def _column(self, table: str, column: str, encoding: Encoding | None = None) -> Schema:
        return column_schema(self._blueprint.table(table).column(column), encoding)

    @of.register
    def _now(self, node: Now) -> Schema:
        return _encoded(Type.TIMESTAMPTZ, node.encoding or Encoding())

    @of.register(Fresh)
    @of.register(Concat)
    def _text(self, node: Fresh | Concat) -> Schema:
        return {"type": "string"}

    @of.register(Exists)
    @of.register(Compare)
    @of.register(IsGiven)
    def _boolean(self, node: Exists | Compare | IsGiven) -> Schema:
        return {"type": "boolean"}

    @of.register(Plus)
    @of.register(Times)
    @of.register(Product)
    @of.register(Length)
    def _number(self, node: Plus | Times | Product | Length) -> Schema:
        return {"type": "number"}

    @of.register(Merged)
    @of.register(Keyed)
    def _merged(self, node: Merged | Keyed) -> Schema:
        return {"type": "object"}

    @of.register
    def _choice(self, node: Choice) -> Schema:
        found: list[Schema] = []
        for schema in (*(self.of(case.then) for case in node.cases), self.of(node.otherwise)):
            if schema not in found:
                found.append(schema)
        return found[0] if len(found) == 1 else {"anyOf": list(found)}

    @of.register
    def _total(self, node: Total) -> Schema:
        if node.function == Aggregate.COUNT:
            return {"type": "integer"}
        if node.function in (Aggregate.MIN, Aggregate.MAX):
            return nullable(self._column(node.source.table, node.column))
        return {"type": ["number", "null"]}

    @of.register
    def _page(self, node: PageInfo) -> Schema:
        if node.fact in (PageFact.HAS_NEXT, PageFact.HAS_PREVIOUS):
            return {"type": "boolean"}
        if node.fact in CURSORS:
            return {"type": ["string", "null"]}
        known = node.fact in ALWAYS_KNOWN
        return {"type": "integer"} if known else {"type": ["integer", "null"]}

    @of.register
    def _position(self, node: Position) -> Schema:
        return {"type": "string"}

    @of.register
    def _object(self, node: Object) -> Schema:
        properties: dict[str, Json] = {m.name: self.of(m.value) for m in node.members}
        required: list[Json] = [m.name for m in node.members if m.when_null and not m.when]
        return {
            "type": "object",
            "properties": properties,
            **({"required": required} if required else {}),
        }

    @of.register
    def _items(self, node: Items) -> Schema:
        found: list[Json] = []
        for item in node.items:
            if (schema := self.of(item)) not in found:
                found.append(schema)
        items: Json = found[0] if len(found) == 1 else {"anyOf": found} if found else {}
        return {"type": "array", "items": items}

    @of.register
    def _parts(self, node: Parts) -> Schema:
        return nullable({"type": "array", "items": self.of(node.item)})

    @of.register
    def _row(self, node: Row) -> Schema:
        schema = self._within(node.source).of(node.value)
        if node.missing is None:
            return nullable(schema)
        return {"anyOf": [schema, constant_schema(node.missing)]}

    @of.register
    def _rows(self, node: Rows) -> Schema:
        return {"type": "array", "items": self._within(node.source).of(node.item)}

    @of.register
    def _mapping(self, node: Mapping) -> Schema:
        return {"type": "object", "additionalProperties": self._within(node.source).of(node.item)}

    def _within(self, source: Source) -> Schemas:
        inner = Schemas(self._blueprint, self._operation)
        joined = {join.alias: join.table for join in source.joins}
        inner._tables = {**self._tables, **joined, source.alias: source.table}
        return inner


def _aliases(operation: Operation, blueprint: Blueprint) -> dict[str, str]:
    """The tables of the rows that the effects put in scope."""
    found: dict[str, str] = {}
    for node in nodes(operation.effects):
        match node:
            case Find(source=source) | Delete(source=source):
                found[source.alias] = source.table
            case Insert(table=table, alias=alias):
                found[alias] = table
            case Login(alias=alias) | Provision(alias=alias) if blueprint.authentication:
                found[alias] = blueprint.authentication.table
            case ForEach():
                pass
    return found
