"""A shop's back office in camelCase: keys that are numbers as text, cursors, soft deletion."""

from __future__ import annotations

import base64
import secrets
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.apps.recording import Clock, Stage
from tests.verify.traffic import Answered

type Row = dict[str, Any]


def refused(status: int, code: str, message: str) -> Answered:
    return status, {"success": False, "error": {"code": code, "message": message}}


class Shop:
    """Products in categories, and orders of them."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.tokens: dict[str, str] = {}
        self.made = 1000
        self.users = [
            {"id": "11", "email": "eve@shop.example", "displayName": "Eve Park", "role": "admin"},
            {"id": "12", "email": "fay@shop.example", "displayName": "Fay Long", "role": "staff"},
        ]
        self.categories = [
            {"id": str(20 + n), "name": name, "parentId": parent}
            for n, (name, parent) in enumerate(
                [("Garden", None), ("Tools", "20"), ("Seeds", "20"), ("Kitchen", None)]
            )
        ]
        self.products: list[Row] = []
        self.orders: list[Row] = []
        for n, name in enumerate(
            "Spade,Rake,Hoe,Tomato seeds,Basil seeds,Pan,Pot,Knife,Whisk,Hose,Gloves,Shears".split(
                ","
            )
        ):
            self.clock.tick()
            self._product(
                {
                    "name": name,
                    "categoryId": str(20 + (n // 3 + 1) % 4),
                    "priceCents": 500 + 125 * n,
                    "stock": 3 * n % 7,
                    "attributes": {"color": ("red", "green")[n % 2], "weightGrams": 100 * n + 50},
                }
            )
        for n, lines in enumerate([[(0, 1), (3, 2)], [(5, 1)], [(7, 1), (8, 1), (6, 3)]]):
            self.clock.tick()
            self._order(
                {
                    "customerName": ("Ann Lee", "Bob Ray", "Cy Moon")[n],
                    "items": [
                        {"productId": self.products[p]["id"], "quantity": q} for p, q in lines
                    ],
                }
            )

    def __call__(self, method: str, target: str, body: Any, headers: dict[str, str]) -> Answered:
        parts = urlsplit(target)
        path = parts.path.removeprefix("/api/v2/").split("/")
        query = {k: v[0] for k, v in parse_qs(parts.query).items()}
        me = self.tokens.get(headers.get("authorization", "").removeprefix("Bearer "))
        if path == ["auth", "login"]:
            return self._login(body)
        user = next((u for u in self.users if u["id"] == me), None)
        if user is None:
            return refused(401, "UNAUTHENTICATED", "Sign in first")
        match (method, *path):
            case ("GET", "auth", "me"):
                return 200, {"success": True, "data": user}
            case ("GET", "categories"):
                return 200, {"success": True, "data": self.categories}
            case ("GET", "products"):
                found = [p for p in self.products if not p["deletedAt"]]
                found = [
                    p
                    for p in found
                    if query.get("categoryId", p["categoryId"]) == p["categoryId"]
                    and query.get("q", "").lower() in p["name"].lower()
                ]
                if query.get("inStock") == "true":
                    found = [p for p in found if p["stock"] > 0]
                by = {"price": lambda p: p["priceCents"], "-price": lambda p: -p["priceCents"]}.get(
                    query.get("sort", "")
                )
                return self._page(
                    [self._shown(p) for p in (sorted(found, key=by) if by else reversed(found))],
                    query,
                )
            case ("POST", "products"):
                if not body.get("name"):
                    return refused(422, "VALIDATION_ERROR", "name is required")
                return 201, {"success": True, "data": self._shown(self._product(body))}
            case (_, "products", key, *rest):
                return self._one(method, key, rest, body)
            case ("GET", "orders"):
                found = [
                    o
                    for o in reversed(self.orders)
                    if query.get("status", o["status"]) == o["status"]
                ]
                return self._page([self._summary(o) for o in found], query)
            case ("POST", "orders"):
                return 201, {"success": True, "data": self._full(self._order(body))}
            case ("GET", "orders", key):
                return self._of(key, lambda o: (200, {"success": True, "data": self._full(o)}))
            case ("PATCH", "orders", key):
                return self._of(
                    key,
                    lambda o: (
                        o.update(status=body["status"], updatedAt=self.clock.iso()),
                        (200, {"success": True, "data": self._full(o)}),
                    )[1],
                )
        return refused(404, "NOT_FOUND", "No such thing")

    def _login(self, sent: Row) -> Answered:
        user = next((u for u in self.users if u["email"] == sent["email"]), None)
        if user is None or sent["password"] != "open-sesame-4":
            return refused(401, "BAD_CREDENTIALS", "Wrong email or password")
        token = f"{secrets.token_urlsafe(18)}.{secrets.token_urlsafe(24)}"
        self.tokens[token] = user["id"]
        return 200, {
            "success": True,
            "data": {"accessToken": token, "expiresIn": 3600, "user": user},
        }

    def _one(self, method: str, key: str, rest: list[str], body: Any) -> Answered:
        found = next((p for p in self.products if p["id"] == key and not p["deletedAt"]), None)
        if rest == ["restore"]:
            found = next((p for p in self.products if p["id"] == key), None)
        if found is None:
            return refused(404, "NOT_FOUND", "Product not found")
        if method == "DELETE":
            found["deletedAt"] = self.clock.iso()
            return 200, {"success": True, "data": {"id": key, "deleted": True}}
        if rest == ["restore"]:
            found["deletedAt"] = None
        if method == "PATCH":
            found |= {
                k: body[k]
                for k in ("name", "categoryId", "priceCents", "stock", "attributes", "isActive")
                if k in body
            }
        if method != "GET":
            found["updatedAt"] = self.clock.iso()
        return 200, {"success": True, "data": self._shown(found)}

    def _of(self, key: str, then: Any) -> Answered:
        found = next((o for o in self.orders if o["id"] == key), None)
        answered: Answered = (
            refused(404, "NOT_FOUND", "Order not found") if found is None else then(found)
        )
        return answered

    def _key(self) -> str:
        self.made += 1
        return str(self.made)

    def _product(self, sent: Row) -> Row:
        now = self.clock.iso()
        row = {
            "id": self._key(),
            "name": sent["name"],
            "categoryId": sent["categoryId"],
            "priceCents": sent["priceCents"],
            "stock": sent.get("stock", 0),
            "isActive": True,
            "attributes": sent.get("attributes", {}),
            "createdAt": now,
            "updatedAt": now,
            "deletedAt": None,
        }
        self.products.append(row)
        return row

    def _order(self, sent: Row) -> Row:
        now = self.clock.iso()
        items = []
        for line in sent["items"]:
            product = next(p for p in self.products if p["id"] == line["productId"])
            items.append(
                {
                    "id": self._key(),
                    "productId": product["id"],
                    "productName": product["name"],
                    "quantity": line["quantity"],
                    "unitPriceCents": product["priceCents"],
                }
            )
        total = sum(i["quantity"] * i["unitPriceCents"] for i in items)
        self.orders.append(
            {
                "id": self._key(),
                "customerName": sent["customerName"],
                "status": "PENDING",
                "note": sent.get("note"),
                "totalCents": total,
                "items": items,
                "createdAt": now,
                "updatedAt": now,
            }
        )
        return self.orders[-1]

    def _shown(self, p: Row) -> Row:
        category = next(c for c in self.categories if c["id"] == p["categoryId"])
        return {
            **{k: v for k, v in p.items() if k != "deletedAt"},
            "category": {"id": category["id"], "name": category["name"]},
        }

    def _summary(self, o: Row) -> Row:
        return {**{k: v for k, v in o.items() if k != "items"}, "itemCount": len(o["items"])}

    def _full(self, o: Row) -> Row:
        return {**o, "itemCount": len(o["items"])}

    def _page(self, rows: list[Row], query: dict[str, str]) -> Answered:
        size = int(query.get("limit", 5))
        after = base64.b64decode(query["cursor"]).decode() if "cursor" in query else None
        start = next((n + 1 for n, r in enumerate(rows) if r["id"] == after), 0)
        page = rows[start : start + size]
        more = start + size < len(rows)
        cursor = base64.b64encode(page[-1]["id"].encode()).decode() if more else None
        return 200, {
            "success": True,
            "data": page,
            "pagination": {"nextCursor": cursor, "hasMore": more, "total": len(rows)},
        }


def login(at: Stage, email: str) -> Any:
    use = at.visitor()
    use("GET", "/api/v2/auth/me")
    use("POST", "/api/v2/auth/login", {"email": email, "password": "wrong-one"})
    told = use("POST", "/api/v2/auth/login", {"email": email, "password": "open-sesame-4"})
    use.headers["authorization"] = f"Bearer {told['data']['accessToken']}"
    use("GET", "/api/v2/auth/me")
    return use


def browse(use: Any, *targets: str) -> None:
    for target in targets:
        use("GET", f"/api/v2/{target}")


def first(at: Stage) -> None:
    """An admin keeps the catalogue and takes orders."""
    use = login(at, "eve@shop.example")
    browse(use, "categories", "products")
    told = use("GET", "/api/v2/products?limit=4")
    told = use("GET", f"/api/v2/products?limit=4&cursor={told['pagination']['nextCursor']}")
    use("GET", f"/api/v2/products?limit=4&cursor={told['pagination']['nextCursor']}")
    browse(
        use,
        "products?limit=20",
        "products?categoryId=21",
        "products?categoryId=23&limit=20",
        "products?q=seed",
        "products?q=p&limit=20",
        "products?inStock=true&limit=20",
        "products?sort=price&limit=20",
        "products?sort=-price&limit=20",
        "products/1001",
        "products/1004",
        "products/7",
        "orders",
        "orders?status=PENDING",
        "orders/1015",
        "orders/1017",
    )
    new = use(
        "POST",
        "/api/v2/products",
        {
            "name": "Trowel",
            "categoryId": "21",
            "priceCents": 799,
            "stock": 12,
            "attributes": {"color": "blue", "weightGrams": 300},
        },
    )["data"]
    use("POST", "/api/v2/products", {"name": "Chive seeds", "categoryId": "22", "priceCents": 199})
    use("POST", "/api/v2/products", {"name": "", "categoryId": "22", "priceCents": 1})
    use("PATCH", f"/api/v2/products/{new['id']}", {"stock": 9})
    use("PATCH", "/api/v2/products/1002", {"priceCents": 650, "isActive": False})
    use("PATCH", "/api/v2/products/1003", {"categoryId": "20"})
    use("DELETE", "/api/v2/products/1006")
    browse(use, "products/1006", "products?limit=20")
    use("POST", "/api/v2/products/1006/restore")
    use("DELETE", "/api/v2/products/1008")
    browse(use, "products?limit=20", "products/1006")
    order = use(
        "POST",
        "/api/v2/orders",
        {
            "customerName": "Di Fox",
            "note": "Ring twice",
            "items": [
                {"productId": "1001", "quantity": 2},
                {"productId": new["id"], "quantity": 1},
            ],
        },
    )["data"]
    use(
        "POST",
        "/api/v2/orders",
        {"customerName": "Ed Hill", "items": [{"productId": "1004", "quantity": 5}]},
    )
    use("PATCH", f"/api/v2/orders/{order['id']}", {"status": "SHIPPED"})
    use("PATCH", "/api/v2/orders/1015", {"status": "CANCELLED"})
    browse(
        use,
        f"orders/{order['id']}",
        "orders?limit=20",
        "orders?status=SHIPPED",
        "orders?status=PENDING",
    )


def second(at: Stage) -> None:
    """Somebody of the staff does the like."""
    use = login(at, "eve@shop.example")
    browse(use, "categories", "products")
    told = use("GET", "/api/v2/products?limit=6")
    use("GET", f"/api/v2/products?limit=6&cursor={told['pagination']['nextCursor']}")
    browse(
        use,
        "products?categoryId=22",
        "products?q=ho&limit=20",
        "products?inStock=true&limit=20",
        "products?sort=price&limit=20",
        "products/1005",
        "products/1008",
        "products/9",
        "orders",
        "orders?status=CANCELLED",
        "orders/1017",
    )
    new = use(
        "POST",
        "/api/v2/products",
        {
            "name": "Ladle",
            "categoryId": "23",
            "priceCents": 450,
            "stock": 4,
            "attributes": {"color": "black", "weightGrams": 120},
        },
    )["data"]
    use("POST", "/api/v2/products", {"name": "", "categoryId": "22", "priceCents": 1})
    use("GET", f"/api/v2/products/{new['id']}")
    use("PATCH", f"/api/v2/products/{new['id']}", {"name": "Soup ladle", "priceCents": 480})
    use("PATCH", "/api/v2/products/1005", {"categoryId": "21"})
    use("DELETE", "/api/v2/products/1009")
    browse(use, "products/1009", "products?limit=20")
    use("POST", "/api/v2/products/1009/restore")
    use("POST", "/api/v2/products/1008/restore")
    browse(use, "products/1009", "products?limit=20", "products?categoryId=21&limit=20")
    order = use(
        "POST",
        "/api/v2/orders",
        {
            "customerName": "Gus May",
            "items": [{"productId": "1005", "quantity": 3}, {"productId": "1011", "quantity": 1}],
        },
    )["data"]
    browse(use, f"orders/{order['id']}", "orders")
    use("PATCH", f"/api/v2/orders/{order['id']}", {"status": "SHIPPED"})
    browse(
        use,
        f"orders/{order['id']}",
        "orders?status=SHIPPED&limit=20",
        "orders?status=PENDING&limit=20",
    )
