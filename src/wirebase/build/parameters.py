"""The arguments of a function, and the typed variables that its statements use instead of them.

Arguments arrive as text, or as one JSON document for the body, and may hold anything. Each that is
used becomes a variable `given.name` of the parameter's type, null where the text is no such value.
"""

from __future__ import annotations

import re

from wirebase.blueprint.operations import Operation, Parameter, Place
from wirebase.blueprint.tables import Type
from wirebase.build.casts import Value, as_jsonb, as_text, as_texts, atom, cast
from wirebase.build.literals import NUMBERS, document, plain, quoted, text_array
from wirebase.build.names import Names, identifier
from wirebase.errors import BlueprintError

_PLAIN = re.compile(r"[A-Za-z0-9_]+")

ORDER = (Place.PATH, Place.QUERY, Place.HEADER)


def pointer_path(pointer: str) -> str:
    """The SQL path of a JSON pointer.

    >>> print(pointer_path("/user/name"), pointer_path("/user/full~1name"))
    '{user,name}' array['user', 'full/name']
    """
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    if all(_PLAIN.fullmatch(part) and part.lower() != "null" for part in parts):
        return f"'{{{','.join(parts)}}}'"
    return text_array(parts)


def part_of(document: str, pointer: str) -> Value:
    """The part of a document at which a JSON pointer points."""
    if not pointer:
        return Value(document, Type.JSONB)
    path = pointer_path(pointer)
    return Value(f"{document} #> {path}", Type.JSONB, text=f"{document} #>> {path}")


def arguments(operation: Operation) -> list[tuple[str, Parameter | None]]:
    """The function's arguments in order: name and parameter; None stands for the body."""
    names = Names(("found",))  # PL/pgSQL has a variable of that name beside the arguments.
    given = [p for place in ORDER for p in operation.parameters if p.place == place]
    named: list[tuple[str, Parameter | None]] = [(names.new(p.name), p) for p in given]
    if any(p.place == Place.BODY for p in operation.parameters):
        named.append((names.new("body"), None))
    return named


def declared_type(parameter: Parameter | None) -> str:
    """The SQL type of an argument."""
    if parameter is None or parameter.tree:
        return "jsonb"
    return "text[]" if parameter.array and parameter.place == Place.QUERY else "text"


class Arguments:
    """The arguments of one operation's function."""

    def __init__(self, operation: Operation, function: str, label: str, names: Names) -> None:
        self.operation = operation
        self.label = label
        self._arguments: dict[str, str] = {}
        self._body = "null::jsonb"
        for name, parameter in arguments(operation):
            qualified = f"{identifier(function)}.{identifier(name)}"
            if parameter is None:
                self._body = self._unlabelled(qualified)
            else:
                self._arguments[parameter.name] = qualified
        self._variables = {p.name: identifier(names.new(p.name)) for p in operation.parameters}
        self._used: dict[str, None] = {}

    def parameter(self, name: str) -> Parameter:
        """The parameter of that name; BlueprintError where there is none."""
        try:
            return self.operation.parameter(name)
        except KeyError:
            raise BlueprintError(
                f"There is no parameter {name!r}", where=f"operation {self.operation.name}"
            ) from None

    def value(self, name: str) -> Value:
        """The variable that holds the parameter's value."""
        self._used[name] = None
        return self._variable(name)

    def _variable(self, name: str) -> Value:
        parameter = self.parameter(name)
        type = Type.BIGINT if parameter.type == Type.INTEGER else parameter.type
        listed = parameter.array and type != Type.JSONB
        return Value(f"{self.label}.{self._variables[name]}", type, listed)

    def raw(self, name: str) -> Value:
        """What arrived, untouched (text, texts, a part of the body), or else the default."""
        parameter = self.parameter(name)
        default = parameter.default
        if parameter.place == Place.BODY:
            part = part_of(self._body, parameter.key)
            if default is None:
                return part
            return Value(f"coalesce({part.sql}, {quoted(document(default))})", Type.JSONB)
        if parameter.tree:
            pairs = self._arguments[name]
            if not parameter.key:
                without = text_array(parameter.without)
                return Value(f"wirebase.others({pairs}, {without})", Type.JSONB)
            tree = f"wirebase.tree({pairs}, {quoted(parameter.key)})"
            return Value(self._unlabelled(tree), Type.JSONB)
        sql, listed = self._arguments[name], declared_type(parameter) == "text[]"
        if default is not None:
            items = default if isinstance(default, list) else [default]
            texts = [plain(item) for item in items]
            literal = text_array(texts) if listed else quoted(",".join(texts))
            sql = f"coalesce({sql}, {literal})"
        return Value(sql, Type.TEXT, listed)

    def _unlabelled(self, told: str) -> str:
        """A document of the request, without labels where the app writes such."""
        return f"wirebase.unlabelled({told})" if self.operation.labelled else told

    def document(self, name: str) -> str:
        """What arrived, as a document: of a list in the query the texts."""
        raw = self.raw(name)
        if raw.type == Type.TEXT and self.parameter(name).array:
            raw = Value(as_texts(raw), Type.TEXT, array=True)
        return as_jsonb(raw)

    def text(self, name: str) -> str:
        """What arrived, as text."""
        return as_text(self.raw(name))

    def cast(self, name: str, type: str, *, array: bool, strict: bool) -> str:
        """The parameter's value as that type, see `casts.cast`."""
        value = self._variable(name)
        same = value.type == type or (value.type in NUMBERS and type in NUMBERS)
        if same and value.array == array and not strict:
            return self.value(name).sql
        if type == Type.TEXT and not array:
            known = value.type == Type.TEXT and not value.array
            return self.value(name).sql if known else self.text(name)
        return cast(self.raw(name), type, array=array, strict=strict)

    def is_given(self, name: str) -> str:
        """The condition that the parameter was given, even as null."""
        parameter = self.parameter(name)
        if parameter.place != Place.BODY:
            return f"{self._arguments[name]} is not null"
        return f"{part_of(self._body, parameter.key).sql} is not null"

    def is_missing(self, name: str) -> str:
        """The condition that there is no value to compare with."""
        value = self.value(name)
        if value.array:
            return f"coalesce(cardinality({value.sql}), 0) = 0"
        if value.type in (Type.TEXT, Type.JSONB):
            return f"{value.sql} is null"
        return f"coalesce({self.text(name)}, '') = ''"

    def is_unreadable(self, name: str) -> str | None:
        """The condition that what was given is not of its type; None where anything would be."""
        value = self.value(name)
        if value.array or value.type in (Type.TEXT, Type.JSONB):
            return None
        return f"{value.sql} is null and {atom(self.text(name))} <> ''"

    def is_misshapen(self, name: str) -> str | None:
        """The condition that an object or a list was given in place of one plain value."""
        parameter = self.parameter(name)
        if parameter.place != Place.BODY or parameter.array or parameter.type == Type.JSONB:
            return None
        part = part_of(self._body, parameter.key).sql
        return f"jsonb_typeof({part}) in ('object', 'array')"

    def declarations(self) -> list[tuple[str, str]]:
        """The variables that were used, each with its type and what it starts with."""
        return [self._declaration(p) for p in self.operation.parameters if p.name in self._used]

    def _declaration(self, parameter: Parameter) -> tuple[str, str]:
        value = self._variable(parameter.name)
        if value.type == Type.TEXT and not value.array:
            start = self.text(parameter.name)
        else:
            start = cast(self.raw(parameter.name), value.type, array=value.array)
        declared = f"{value.type}{'[]' if value.array else ''}"
        return self._variables[parameter.name], f"{declared} := {start}"
