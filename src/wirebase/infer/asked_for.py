"""Asked for: columns of new rows that the query of the request tells, as `POST /notes?folder=3` does."""

from __future__ import annotations

from wirebase.blueprint.expressions import Expression, Given
from wirebase.blueprint.operations import Place
from wirebase.infer.arguments import Arguments
from wirebase.infer.changes import Rows
from wirebase.infer.naming import snake
from wirebase.infer.values import same


def asked_for(arguments: Arguments, rows: Rows, column: str) -> Expression | None:
    """What the query gives under the name of a column, where each new row holds just that."""
    for name, parameter in arguments.parameters.items():
        if parameter.place is not Place.QUERY or parameter.tree:
            continue
        if column not in (snake(parameter.key), f"{snake(parameter.key)}_id"):
            continue
        given = [arguments.of(call).get(name) for call, _ in rows]
        held = [row.get(column) for _, row in rows]
        if given and all(g is not None and same(h, g) for g, h in zip(given, held, strict=True)):
            return Given(parameter=name)
    return None
