"""Recordings: answers that are kept as they stood, since nothing explains them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode

from wirebase.blueprint.dataset import RecordedAnswer
from wirebase.blueprint.expressions import Recorded
from wirebase.blueprint.operations import Answer
from wirebase.infer.calls import Call
from wirebase.infer.drafts import mime_of


def recorded(calls: list[Call]) -> Answer:
    """An answer that repeats what was recorded for the same request."""
    status = Counter(c.exchange.status for c in calls if c.exchange.status != 304)
    code = status.most_common(1)[0][0] if status else 200
    return Answer(status=code, body=Recorded(), mime=mime_of(calls))


def only_failure(bad: list[Call]) -> Answer:
    """The answer of a route that only ever refused."""
    return Answer(status=bad[-1].exchange.status if bad else 404, body=Recorded())


def recorded_answers(name: str, calls: Iterable[Call]) -> list[RecordedAnswer]:
    """The answers of a route as they stood, the last one for each request."""
    out: dict[tuple[str, str, str], RecordedAnswer] = {}
    for call in calls:
        if call.exchange.status in (0, 304) and not call.has_answer:
            continue
        query = urlencode(sorted(parse_qsl(call.exchange.parts.query, keep_blank_values=True)))
        body = json.dumps(call.body(), sort_keys=True, ensure_ascii=False) if call.has_body else ""
        status = 200 if call.exchange.status == 304 else call.exchange.status
        out[call.exchange.path, query, body] = RecordedAnswer(
            operation=name,
            query=query,
            body=body,
            status=status,
            headers=(),
            answer=call.message.text if call.has_answer else "",
            path=call.exchange.path,
        )
    return list(out.values())
