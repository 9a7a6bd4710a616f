"""Lists: which page of them, in which order, under which conditions."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .messages import Json, invalid

PER_PAGE = 12
MOST_PER_PAGE = 100
LAST_PAGE = 1_000_000
LONGEST_SEARCH = 200


@dataclass(slots=True)
class Conditions:
    """The WHERE of a statement and the values of its parameters."""

    parameters: dict[str, str | int | None] = field(default_factory=dict)
    _clauses: list[str] = field(default_factory=list)

    def add(self, clause: str, **parameters: str | int) -> None:
        """Demands one thing more."""
        self._clauses.append(clause)
        self.parameters.update(parameters)

    @property
    def sql(self) -> str:
        """The WHERE clause."""
        return f"WHERE {' AND '.join(self._clauses)}" if self._clauses else ""


@dataclass(frozen=True, slots=True)
class Listing:
    """The page and order that a query asks for."""

    page: int
    per_page: int
    order: str

    @classmethod
    def asked_by(
        cls,
        query: Mapping[str, str],
        sorts: Mapping[str, str],
        default: str,
        per_page: int = PER_PAGE,
    ) -> Listing:
        """The listing of a query; `sorts` gives the expression behind each name of an order."""
        return cls(
            page=integer(query, "page", 1, LAST_PAGE) or 1,
            per_page=integer(query, "per_page", 1, MOST_PER_PAGE) or per_page,
            order=_order(query.get("sort") or default, sorts),
        )

    def answer(
        self,
        connection: sqlite3.Connection,
        select: str,
        where: Conditions,
        render: Callable[[sqlite3.Row], Json],
    ) -> dict[str, Json]:
        """One page of the rows, with the total."""
        total = self._total(connection, select, where)
        rows = connection.execute(
            f"{select} {where.sql} ORDER BY {self.order} LIMIT :limit OFFSET :offset",
            {
                **where.parameters,
                "limit": self.per_page,
                "offset": (self.page - 1) * self.per_page,
            },
        )
        return {
            "items": [render(row) for row in rows],
            "total": total,
            "page": self.page,
            "per_page": self.per_page,
            "pages": -(-total // self.per_page),
        }

    def _total(self, connection: sqlite3.Connection, select: str, where: Conditions) -> int:
        statement = f"SELECT count(*) FROM ({select} {where.sql})"
        total: int = connection.execute(statement, where.parameters).fetchone()[0]
        return total


def _order(sort: str, sorts: Mapping[str, str]) -> str:
    expression = sorts.get(sort.removeprefix("-"))
    if expression is None:
        names = ", ".join(sorts)
        raise invalid({"sort": f"has to be one of {names}, with - before it to turn it around"})
    direction = "DESC" if sort.startswith("-") else "ASC"
    return f"{expression} {direction} NULLS LAST, id {direction}"


def integer(query: Mapping[str, str], name: str, lowest: int, highest: int) -> int | None:
    """A whole number in the query; None where it is missing or empty."""
    text = query.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(highest))):
        raise invalid({name: "has to be a whole number"})
    if not lowest <= int(text) <= highest:
        raise invalid({name: f"has to be between {lowest} and {highest}"})
    return int(text)


def boolean(query: Mapping[str, str], name: str) -> bool | None:
    """True or false in the query; None where it is missing or empty."""
    text = query.get(name, "")
    if text not in ("", "true", "false"):
        raise invalid({name: "has to be true or false"})
    return None if text == "" else text == "true"


def containing(text: str) -> str:
    """The LIKE pattern, with a backslash as escape, of what contains a text."""
    if len(text) > LONGEST_SEARCH:
        raise invalid({"q": f"can have at most {LONGEST_SEARCH} characters"})
    escaped = "".join(f"\\{sign}" if sign in "\\%_" else sign for sign in text.strip())
    return f"%{escaped}%"
