"""What an administrator and two customers do with the shop who try all of it once."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from bench.styles.browser import Browser
from bench.styles.shop.app import ADMIN, ADMIN_PASSWORD, Shop
from bench.styles.shop.board_visit import BoardVisit
from bench.styles.shop.catalogue_visit import CatalogueVisit
from bench.styles.shop.style import ShopStyle
from bench.styles.web import Row
from bench.styles.words import title, words


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is in a visit, and how much they do."""

    main: str
    other: str
    newcomers: tuple[str, ...]
    """Those who register."""
    categories: int
    products: int
    orders: int
    letter: str
    """Makes the numbers of products differ from those of other visits."""


FIRST = Cast("ann", "ben", ("ann", "ben"), categories=4, products=14, orders=4, letter="A")
SECOND = Cast("cat", "ann", ("cat",), categories=3, products=8, orders=3, letter="B")


class Visit:
    """The administrator fills the shop, a customer tries everything, the other looks around."""

    def __init__(self, app: Shop, seed: int, cast: Cast) -> None:
        self.browser = Browser[ShopStyle](app)
        self._app = app
        self._style = app.style
        self._cast = cast
        self._chance = Random(seed)
        self._products: list[Row] = []
        self._reviews: list[Row] = []
        self._orders: list[Row] = []

    def pay(self) -> None:
        """Does all of it."""
        self._register()
        self._administer()
        self._login(self._cast.main)
        self._try_forbidden()
        self._review()
        self._fill_cart()
        self._order()
        self._change_orders()
        boards = BoardVisit(self.browser, self._chance)
        boards.pay(self._user(self._cast.main), self._user(self._cast.other))
        self._follow()
        self._be_the_other(boards)
        self._tidy_up(boards)
        self._change_password()
        self._look_at_all()

    def _user(self, name: str) -> Row:
        return next(one for one in self._app.users.values() if one["email"] == _email(name))

    # Accounts

    def _register(self) -> None:
        browser, taken = self.browser, _email(self._cast.main)
        for name in self._cast.newcomers:
            full = f"{name.title()} {title(self._chance, 1)}"
            browser.post("/register", name=full, email=_email(name), password=_password(name))
        browser.post("/register", name="X", email=taken, password="Whatever-1")
        browser.post("/register", name="X", password="Whatever-1")
        browser.get("/me")
        browser.post("/login", email=taken, password="nope-nope")
        browser.get("/products")
        browser.get("/categories")

    def _login(self, name: str) -> None:
        self.browser.login("/login", _email(name), _password(name))

    def _administer(self) -> None:
        browser = self.browser
        told = browser.login("/login", ADMIN, ADMIN_PASSWORD)
        browser.get("/me")
        if "refresh_token" in told:
            browser.leave()
            token = browser.post("/refresh", refresh_token=told["refresh_token"])["access_token"]
            browser.become(ADMIN, token)
            browser.get("/me")
        browser.get("/users")
        catalogue = CatalogueVisit(browser, self._chance)
        catalogue.pay(self._cast.categories, self._cast.products, self._cast.letter)
        self._products = catalogue.products

    def _change_password(self) -> None:
        browser, name = self.browser, self._cast.main
        old, new = _password(name), f"{_password(name)}x"
        browser.post("/password", old_password="wrong-one", new_password="New-pass-99")
        browser.post("/password", old_password=old, new_password=new)
        browser.login("/login", _email(name), old)
        browser.login("/login", _email(name), new)
        browser.post("/password", old_password=new, new_password=old)

    # The first customer

    def _try_forbidden(self) -> None:
        """Does what only an administrator may."""
        browser = self.browser
        browser.get("/me")
        browser.get("/users")
        browser.post("/categories", name="Nope")
        browser.patch(self._product(2), name="Nope")

    def _review(self) -> None:
        browser, chance = self.browser, self._chance
        for number in (0, 2, 4):
            path = f"{self._product(number)}/reviews"
            body = {"stars": chance.randint(1, 5), "text": words(chance, 4)}
            self._reviews.append(browser.row(browser.post(path, **body)))
            browser.get(self._product(number))
        browser.post(f"{self._product(0)}/reviews", stars=3, text="again")
        browser.post(f"{self._product(6)}/reviews", text="no stars")
        browser.get(f"{self._product(0)}/reviews")
        browser.patch(self._review_path(1), stars=1)
        browser.get(self._product(2))

    def _fill_cart(self) -> None:
        browser = self.browser
        second, third = (self._products[number]["id"] for number in (2, 3))
        browser.get("/cart")
        for product, quantity in ((second, 2), (third, 1), (second, 1)):
            browser.post("/cart/items", product_id=product, quantity=quantity)
        browser.get("/cart")
        browser.patch(f"/cart/items/{second}", quantity=5)
        browser.delete(f"/cart/items/{third}")
        browser.get("/cart")

    def _order(self) -> None:
        browser, chance = self.browser, self._chance
        for number in range(self._cast.orders):
            ordered = [self._products[(number + line) % 6] for line in range(1 + number % 3)]
            lines = [{"product_id": one["id"], "quantity": chance.randint(1, 4)} for one in ordered]
            note = {"note": words(chance, 3)} if number % 2 else {}
            self._orders.append(browser.row(browser.post("/orders", lines=lines, **note)))
            browser.get(_order(self._orders[-1]))
            browser.get(f"/products/{ordered[0]['id']}")
        browser.post("/orders", lines=[])
        browser.get("/orders")

    def _change_orders(self) -> None:
        browser = self.browser
        first, second, third = map(_order, self._orders[:3])
        self._change_state(first, "pay", "paid")
        self._change_state(second, "cancel", "cancelled")
        self._change_state(first, "pay", "paid")
        self._change_state(first, "cancel", "cancelled")
        browser.patch(third, note=words(self._chance, 3))
        for states in ("paid", "pending", "paid,cancelled"):
            browser.get("/orders", status=states)

    def _change_state(self, order: str, verb: str, state: str) -> None:
        if self._style.pay == "action":
            self.browser.post(f"{order}/{verb}")
        else:
            self.browser.patch(order, status=state)
        self.browser.get(order)

    def _follow(self) -> None:
        browser, other = self.browser, f"/users/{self._user(self._cast.other)['id']}"
        browser.get(other)
        browser.post(f"{other}/follow")
        browser.get(other)
        browser.get("/feed")

    # The other customer, and the end

    def _be_the_other(self, boards: BoardVisit) -> None:
        browser, chance = self.browser, self._chance
        first = f"/users/{self._user(self._cast.main)['id']}"
        self._login(self._cast.other)
        boards.meddle()
        browser.get("/orders")
        browser.get(_order(self._orders[0]))
        browser.patch(self._review_path(0), stars=2)
        review = {"stars": chance.randint(1, 5), "text": words(chance, 3)}
        browser.post(f"{self._product(0)}/reviews", **review)
        browser.get(self._product(0))
        browser.get("/cart")
        browser.post("/cart/items", product_id=self._products[5]["id"], quantity=1)
        browser.get("/cart")
        browser.post(f"{first}/follow")
        browser.get("/feed")
        browser.delete(f"{first}/follow")
        browser.get("/feed")
        browser.post("/orders", lines=[{"product_id": self._products[1]["id"], "quantity": 1}])
        browser.get("/orders")

    def _tidy_up(self, boards: BoardVisit) -> None:
        browser = self.browser
        self._login(self._cast.main)
        browser.get("/feed")
        boards.part_with(self._user(self._cast.other))
        browser.delete(self._review_path(2))
        browser.get(self._product(4))
        boards.delete_last()
        browser.patch("/me", name=title(self._chance, 2))
        browser.get("/me")

    def _look_at_all(self) -> None:
        self.browser.login("/login", ADMIN, ADMIN_PASSWORD)
        for path in ("/orders", "/users", "/products", "/activity", _order(self._orders[0])):
            self.browser.get(path)

    def _product(self, number: int) -> str:
        return f"/products/{self._products[number]['id']}"

    def _review_path(self, number: int) -> str:
        return f"/reviews/{self._reviews[number]['id']}"


def _email(name: str) -> str:
    return f"{name}@example.com"


def _password(name: str) -> str:
    return f"Secret-{name}-1"


def _order(order: Row) -> str:
    return f"/orders/{order['id']}"
