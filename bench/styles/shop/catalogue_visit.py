"""What the administrator does with categories and products."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from bench.styles.browser import Browser
from bench.styles.shop import filters
from bench.styles.shop.style import ShopStyle
from bench.styles.web import Row
from bench.styles.words import title, words


class CatalogueVisit:
    """Makes categories and products, and asks for them in all ways."""

    def __init__(self, browser: Browser[ShopStyle], chance: Random) -> None:
        self.products: list[Row] = []
        self._browser = browser
        self._style = browser.app.style
        self._chance = chance
        self._categories: list[Row] = []

    def pay(self, categories: int, products: int, letter: str) -> None:
        """Does all of it, with so many of both."""
        self._make_categories(categories)
        self._make_products(products, letter)
        self._look_around()
        self._change_one()
        self._change_many()
        self._browser.get("/activity")
        self._tidy_up()

    def _make_categories(self, count: int) -> None:
        browser = self._browser
        for number in range(count):
            parent = {"parent_id": self._categories[0]["id"]} if number in (1, 2) else {}
            answer = browser.post("/categories", name=title(self._chance, 2), **parent)
            self._categories.append(browser.row(answer))
            browser.get("/categories")
        browser.get(_category(self._categories[0]))
        browser.get("/categories", parent_id=self._categories[0]["id"])
        browser.post("/categories", slug="x")

    def _make_products(self, count: int, letter: str) -> None:
        browser, chance = self._browser, self._chance
        for number in range(count):
            body: Row = {
                "name": title(chance, 2),
                "sku": f"{letter}{chance.randint(100, 999)}-{number}",
                "price": self._money(chance.randint(200, 9000)),
                "stock": chance.randint(5, 80),
            }
            if number % 3:
                body["category_id"] = self._categories[number % len(self._categories)]["id"]
            if number % 2:
                body["description"] = words(chance, 5)
            self.products.append(browser.row(browser.post("/products", **body)))
            if number % 4 == 0:
                browser.get("/products")
                browser.get(_product(self.products[-1]))
        price = self._money(100)
        browser.post("/products", name="Dup", sku=self.products[0]["sku"], price=price)
        browser.post("/products", name="No sku", price=price)
        browser.post("/products", name="Neg", sku=f"NEG-{letter}", price=self._money(-100))

    def _money(self, cents: int) -> object:
        match self._style.money:
            case "cents":
                return cents
            case "decimal":
                return f"{cents / 100:.2f}"
            case "number":
                return cents / 100

    # Lists

    def _look_around(self) -> None:
        browser, products = self._browser, self.products
        for query in self._queries():
            browser.get("/products", **query)
        match self._style.include:
            case "include" | "expand":
                asked = {self._style.include: "category"}
                browser.get("/products", **asked)
                browser.get(_product(products[1]), **asked)
                browser.get(_product(products[0]), **asked)
            case "fields":
                browser.get("/products", fields="id,name,price")
                browser.get(_product(products[1]), fields="id,sku")
                browser.get("/products", fields="id,stock")
            case "none":
                pass
        for text in (_word(products[0], 0), words(self._chance, 1)):
            if self._style.search == "POST":
                browser.post("/products/search", query=text)
            else:
                browser.get("/products/search", query=text)
        if self._style.search == "POST":
            category = self._categories[2]["id"]
            browser.post("/products/search", query="", category_id=category)

    def _queries(self) -> Iterator[Row]:
        products, number = self.products, filters.equal(self._style, "sku")
        active = filters.equal(self._style, "active")
        least, most = filters.bounds(self._style, "price")
        yield {active: "true"}
        yield {active: "false"}
        yield {number: products[2]["sku"]}
        if self._style.filters == "several":
            yield {number: f"{products[1]['sku']},{products[3]['sku']}"}
        yield {least: self._money(3000)}
        yield {most: self._money(5000)}
        yield {least: self._money(2000), most: self._money(6000)}
        yield {"category_id": self._categories[1]["id"]}
        yield {"q": _word(products[4], 0)}
        yield {"q": _word(products[5], 1)}
        yield from ({"sort": name} for name in ("price", "-price", "name", "-stock"))
        yield from ({"page": page, "page_size": 5} for page in (1, 2, 3))

    # What is changed

    def _change_one(self) -> None:
        browser, chance, path = self._browser, self._chance, _product(self.products[0])
        seen = browser.row(browser.get(path))
        category = self._categories[3 % len(self._categories)]["id"]
        changes: list[Row] = [
            {"name": title(chance, 2)},
            {"price": self._money(chance.randint(100, 5000)), "stock": chance.randint(1, 50)},
            {"category_id": category, "description": words(chance, 3)},
        ]
        for change in changes:
            seen = browser.row(browser.patch(path, **change, **self._lock(seen)))
            browser.get(path)
        if self._style.lock == "version":
            browser.patch(path, name="Late", version=1)
            browser.get(path)
        for product in (self.products[1], self.products[3]):
            browser.patch(_product(product), active=False, **self._lock(product))

    def _lock(self, seen: Row) -> Row:
        """What says which state of a product is changed."""
        return {"version": seen["version"]} if self._style.lock == "version" else {}

    def _change_many(self) -> None:
        browser, path = self._browser, "/products/batch"
        one, other = self.products[4:6]
        match self._style.batch:
            case "ids":
                browser.post(path, ids=[one["id"], other["id"]], active=False)
                browser.get("/products")
                browser.post(path, ids=[one["id"]], active=True)
                browser.get(_product(one))
                browser.get(_product(other))
            case "items":
                stocks = [
                    {"id": product["id"], "stock": self._chance.randint(1, 99)}
                    for product in (one, other)
                ]
                browser.post(path, items=stocks)
                browser.get("/products")
            case "none":
                pass

    def _tidy_up(self) -> None:
        browser = self._browser
        browser.delete(_category(self._categories[0]))
        unused = browser.row(browser.post("/categories", name=title(self._chance, 2)))
        browser.delete(_category(unused))
        browser.get(_category(unused))
        browser.patch(_category(self._categories[1]), name=title(self._chance, 2))
        browser.get("/categories")
        last = _product(self.products[-1])
        browser.delete(last)
        browser.get(last)
        browser.get("/products", page=1, page_size=5)


def _category(category: Row) -> str:
    return f"/categories/{category['id']}"


def _product(product: Row) -> str:
    return f"/products/{product['id']}"


def _word(product: Row, number: int) -> str:
    """A word of its name."""
    return str(product["name"]).split()[number].lower()
