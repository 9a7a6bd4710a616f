"""GraphQL documents: the fields that a request asks for, and the arguments that it gives to each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache

from graphql import GraphQLError, parse, value_from_ast_untyped
from graphql.language import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
)

from wirebase.exchange import Json, parse_json
from wirebase.infer.calls import Selection

ARGUMENTS = "arguments"
"""The member of a request that holds what each field was given, by the field's path in the answer."""
VARIABLES = "variables"

type Fragments = Mapping[str, FragmentDefinitionNode]
type Argument = tuple[str, str, ValueNode]
"""The path of a field, the name of one of its arguments, and what the document gives for it."""


@lru_cache(maxsize=1024)
def parsed(text: str) -> DocumentNode | None:
    """The document that the text is; None where it is no GraphQL."""
    if "{" not in text:
        return None
    try:
        return parse(text, no_location=True)
    except (GraphQLError, RecursionError):
        return None


def operation_in(document: DocumentNode, wanted: str) -> OperationDefinitionNode | None:
    """The operation of that name, else the only one that a request without a name can mean."""
    found = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    named = [node for node in found if node.name and node.name.value == wanted]
    return next(iter(named or found), None)


def selection_of(document: DocumentNode, operation: OperationDefinitionNode) -> Selection:
    """What the operation asks for, fragments put in their places."""
    return _selection(operation.selection_set, _fragments(document))


def own_keys(selection: Selection) -> dict[str, str]:
    """Name in the answer to the field's own name, where no other field there has the same one.

    >>> aliased = Selection({"a": ("book", Selection()), "b": ("book", Selection())})
    >>> own_keys(Selection({"n": ("name", Selection())})), own_keys(aliased)
    ({'n': 'name'}, {'a': 'a', 'b': 'b'})
    """
    counts = Counter(name for name, _ in selection.fields.values())
    return {
        key: name if counts[name] == 1 and (name == key or name not in selection.fields) else key
        for key, (name, _) in selection.fields.items()
    }


def unaliased(selection: Selection) -> Selection:
    """The same with the fields under their own names."""
    keys = own_keys(selection)
    return Selection(
        {keys[key]: (name, unaliased(inner)) for key, (name, inner) in selection.fields.items()},
        selection.types,
    )


@lru_cache(maxsize=1024)
def _asked(text: str, wanted: str) -> tuple[Selection, bool] | None:
    """What a document asks for, and whether it gives fields other names."""
    document = parsed(text)
    operation = operation_in(document, wanted) if document else None
    if document is None or operation is None:
        return None
    found = selection_of(document, operation)
    return found, _is_aliased(found)


def _is_aliased(selection: Selection) -> bool:
    return any(
        own_keys(selection)[key] != key or _is_aliased(inner)
        for key, (_, inner) in selection.fields.items()
    )


def asked_by(body: Json) -> Selection | None:
    """What a request asks for; None where it is no GraphQL."""
    told = _told(body)
    return told[0] if told else None


def _told(body: Json) -> tuple[Selection, bool] | None:
    if not isinstance(body, dict) or not isinstance(text := body.get("query"), str):
        return None
    named = body.get("operationName")
    return _asked(text, named if isinstance(named, str) else "")


def is_aliased(body: Json) -> bool:
    """Whether a request's document gives fields other names than their own."""
    told = _told(body)
    return told is not None and told[1]


def with_own_names(answer: Json, body: Json) -> Json:
    """The answer to a request with every field under its own name."""
    told = _told(body)
    if told is None or not told[1] or not isinstance(answer, dict) or "data" not in answer:
        return answer
    return {**answer, "data": _own(answer["data"], told[0])}


def _own(value: Json, selection: Selection) -> Json:
    if isinstance(value, list):
        return [_own(item, selection) for item in value]
    if not isinstance(value, dict) or not selection.fields:
        return value
    keys = own_keys(selection)
    return {
        keys.get(key, key): _own(inner, selection.fields[key][1]) if key in keys else inner
        for key, inner in value.items()
    }


def as_asked(answer: Json, selection: Selection) -> Json:
    """What a document asks for of an answer whose fields have their own names, in its order."""
    if isinstance(answer, list):
        return [as_asked(item, selection) for item in answer]
    if not isinstance(answer, dict) or not selection.fields:
        return answer
    keys = own_keys(selection)
    return {
        key: as_asked(answer[keys[key]], inner)
        for key, (_, inner) in selection.fields.items()
        if keys[key] in answer
    }


def _fragments(document: DocumentNode) -> Fragments:
    return {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }


