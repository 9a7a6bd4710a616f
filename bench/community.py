"""An app that nobody wrote: people with addresses, their posts with comments, and their orders.

Bodies are of 2 to 5 KB, and rows grow with the number of answers, so that a capture of any length
goes on showing new ones. What it truly holds stands in `TRUTH`.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from wirebase.exchange import Exchange, Headers, Json, Message

HOST = "community.example"
TRUTH = {"tables": 8, "keys": 7, "foreign_keys": 8}
"""What a perfect observer would find: users, posts, comments, tags, posts with tags, products, orders,
and lines of orders, which have no key but their order and place; the author of a post and of a
comment, the post of a comment, both sides of posts with tags, the customer of an order, and the order and
the product of a line."""

WORDS = (
    "amber basil cedar delta ember fjord grove harbor iris jade kelp lumen moss nova onyx pearl"
    " quartz raven sable thyme umber velvet willow yarrow zephyr"
).split()
STATES = ("open", "paid", "sent", "returned")
ASKED: Headers = (
    ("accept", "application/json, text/plain, */*"),
    ("accept-language", "en-GB,en;q=0.9"),
    ("referer", f"https://{HOST}/"),
    ("user-agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"),
)
JSON_KIND = ("content-type", "application/json; charset=utf-8")
START = datetime(2026, 3, 1, 8, tzinfo=UTC)
PAGE = 5
WRITES = 40
"""One request in so many is a comment or a change of an order."""

type Row = dict[str, Json]


class Community:
    """The state of the app; what was written is what is read afterwards."""

    def __init__(self, answers: int) -> None:
        self._random = random.Random(11)
        self._now = START
        self._token = f"{self._random.getrandbits(160):040x}"
        self._users = [self._user(i + 1) for i in range(max(20, answers // 4))]
        self._tags: list[Row] = [{"id": i + 1, "name": word} for i, word in enumerate(WORDS)]
        self._products = [self._product(i + 1) for i in range(max(20, answers // 50))]
        self._posts = [self._post(i + 1) for i in range(max(20, answers // 5))]
        self._comments: dict[int, list[Row]] = {}
        self._written = 0
        for _ in range(max(100, answers * 4 // 5)):
            self._comment(self._any(self._posts), self._any(self._users), 55)
        self._orders = [self._order(i + 1) for i in range(max(20, answers // 4))]

    def visits(self, answers: int) -> Iterator[Exchange]:
        """So many requests, each with its answer."""
        me = self._users[0]
        sent: Row = {"email": me["email"], "password": "Velvet-1-harbor"}
        login: Row = {"token": self._token, "user": me}
        yield self._exchange(0, "POST", "/api/login", login, sent, 200)
        for number in range(1, answers):
            if number % WRITES == 0:
                yield self._exchange(number, *self._write(me))
            else:
                yield self._exchange(number, "GET", *self._read(), None, 200)

    def _read(self) -> tuple[str, Json]:
        choice = self._random.randrange(7)
        post = self._any(self._posts)
        match choice:
            case 0:
                return self._page("users", self._users)
            case 1:
                author = self._users[self._random.randrange(-(-len(self._posts) // 3))]
                return f"/api/users/{author['id']}/posts", self._some(self._posts, author)
            case 2:
                return self._page("posts", self._posts)
            case 3:
                comments: list[Json] = [*self._of(post)]
                return f"/api/posts/{post['id']}", {**post, "comments": comments}
            case 4:
                return f"/api/posts/{post['id']}/comments", [*self._of(post)]
            case 5:
                return self._page("orders", self._orders)
        order = self._any(self._orders)
        whole: Row = {**order, "customer": self._users[int(str(order["customer_id"])) - 1]}
        return f"/api/orders/{order['id']}", whole

    def _write(self, me: Row) -> tuple[str, str, Json, Row, int]:
        if self._random.random() < 0.5:
            post = self._any(self._posts)
            row = self._comment(post, me, 40)
            sent: Row = {"text": row["text"]}
            return "POST", f"/api/posts/{post['id']}/comments", row, sent, 201
        order = self._any(self._orders)
        sent = {"state": self._random.choice(STATES)}
        order.update(sent)
        return "PATCH", f"/api/orders/{order['id']}", {**order}, sent, 200

    def _page(self, name: str, rows: list[Row]) -> tuple[str, Json]:
        pages = -(-len(rows) // PAGE)
        page = self._random.randrange(pages) + 1
        shown: list[Json] = [*rows[(page - 1) * PAGE : page * PAGE]]
        body: Row = {"data": shown, "page": page, "per_page": PAGE, "total": len(rows)}
        return f"/api/{name}?page={page}&per_page={PAGE}", body

    def _some(self, rows: list[Row], user: Row) -> Json:
        number = int(str(user["id"]))
        return [*rows[number * 3 - 3 : number * 3]]

    def _of(self, post: Row) -> list[Row]:
        return self._comments.get(int(str(post["id"])), [])

    def _user(self, number: int) -> Row:
        name = self._words(2)
        return {
            "id": number,
            "name": name.title(),
            "email": f"{name.replace(' ', '.')}.{number}@mail.example",
            "bio": self._words(45),
            "address": {
                "street": self._words(2),
                "city": self._random.choice(WORDS),
                "zip": number,
            },
            "active": self._random.random() < 0.9,
            "created_at": self._time(),
        }

    def _brief(self, user: Row) -> Row:
        return {"id": user["id"], "name": user["name"]}

    def _post(self, number: int) -> Row:
        author = self._users[(number - 1) // 3 % len(self._users)]
        tags: list[Json] = [*self._random.sample(self._tags, 2)]
        return {
            "id": number,
            "title": self._words(5).capitalize(),
            "body": self._words(120),
            "author": self._brief(author),
            "tags": tags,
            "likes": self._random.randrange(500),
            "published_at": self._time(),
        }

    def _comment(self, post: Row, author: Row, words: int) -> Row:
        self._written += 1
        row: Row = {
            "id": self._written,
            "post_id": post["id"],
            "author": self._brief(author),
            "text": self._words(words),
            "created_at": self._time(),
        }
        self._comments.setdefault(int(str(post["id"])), []).append(row)
        return row

    def _product(self, number: int) -> Row:
        name = f"{self._words(2)} {number}"
        return {
            "id": number,
            "name": name,
            "price": self._random.randrange(100, 9999) / 100,
            "description": self._words(30),
        }

    def _order(self, number: int) -> Row:
        lines: list[Json] = [
            {"product": self._any(self._products), "amount": self._random.randrange(1, 9)}
            for _ in range(self._random.randrange(2, 7))
        ]
        customer = self._any(self._users)
        return {
            "id": number,
            "customer_id": customer["id"],
            "state": self._random.choice(STATES),
            "lines": lines,
            "note": self._words(30) if self._random.random() < 0.7 else None,
            "created_at": self._time(),
        }

    def _any(self, rows: list[Row]) -> Row:
        return rows[self._random.randrange(len(rows))]

    def _words(self, count: int) -> str:
        return " ".join(self._random.choices(WORDS, k=count))

    def _time(self) -> str:
        self._now += timedelta(seconds=self._random.randrange(1, 90))
        return self._now.isoformat().replace("+00:00", "Z")

    def _exchange(
        self, index: int, method: str, target: str, answer: Json, sent: Json, status: int
    ) -> Exchange:
        token = (("authorization", f"Bearer {self._token}"),) if index else ()
        body = None if sent is None else json.dumps(sent).encode()
        content = json.dumps(answer, separators=(",", ":")).encode()
        told = (JSON_KIND, ("content-length", str(len(content))), ("x-request-id", f"{index:08x}"))
        return Exchange(
            index=index,
            started=START.timestamp() + index * 0.25,
            method=method,
            url=f"https://{HOST}{target}",
            request=Message((*ASKED, *token, *((JSON_KIND,) if body else ())), body),
            status=status,
            answer=Message(told, content),
            elapsed=5.0,
            resource_type="fetch",
        )
