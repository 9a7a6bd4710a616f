"""A capture of an app that nobody wrote: as large as wanted, the same at each run."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator
from pathlib import Path

from wirebase.capture.redaction import Redactor
from wirebase.capture.writer import Writer
from wirebase.exchange import Exchange, Json, Message

HOST = "shop.example"
PAGE = 20
WORDS = (
    "amber basil cedar delta ember fjord grove harbor iris jade kelp lumen moss nova onyx".split()
)
KIND = (("content-type", "application/json"),)


def make_capture(folder: Path, exchanges: int) -> Path:
    """The path of an archive with so many exchanges: lists, details, filters and writes."""
    path = folder / f"made-up-{exchanges}.jsonl.zst"
    with Writer(path, Redactor(HOST)) as writer:
        for x in itertools.islice(Shop(exchanges).visits(), exchanges):
            writer.write(x)
    return path


class Shop:
    """Customers, products, and orders with lines."""

    def __init__(self, size: int) -> None:
        self._random = random.Random(7)
        self._sent = itertools.count()
        self._customers = [self._customer(i + 1) for i in range(max(5, size // 40))]
        self._products = [self._product(i + 1) for i in range(max(5, size // 20))]
        self._orders = [self._order(i + 1) for i in range(max(5, size // 10))]

    def visits(self) -> Iterator[Exchange]:
        """Requests without end, in the mix of a back office."""
        while True:
            yield self._list("customers", self._customers)
            yield self._list("products", self._products)
            for _ in range(4):
                yield self._list("orders", self._orders)
                yield self._detail("orders", self._random.choice(self._orders))
                yield self._detail("customers", self._random.choice(self._customers))
                yield self._detail("products", self._random.choice(self._products))
            yield self._new_order()
            yield self._changed_order()

    def _list(self, name: str, rows: list[dict[str, Json]]) -> Exchange:
        pages = max(1, len(rows) // PAGE)
        page = self._random.randrange(pages)
        shown = rows[page * PAGE : (page + 1) * PAGE]
        answer: Json = {"data": [*shown], "total": len(rows)}
        return self._exchange("GET", f"/api/{name}?offset={page * PAGE}&limit={PAGE}", answer)

    def _detail(self, name: str, row: dict[str, Json]) -> Exchange:
        return self._exchange("GET", f"/api/{name}/{row['id']}", row)

    def _new_order(self) -> Exchange:
        order = self._order(len(self._orders) + 1)
        self._orders.append(order)
        sent = {name: value for name, value in order.items() if name != "id"}
        return self._exchange("POST", "/api/orders", order, sent, 201)

    def _changed_order(self) -> Exchange:
        at = self._random.randrange(len(self._orders))
        state = self._random.choice(["open", "paid", "sent"])
        self._orders[at] = {**self._orders[at], "state": state}
        path = f"/api/orders/{self._orders[at]['id']}"
        return self._exchange("PATCH", path, self._orders[at], {"state": state})

    def _customer(self, number: int) -> dict[str, Json]:
        name = self._words(2)
        email = f"{name.replace(' ', '.')}.{number}@mail.example"
        return {"id": number, "name": name, "email": email, "note": self._words(30)}

    def _product(self, number: int) -> dict[str, Json]:
        return {
            "id": number,
            "name": f"{self._words(2)} {number}",
            "price": self._random.randrange(100, 9999) / 100,
            "description": self._words(40),
        }

    def _order(self, number: int) -> dict[str, Json]:
        lines: list[Json] = [
            {"product_id": self._random.randrange(len(self._products)) + 1, "amount": i + 1}
            for i in range(self._random.randrange(1, 4))
        ]
        customer = self._random.randrange(len(self._customers)) + 1
        return {"id": number, "customer_id": customer, "state": "open", "lines": lines}

    def _words(self, count: int) -> str:
        return " ".join(self._random.choices(WORDS, k=count))

    def _exchange(
        self, method: str, target: str, answer: Json, sent: Json = None, status: int = 200
    ) -> Exchange:
        index = next(self._sent)
        body = None if sent is None else json.dumps(sent).encode()
        return Exchange(
            index=index,
            started=1_750_000_000.0 + index,
            method=method,
            url=f"https://{HOST}{target}",
            request=Message(KIND if body else (), body),
            status=status,
            answer=Message(KIND, json.dumps(answer).encode()),
            elapsed=5.0,
            resource_type="fetch",
        )