def _fields(
    node: SelectionSetNode | None, fragments: Fragments, inside: tuple[str, ...]
) -> Iterator[tuple[FieldNode, tuple[str, ...]]]:
    """The fields of a selection, those of fragments too, each with the fragments that it is in."""
    for part in node.selections if node else ():
        match part:
            case FieldNode():
                yield part, inside
            case InlineFragmentNode():
                yield from _fields(part.selection_set, fragments, inside)
            case FragmentSpreadNode() if part.name.value not in inside:
                name = part.name.value
                whole = fragments[name].selection_set if name in fragments else None
                yield from _fields(whole, fragments, (*inside, name))


def _types(
    node: SelectionSetNode | None, fragments: Fragments, inside: frozenset[str] = frozenset()
) -> Iterator[str]:
    """The types that the fragments of a selection are for."""
    for part in node.selections if node else ():
        match part:
            case InlineFragmentNode():
                if part.type_condition:
                    yield part.type_condition.name.value
                yield from _types(part.selection_set, fragments, inside)
            case FragmentSpreadNode() if part.name.value in fragments.keys() - inside:
                whole = fragments[part.name.value]
                yield whole.type_condition.name.value
                yield from _types(whole.selection_set, fragments, inside | {part.name.value})


def _key(node: FieldNode) -> str:
    """The name that the answer uses."""
    return node.alias.value if node.alias else node.name.value


def _selection(
    node: SelectionSetNode | None, fragments: Fragments, inside: tuple[str, ...] = ()
) -> Selection:
    whole = Selection({}, frozenset(_types(node, fragments)))
    for part, within in _fields(node, fragments, inside):
        inner = _selection(part.selection_set, fragments, within)
        whole = whole.merged(Selection({_key(part): (part.name.value, inner)}))
    return whole


@lru_cache(maxsize=1024)
def _arguments(text: str, wanted: str) -> tuple[tuple[Argument, ...], dict[str, Json]] | None:
    """The arguments in a document, and the defaults of its variables."""
    document = parsed(text)
    operation = operation_in(document, wanted) if document else None
    if document is None or operation is None:
        return None
    found = tuple(_given(operation.selection_set, _fragments(document), (), ()))
    defaults = {
        node.variable.name.value: value_from_ast_untyped(node.default_value)
        for node in operation.variable_definitions or ()
        if node.default_value
    }
    return found, defaults


def _given(
    node: SelectionSetNode | None,
    fragments: Fragments,
    inside: tuple[str, ...],
    path: tuple[str, ...],
) -> Iterator[Argument]:
    keys = own_keys(_selection(node, fragments, inside))
    for part, within in _fields(node, fragments, inside):
        here = (*path, keys[_key(part)])
        for argument in part.arguments or ():
            yield ".".join(here), argument.name.value, argument.value
        yield from _given(part.selection_set, fragments, within, here)


def with_arguments(body: Json) -> Json:
    """The request with what each field was given in place of its variables; no GraphQL stays as it is.

    >>> query = "query ($n: Int) { books(first: $n) { title reviews(top: true) { text } } }"
    >>> with_arguments({"query": query, "variables": {"n": 3}})["arguments"]
    {'books': {'first': 3}, 'books.reviews': {'top': True}}
    """
    if not isinstance(body, dict) or not isinstance(text := body.get("query"), str):
        return body
    named = body.get("operationName")
    told = _arguments(text, named if isinstance(named, str) else "")
    if told is None:
        return body
    variables = told[1] | _sent(body.get(VARIABLES))
    given: dict[str, Json] = {}
    for path, name, node in told[0]:
        if _is_given(node, variables):
            fields = given.setdefault(path, {})
            assert isinstance(fields, dict)
            fields[name] = _value(node, variables)
    rest = {name: value for name, value in body.items() if name != VARIABLES}
    return {**rest, ARGUMENTS: given}


def _sent(variables: Json) -> dict[str, Json]:
    """The variables of a request; in a query string they are JSON text."""
    if isinstance(variables, str):
        with suppress(ValueError):
            variables = parse_json(variables)
    return variables if isinstance(variables, dict) else {}


def _is_given(node: ValueNode, variables: Mapping[str, Json]) -> bool:
    return not isinstance(node, VariableNode) or node.name.value in variables


def _value(node: ValueNode, variables: Mapping[str, Json]) -> Json:
    """What a document gives as JSON, where a member of an object is left out if its variable was not sent."""
    match node:
        case VariableNode():
            return variables.get(node.name.value)
        case ListValueNode():
            return [_value(item, variables) for item in node.values or ()]
        case ObjectValueNode():
            return {
                part.name.value: _value(part.value, variables)
                for part in node.fields or ()
                if _is_given(part.value, variables)
            }
    value: Json = value_from_ast_untyped(node)
    return value
