"""Arguments: the parameters of a route, and what each call gave for them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from wirebase.blueprint.operations import Parameter, Place
from wirebase.blueprint.tables import Type
from wirebase.blueprint.words import comparison
from wirebase.exchange import Json
from wirebase.infer.calls import Call, Route
from wirebase.infer.columns import column_type
from wirebase.infer.naming import snake
from wirebase.infer.records import ITEM, Pointer
from wirebase.infer.trees import Pairs, has_parts, is_said, others, pairs_of, place_of, tree
from wirebase.infer.values import text

FEW = 12
FILTERS = frozenset({"filter", "filters", "where", "condition", "conditions"})
"""What arguments are called that hold conditions by the names of columns."""
ARGUMENTS, VARIABLES = "arguments", "variables"
"""Members of a GraphQL request: see `selections.with_arguments`."""


class Absent:
    """What stands for a value that is not there; null is one that is."""


ABSENT = Absent()


@dataclass(slots=True)
class Arguments:
    """The parameters of a route."""

    parameters: dict[str, Parameter] = field(default_factory=dict)
    """By name, in the order path, query, body."""
    body: dict[str, str] = field(default_factory=dict)
    """JSON pointer in the request's body -> parameter name."""
    trees: dict[str, frozenset[str]] = field(default_factory=dict)
    """Parameter that is a tree of conditions -> the parameters that are parts of it."""
    selector: str = ""
    """The parameter that selects fields; "" where none does."""
    selected: Pointer = ()
    """Where the rows stand whose fields are selected."""

    def own_names(self, *places: Place) -> dict[str, str]:
        """Parameter name -> its own name in the request, of the parameters at these places."""
        return {n: p.key for n, p in self.parameters.items() if p.place in places}

    def of(self, call: Call) -> dict[str, str]:
        """Parameter name -> value as text, of what a call gave in path, query and body."""
        out = dict(call.path)
        for name, parameter in self.parameters.items():
            if parameter.place is Place.HEADER:
                held = call.exchange.request.header(parameter.key)
                if held is not None:
                    out[name] = held
            if parameter.tree and not parameter.key:
                made = others(pairs_of(call.query), parameter.without)
                if made is not None:
                    out[name] = json.dumps(made, ensure_ascii=False)
            elif parameter.tree and (made := tree(pairs_of(call.query), parameter.key)) is not None:
                out[name] = json.dumps(made, ensure_ascii=False)
            elif parameter.place is Place.QUERY and parameter.key in call.query:
                given = call.query[parameter.key]
                out[name] = ",".join(given) if isinstance(given, list) else given
        document = call.body() if self.body and call.has_body else None
        for pointer, name in self.body.items() if document is not None else ():
            part = part_at(document, pointer)
            if name in self.trees and isinstance(part, dict):
                out[name] = json.dumps(part, ensure_ascii=False)
            elif (told := _told(part)) is not None:
                out[name] = told
        return out

    def add_body(
        self, pointer: str, wish: str, kind: Type, *, required: bool = False, array: bool = False
    ) -> str:
        """The name of the parameter for a part of the body, made where there is none."""
        held = (n for n, p in self.parameters.items() if p.place is Place.BODY and p.key == pointer)
        known = self.body.get(pointer) or next(held, None)
        if known is not None:
            return known
        name = unique(wish, self.parameters)
        self.parameters[name] = Parameter(
            name=name, place=Place.BODY, key=pointer, type=kind, required=required, array=array
        )
        self.body[pointer] = name
        return name

    def add_tree(self, stem: str) -> str:
        """The parameter for the document that the query parameters of a stem make together."""
        name = unique(f"{snake(stem)}_tree", self.parameters)
        self.parameters[name] = Parameter(
            name=name, place=Place.QUERY, key=stem, type=Type.JSONB, tree=True
        )
        return name

    def add_others(self, without: Iterable[str]) -> str:
        """The parameter for what all other query parameters make together."""
        name = unique("others", self.parameters)
        self.parameters[name] = Parameter(
            name=name,
            place=Place.QUERY,
            type=Type.JSONB,
            tree=True,
            without=tuple(sorted(without)),
        )
        return name

    def select_by(self, stem: str, place: Pointer) -> None:
        """Takes the parameters of a stem for the one that selects the fields of rows at a place."""
        parts = [
            n
            for n, p in self.parameters.items()
            if place_of(p.key)[0] == stem and p.place is Place.QUERY
        ]
        for name in parts:
            del self.parameters[name]
            self.trees.pop(name, None)
        self.selector = self.add_tree(stem)
        self.selected = place

    def settled(self, meanings: Mapping[str, str], used: frozenset[str]) -> tuple[Parameter, ...]:
        """The parameters with what each does: a tree that does nothing gives way to its parts, and a
        part to its tree where it is not used by itself."""
        read = {name for name in self.trees if name in meanings or name in used}
        parts = frozenset().union(*(self.trees[name] for name in read))
        left_out = (self.trees.keys() - read) | (parts - meanings.keys() - used)
        return tuple(
            p.model_copy(update={"meaning": meanings.get(n, p.meaning)})
            for n, p in self.parameters.items()
            if n not in left_out
        )

    def at(self, pointer: Pointer, row: Pointer | None = None) -> dict[str, str]:
        """Parameter name -> its own name, of those that may act on a list at a place of the answer.

        Where the list stands in a `row`, only those that GraphQL gives to a field of the row may;
        of other requests the whole answer is meant."""
        out: dict[str, str] = {}
        for name, parameter in self.parameters.items():
            field, own = _given_to(parameter)
            inner = row is not None and len(field) <= len(_fields(row))
            leads = field == _fields(pointer)[: len(field)]
            if name == self.selector:
                continue
            if parameter.place is not Place.PATH and not inner and leads:
                out[name] = own
        return out


