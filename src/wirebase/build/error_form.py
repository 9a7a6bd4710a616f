"""The form in which an app tells of errors, for those that it was never seen to tell of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

import msgspec

from wirebase.blueprint.expressions import Constant, Expression, Items, Object
from wirebase.blueprint.operations import FailureKind, Operation
from wirebase.exchange import Json

TELLING = frozenset(
    "error errors message msg detail details code title description error_description reason "
    "status statuscode status_code fault".split()
)
"""Members that objects have which tell of an error, and others seldom."""

_CODE = re.compile(r"[A-Za-z][\w.:/-]*")
_CODED = frozenset("code type name error kind reason title errorcode error_code slug".split())


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be said: the status, a code in lower case with underscores, and a sentence."""

    status: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Sample:
    """An error that the app told of."""

    status: int
    body: Json


@dataclass(frozen=True, slots=True)
class ErrorForm:
    """The form that most of an app's errors have."""

    samples: tuple[Sample, ...]

    @classmethod
    def of(cls, operations: Iterable[Operation]) -> ErrorForm | None:
        """The form of the errors of these operations; None where they show none."""
        found: dict[bytes, list[Sample]] = {}
        votes: Counter[bytes] = Counter()
        for operation in operations:
            for failure in operation.failures:
                body = _value(failure.body) if failure.body is not None else None
                if failure.status < 400 or not isinstance(body, dict):
                    continue
                if not TELLING & {name.lower() for name in body}:
                    continue
                form = msgspec.json.encode(_outline(body))
                found.setdefault(form, []).append(Sample(failure.status, body))
                # What is wrong with a request is often told field by field.
                votes[form] += 1 if failure.kind is FailureKind.INVALID else 3
        return cls(tuple(found[votes.most_common(1)[0][0]])) if votes else None

    def body(self, told: Told) -> Json:
        """A body in this form.

        >>> form = ErrorForm((Sample(404, {"error": {"code": "NO_SUCH", "message": "Not here."}}),))
        >>> form.body(Told(405, "method_not_allowed", "Not so."))
        {'error': {'code': 'METHOD_NOT_ALLOWED', 'message': 'Not so.'}}
        """
        values = [sample.body for sample in self.samples]
        return _filled(values, "", told, [sample.status for sample in self.samples])


def _filled(values: Sequence[Json], name: str, told: Told, statuses: Sequence[int]) -> Json:
    """What stands for these values in an error that says something else."""
    first = values[0]
    if isinstance(first, dict):
        return {
            key: _filled([v[key] for v in values if isinstance(v, dict)], key, told, statuses)
            for key in first
            if all(isinstance(v, dict) and key in v for v in values)
        }
    if isinstance(first, list):
        items = [
            (v[0], s) for v, s in zip(values, statuses, strict=False) if isinstance(v, list) and v
        ]
        inner = [item for item, _ in items]
        return [_filled(inner, name, told, [s for _, s in items])] if inner else []
    if isinstance(first, int) and all(v == s for v, s in zip(values, statuses, strict=False)):
        return told.status
    if isinstance(first, str):
        return _said(first, name, told, statuses[0], varies=any(v != first for v in values))
    return first if all(v == first for v in values) else None


def _said(sample: str, name: str, told: Told, status: int, *, varies: bool) -> Json:
    """What a text of an error is to say: the usual phrase, the message, or the code."""
    if sample.lower() == _phrase(status).lower():
        return _phrase(told.status)
    if " " in sample.strip() or name.lower() in ("message", "msg", "detail", "description"):
        return told.message
    if _CODE.fullmatch(sample) and name.lower() in _CODED:
        return _like(sample, told.code)
    return None if varies or len(sample) > 20 else sample


def _like(sample: str, code: str) -> str:
    """The code, written as the sample is.

    >>> _like("NOT_FOUND", "too_large"), _like("NotFoundError", "too_large"), _like("not-found", "too_large")
    ('TOO_LARGE', 'TooLarge', 'too-large')
    """
    if sample.isupper():
        return code.upper()
    if sample[:1].isupper() and "_" not in sample:
        return "".join(part.title() for part in code.split("_"))
    return code.replace("_", "-") if "-" in sample else code


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def _outline(value: Json) -> Json:
    """The names in a document, whatever stands under them."""
    if isinstance(value, dict):
        return {name: _outline(inner) for name, inner in sorted(value.items())}
    if isinstance(value, list):
        return [_outline(value[0])] if value else []
    return None


def _value(expression: Expression) -> Json:
    """What an expression is made of, as far as it is the same for every request."""
    match expression:
        case Constant(value=value):
            return value
        case Object(members=members):
            return {member.name: _value(member.value) for member in members}
        case Items(items=items):
            return [_value(item) for item in items]
    return "a text that differs"
