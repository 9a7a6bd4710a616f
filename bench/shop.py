"""An app that nobody wrote: the back office of a shop, whose traffic is as long as wanted."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from wirebase.exchange import Exchange, Headers, Json, Message

HOST = "shop.example"
PAGE = 50
STATES = ("open", "paid", "sent", "returned")
WORDS = (
    "amber basil cedar delta ember fjord grove harbor iris jade kelp lumen moss nova onyx pearl"
    " quartz raven sable thyme umber velvet willow yarrow zephyr"
).split()
SENT: Headers = (
    ("accept", "application/json, text/plain, */*"),
    ("accept-language", "en-GB,en;q=0.9"),
    ("referer", f"https://{HOST}/"),
    ("sec-fetch-dest", "empty"),
    ("sec-fetch-mode", "cors"),
    ("sec-fetch-site", "same-origin"),
    ("user-agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"),
)
JSON_KIND: Headers = (("content-type", "application/json; charset=utf-8"),)
START = datetime(2026, 3, 1, 8, tzinfo=UTC)

type Row = dict[str, Json]


class Shop:
    """Staff, customers, categories, products, orders with lines, and comments on orders.

    The answers are those of a real server: what was written is what is read afterwards.
    """

    def __init__(self, size: int) -> None:
        self._random = random.Random(7)
        self._sent = itertools.count()
        self._token = ""
        self._now = START
        self._staff = [self._member(i + 1) for i in range(5)]
        self._categories: list[Row] = [{"id": i + 1, "name": WORDS[i]} for i in range(12)]
        self._customers = [self._customer(i + 1) for i in range(max(30, size // 10))]
        self._products = [self._product(i + 1) for i in range(max(30, size // 20))]
        self._orders: list[Row] = []
        self._comments: dict[int, list[Row]] = {}
        self._comment_ids = itertools.count(1)
        for _ in range(max(50, size // 5)):
            self._take_order(self._choice(self._customers))

    def visits(self) -> Iterator[Exchange]:
        """Requests without end, in the mix of a back office; each member of staff in turn."""
        for member in itertools.cycle(self._staff):
            yield self._login(member)
            yield self._get("/api/me", member)
            yield self._get("/api/categories", [*self._categories])
            for _ in range(12):
                yield from self._look_around()
                yield from self._work(member)

    def _look_around(self) -> Iterator[Exchange]:
        yield self._list("orders", self._orders[::-1])
        yield self._list("customers", self._customers)
        category = self._random.randrange(1, 4)
        chosen = [row for row in self._products if row["category_id"] == category]
        yield self._list("products", chosen, f"category_id={category}&")
        word = self._random.choice(WORDS[:6])
        found = [row for row in self._customers if word in str(row["name"])]
        yield self._list("customers", found, f"q={word}&")
        for rows, name in ((self._customers, "customers"), (self._products, "products")):
            row = self._choice(rows)
            yield self._get(f"/api/{name}/{row['id']}", row)

    def _work(self, member: Row) -> Iterator[Exchange]:
        for _ in range(2):
            order = self._choice(self._orders)
            number = int(str(order["id"]))
            path = f"/api/orders/{number}"
            yield self._get(path, order)
            yield self._get(f"{path}/comments", [*self._comments.get(number, ())])
            yield self._comment(path, number, member)
            yield self._change(path, number)
        yield self._new_order()

    # Writing

    def _login(self, member: Row) -> Exchange:
        self._token = f"{self._random.getrandbits(160):040x}"
        told: Row = {"token": self._token, "user": member}
        return self._exchange("POST", "/api/login", told, self.credentials(member))

    def credentials(self, member: Row | None = None) -> Row:
        """What a member of staff logs in with, the first one or another."""
        who = member or self._staff[0]
        return {"email": who["email"], "password": f"Velvet-{who['id']}-harbor"}

    def _comment(self, path: str, order: int, member: Row) -> Exchange:
        sent: Row = {"text": self._words(30)}
        author: Row = {"id": member["id"], "name": member["name"]}
        row: Row = {
            "id": next(self._comment_ids),
            "order_id": order,
            "author": author,
            **sent,
            "created_at": self._time(),
        }
        self._comments.setdefault(order, []).append(row)
        return self._exchange("POST", f"{path}/comments", row, sent, 201)

    def _change(self, path: str, number: int) -> Exchange:
        sent: Row = {"state": self._random.choice(STATES)}
        self._orders[number - 1] = {**self._orders[number - 1], **sent}
        return self._exchange("PATCH", path, self._orders[number - 1], sent)

    def _new_order(self) -> Exchange:
        row = self._take_order(self._choice(self._customers))
        sent = {name: row[name] for name in ("customer_id", "lines", "note")}
        return self._exchange("POST", "/api/orders", row, sent, 201)

    def _take_order(self, customer: Row) -> Row:
        lines: list[Json] = [
            {"product_id": self._choice(self._products)["id"], "amount": self._random.randrange(9)}
            for _ in range(self._random.randrange(1, 4))
        ]
        row: Row = {
            "id": len(self._orders) + 1,
            "customer_id": customer["id"],
            "customer": {"id": customer["id"], "name": customer["name"]},
            "state": "open",
            "lines": lines,
            "note": self._words(25),
            "created_at": self._time(),
        }
        self._orders.append(row)
        return row

    # Rows

    def _member(self, number: int) -> Row:
        name = self._words(2)
        email = f"{name.replace(' ', '.')}@{HOST}"
        return {"id": number, "name": name.title(), "email": email, "role": "staff"}

    def _customer(self, number: int) -> Row:
        name = self._words(2)
        return {
            "id": number,
            "name": name,
            "email": f"{name.replace(' ', '.')}.{number}@mail.example",
            "city": self._random.choice(WORDS),
            "note": self._words(50),
            "created_at": self._time(),
        }

    def _product(self, number: int) -> Row:
        return {
            "id": number,
            "category_id": self._random.randrange(1, 13),
            "name": f"{self._words(2)} {number}",
            "price": self._random.randrange(100, 9999) / 100,
            "in_stock": self._random.random() < 0.8,
            "description": self._words(60),
        }

    def _choice(self, rows: Sequence[Row]) -> Row:
        return rows[self._random.randrange(len(rows))]

    def _words(self, count: int) -> str:
        return " ".join(self._random.choices(WORDS, k=count))

    def _time(self) -> str:
        self._now += timedelta(seconds=self._random.randrange(1, 90))
        return self._now.isoformat().replace("+00:00", "Z")

    # Exchanges

    def _get(self, target: str, answer: Json) -> Exchange:
        return self._exchange("GET", target, answer)

    def _list(self, name: str, rows: Sequence[Row], conditions: str = "") -> Exchange:
        pages = -(-len(rows) // PAGE) or 1
        page = self._random.randrange(min(pages, 40)) + 1
        shown = rows[(page - 1) * PAGE : page * PAGE]
        target = f"/api/{name}?{conditions}page={page}&per_page={PAGE}"
        return self._get(target, {"data": [*shown], "total": len(rows), "page": page})

    def _exchange(
        self, method: str, target: str, answer: Json, sent: Json = None, status: int = 200
    ) -> Exchange:
        index = next(self._sent)
        body = None if sent is None else json.dumps(sent).encode()
        token = (("authorization", f"Bearer {self._token}"),) if target != "/api/login" else ()
        return Exchange(
            index=index,
            started=START.timestamp() + index,
            method=method,
            url=f"https://{HOST}{target}",
            request=Message((*SENT, *token, *(JSON_KIND if body else ())), body),
            status=status,
            answer=Message(JSON_KIND, json.dumps(answer).encode()),
            elapsed=5.0,
            resource_type="fetch",
        )