def arguments(
    route: Route, calls: list[Call], *, rpc: bool, headers: Iterable[str] = ()
) -> Arguments:
    """The parameters that the calls of a route gave, these headers among them.

    With `rpc` each value in the body is one.
    """
    found = Arguments()
    for variable in route.variables:
        found.parameters[variable.name] = Parameter(
            name=variable.name, place=Place.PATH, key=variable.name, required=True
        )
    asked = [] if route.queried else calls
    names = dict.fromkeys(name for call in asked for name in call.query)
    for name in names if not route.is_graphql else ():
        values = [_as_json(call.query[name]) for call in calls if name in call.query]
        _add(found, name, Place.QUERY, snake(name), values, required=len(values) == len(calls))
    if not route.is_graphql:
        _add_trees(found, calls, names)
    for name in headers:
        held = [v for c in calls if (v := c.exchange.request.header(name)) is not None]
        if held:
            _add(found, name, Place.HEADER, snake(name), [*held], required=len(held) == len(calls))
    if rpc:
        for pointer, sent in _body_values(calls).items():
            wish = snake(pointer.removeprefix(f"/{ARGUMENTS}").removeprefix(f"/{VARIABLES}"))
            _add(found, pointer, Place.BODY, wish.strip("_"), sent, required=False)
        if route.is_graphql:
            _add_filters(found)
    return found


def _add_filters(found: Arguments) -> None:
    """The objects of conditions that GraphQL fields are given, beside each of the conditions."""
    parts: dict[str, set[str]] = {}
    for pointer, name in found.body.items():
        *steps, column, word = pointer.split("/")
        if steps and steps[-1].lower() in FILTERS and column and comparison(word) is not None:
            parts.setdefault("/".join(steps), set()).add(name)
    for pointer, names in parts.items():
        name = unique(f"{snake(pointer.rsplit('/', 1)[-1])}_tree", found.parameters)
        found.parameters[name] = Parameter(
            name=name, place=Place.BODY, key=pointer, type=Type.JSONB
        )
        found.body[pointer] = name
        found.trees[name] = frozenset(names)


def _add_trees(found: Arguments, calls: list[Call], names: Iterable[str]) -> None:
    """The documents that parameters of one stem make together, beside each of these."""
    stems = dict.fromkeys(place_of(name)[0] for name in names)
    for stem in stems:
        asked = [pairs_of(call.query) for call in calls]
        if any(has_parts(pairs, stem) for pairs in asked) and not _are_words(asked, stem):
            parts = {n for n, p in found.parameters.items() if place_of(p.key)[0] == stem}
            found.trees[found.add_tree(stem)] = frozenset(parts)


