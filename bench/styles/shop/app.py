"""The rows of the shop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bench.styles.app import App, Handler
from bench.styles.shop.style import ShopStyle
from bench.styles.web import Refusal, Reply, Row, Table

ADMIN = "root@example.com"
ADMIN_PASSWORD = "Root-pass-1"


class Shop(App[ShopStyle]):
    """The shop, in one style. Prices are kept in cents."""

    login_name = "email"

    def __init__(self, style: ShopStyle, seed: int, handlers: Sequence[Handler]) -> None:
        super().__init__(style, seed, handlers)
        self.categories: Table = {}
        self.products: Table = {}
        self.reviews: Table = {}
        self.carts: dict[Any, dict[Any, int]] = {}
        """How much of each product, by user."""
        self.orders: Table = {}
        self.boards: Table = {}
        self.columns: Table = {}
        self.cards: Table = {}
        self.members: dict[tuple[Any, Any], str] = {}
        """Their roles, by board and user."""
        self.follows: set[tuple[Any, Any]] = set()
        """Who follows whom."""
        self.refreshers: dict[str, Any] = {}
        """The user's id by the second token."""
        self.log: list[Row] = []
        self.new_user("Root", ADMIN, ADMIN_PASSWORD)["role"] = "admin"

    def new_user(self, name: str, email: str, password: str) -> Row:
        user = {
            "id": self.new_id("user"),
            "name": name,
            "email": email,
            "password": password,
            "role": "customer",
            "created_at": self.clock.tick(),
        }
        return self.added(self.users, user)

    def administers(self, user: Row) -> bool:
        return self.style.roles and user["role"] == "admin"

    def check_admin(self, user: Row) -> None:
        if self.style.roles and not self.administers(user):
            raise Refusal(403, "Admins only")

    def note(self, user: Row, verb: str, product: Row) -> None:
        """Keeps in mind what was done to a product."""
        self.log.append(
            {
                "id": len(self.log) + 1,
                "actor_id": user["id"],
                "verb": verb,
                "kind": "product",
                "target_id": product["id"],
                "at": self.clock.tick(),
            }
        )

    # How things are written

    def money(self, cents: int) -> int | float | str:
        match self.style.money:
            case "cents":
                return cents
            case "decimal":
                return f"{cents / 100:.2f}"
            case "number":
                return cents / 100

    def cents(self, money: Any) -> int:
        return int(money) if self.style.money == "cents" else round(float(money) * 100)

    def gone(self) -> Reply:
        """The answer to a deletion."""
        return Reply(204) if self.style.delete == "empty" else Reply(200, {"ok": True})
