"""Authorship: what names who asks cannot be done by nobody.

An app says first that it does not know who asks, and only then what is wrong with the request.
"""

from __future__ import annotations

from collections.abc import Sequence

from wirebase.blueprint.expressions import Caller, Compare, Comparison, Condition, Source
from wirebase.blueprint.operations import Delete, Effect, Find, Insert, Operation, SetLinks, Verb
from wirebase.infer.calls import Call
from wirebase.infer.faults import is_refused
from wirebase.infer.scope import Knowledge


def named_only(known: Knowledge, made: Sequence[tuple[Operation, list[Call]]]) -> list[Operation]:
    """The operations, of which those that write who asks answer only callers who are known.

    None counts that a caller without a name was seen to do.
    """
    return [
        operation.model_copy(update={"authenticated": True})
        if _names_caller(operation) and _were_known(known, calls)
        else operation
        for operation, calls in made
    ]


def _were_known(known: Knowledge, calls: list[Call]) -> bool:
    good = [c for c in calls if c.exchange.succeeded and not is_refused(c)]
    return bool(good) and all(known.caller(c) for c in good)


def _names_caller(operation: Operation) -> bool:
    """Whether the operation writes rows that refer to who asks, or seeks them by it."""
    if operation.verb in (Verb.LOGIN, Verb.RECORDED):
        return False
    return any(_refers(effect) for effect in operation.effects)


def _refers(effect: Effect) -> bool:
    match effect:
        case Insert(when=None):
            return any(isinstance(a.value, Caller) and not a.optional for a in effect.values)
        case SetLinks(owner=owner):
            return isinstance(owner.value, Caller)
        case Find(source=source, required=True) | Delete(source=source, when=None):
            return _seeks_caller(source)
    return False


def _seeks_caller(source: Source) -> bool:
    return any(map(_is_caller, source.where))


def _is_caller(condition: Condition) -> bool:
    if not isinstance(condition, Compare) or condition.op is not Comparison.EQ:
        return False
    return isinstance(condition.left, Caller) or isinstance(condition.right, Caller)