def _are_words(asked: Sequence[Pairs], stem: str) -> bool:
    """Whether what is said there are words to search for: of a language of conditions every text is one."""
    parts = any(place_of(key) != (stem, []) for p in asked for key in p if place_of(key)[0] == stem)
    return not parts and any(is_said(pairs, stem) for pairs in asked)


def _as_json(value: str | list[str]) -> Json:
    return [*value] if isinstance(value, list) else value


def _add(
    found: Arguments, key: str, place: Place, wish: str, values: list[Json], *, required: bool
) -> None:
    name = unique(wish, found.parameters)
    told = list(dict.fromkeys(v for v in values if isinstance(v, str)))
    array = any(isinstance(v, list) for v in values)
    if array and place is Place.BODY and all(_told(v) is not None for v in values):
        values = [item for v in values for item in (v if isinstance(v, list) else [v])]
    found.parameters[name] = Parameter(
        name=name,
        place=place,
        key=key,
        type=column_type(wish, values).type if place is Place.BODY else Type.TEXT,
        array=array,
        required=required,
        values=tuple(told) if len(told) <= FEW and len(values) > len(told) else (),
    )
    if place is Place.BODY:
        found.body[key] = name


def unique(wish: str, taken: dict[str, Parameter]) -> str:
    """The name, or the name with a number."""
    name, n = wish[:48], 2
    while name in taken:
        name, n = f"{wish[:45]}_{n}", n + 1
    return name


def _body_values(calls: list[Call]) -> dict[str, list[Json]]:
    out: dict[str, list[Json]] = {}
    for call in calls:
        if call.has_body:
            for pointer, value in leaves(call.body()):
                if not call.route.is_graphql or pointer.split("/")[1] in (ARGUMENTS, VARIABLES):
                    out.setdefault(pointer, []).append(value)
    return out


def part_at(document: Json, pointer: str) -> Json | Absent:
    """What a JSON pointer finds in a document, else ABSENT."""
    found: Json = document
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(found, dict) and name in found:
            found = found[name]
        elif isinstance(found, list) and name.isdigit() and int(name) < len(found):
            found = found[int(name)]
        else:
            return ABSENT
    return found


def _told(value: Json | Absent) -> str | None:
    """A value as a query string writes it, a list with commas; None of what has parts."""
    if isinstance(value, Absent):
        return None
    items = value if isinstance(value, list) else [value]
    if any(isinstance(item, (dict, list)) for item in items):
        return None
    return ",".join(map(text, items))


def _fields(pointer: Pointer) -> tuple[str, ...]:
    """The fields of GraphQL on the way to a place of an answer."""
    return tuple(step for step in pointer[1:] if step != ITEM)


def _given_to(parameter: Parameter) -> tuple[tuple[str, ...], str]:
    """The field of GraphQL that a parameter is given to, and the parameter's own name.

    >>> _given_to(Parameter(name="n", place=Place.BODY, key="/arguments/book.reviews/page/size"))
    (('book', 'reviews'), 'page.size')
    """
    if parameter.place is not Place.BODY:
        return (), parameter.key
    parts = [part.replace("~1", "/").replace("~0", "~") for part in parameter.key.split("/")[1:]]
    if len(parts) > 1 and parts[0] == ARGUMENTS:
        return tuple(parts[1].split(".")), ".".join(parts[2:])
    return (), ".".join(parts[1:] if parts[:1] == [VARIABLES] else parts)


def escaped(name: str) -> str:
    """The name as a part of a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def leaves(value: Json, pointer: str = "") -> Iterator[tuple[str, Json]]:
    """Every scalar and list of a document by its JSON pointer.

    Of lists only those of conditions are entered, such as `{"and": [{"price": {"gt": 5}}]}`."""
    if isinstance(value, dict):
        for name, inner in value.items():
            within = f"{pointer}/{escaped(name)}"
            if isinstance(inner, list) and name.strip("_").lower() == "and":
                for place, item in enumerate(inner):
                    yield from leaves(item, f"{within}/{place}")
            else:
                yield from leaves(inner, within)
    elif pointer:
        yield pointer, value
