"""What two visitors do in the demo app's own front end, and what each of them must see."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, expect

# Machines that are busy with other tests take their time.
expect.set_options(timeout=20_000)

REFUSED = "Email address or password is wrong."


@dataclass(frozen=True, slots=True)
class Book:
    """What a visitor types into the form, and the address that the app makes of it."""

    title: str
    slug: str
    author: str
    published: str
    pages: int
    price: str
    tags: str


FLUSH = Book(
    "Flush: A <b>Biography</b>",
    *("flush-a-b-biography-b", "Virginia Woolf", "1933-10-05", 163, "7.50", "humour, dogs"),
)
VOYAGE = Book(
    "The Voyage Out",
    *("the-voyage-out", "Virginia Woolf", "1915-03-26", 458, "11.20", "classic, travel"),
)


@dataclass(frozen=True, slots=True)
class Visit:
    """One visitor in a browser of their own."""

    page: Page
    address: str
    troubles: list[str]
    """What the browser's console complained of, and requests that left this server."""

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text, exact=True).first).to_be_visible()

    def shown(self) -> list[str]:
        """The titles on the shelf."""
        return self.page.get_by_role("heading", level=3).all_inner_texts()


def visit(browser: Browser, address: str) -> Visit:
    page = browser.new_context(viewport={"width": 1280, "height": 1000}).new_page()
    page.set_default_timeout(30_000)
    visit = Visit(page, address, [])
    page.on("pageerror", lambda error: visit.troubles.append(str(error)))
    page.on("request", lambda asked: _note(visit, asked.url))
    page.on("response", lambda answer: _blame(visit, answer.status, answer.url))
    return visit


def _note(visit: Visit, url: str) -> None:
    if not url.startswith((visit.address, "data:", "blob:")):
        visit.troubles.append(f"left for {url}")


def _blame(visit: Visit, status: int, url: str) -> None:
    if status >= 500 or (status == 404 and "/api/" not in url):
        visit.troubles.append(f"{status} {url}")


def log_in(visit: Visit, email: str, name: str) -> None:
    visit.open("/login")
    visit.page.get_by_label("Email").fill(email)
    visit.page.get_by_label("Password").fill("wrong horse")
    visit.press("Log in")
    visit.sees(REFUSED)
    visit.page.get_by_label("Email").fill(email)
    visit.page.get_by_label("Password").fill("correct horse")
    visit.press("Log in")
    visit.sees(name)
    visit.page.reload()
    visit.sees(name)


def register(visit: Visit, email: str, name: str) -> None:
    visit.open("/register")
    visit.page.get_by_label("Name").fill(name)
    visit.page.get_by_label("Email").fill(email)
    visit.page.get_by_label("Password").fill("a long way off")
    visit.press("Register")
    visit.sees(name)


def look_around(visit: Visit) -> None:
    """Lists, a search, pages, filters and orders."""
    page = visit.page
    visit.open("/")
    page.get_by_label("Search by title or author").fill("the")
    visit.press("Search")
    expect(page).to_have_url(re.compile(r"/books\?q=the$"))
    expect(page.get_by_role("status").first).to_contain_text("books")
    expect(page.get_by_role("heading", level=3)).to_have_count(12)
    first = visit.shown()
    assert all(first)
    visit.follow("Next")
    expect(page.get_by_role("link", name="Page 2")).to_have_attribute("aria-current", "page")
    expect(page.get_by_role("heading", level=3).first).not_to_have_text(first[0])
    assert not set(first) & set(visit.shown())
    visit.open("/books?sort=-price")
    prices = [float(re.sub(r"[^\d.]", "", p)) for p in page.locator(".price").all_inner_texts()]
    assert prices == sorted(prices, reverse=True)
    visit.open("/books?tag=adventure")
    visit.follow(visit.shown()[0])
    expect(page.get_by_role("link", name="adventure")).to_be_visible()


def add_book(visit: Visit, book: Book) -> None:
    page = visit.page
    visit.open("/books")
    visit.follow("Add a book")
    visit.press("Add book")
    expect(page.get_by_label("Title")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Title").fill(book.title)
    page.get_by_label("Author", exact=True).select_option(book.author)
    page.get_by_label("Published on").fill(book.published)
    page.get_by_label("Pages").fill(str(book.pages))
    page.get_by_label("Price").fill(book.price)
    page.get_by_label("Tags").fill(book.tags)
    visit.press("Add book")
    expect(page).to_have_url(re.compile(f"/books/{book.slug}$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(book.title)
    expect(page.get_by_role("link", name=book.tags.split(", ")[1])).to_be_visible()


def edit_book(visit: Visit, book: Book) -> None:
    visit.open(f"/books/{book.slug}")
    visit.follow("Edit book")
    visit.page.get_by_label("Pages").fill(str(book.pages + 1))
    visit.press("Save changes")
    visit.sees(str(book.pages + 1))


def favourite(visit: Visit, book: Book, before: int) -> None:
    visit.open(f"/books/{book.slug}")
    visit.press(f"Add to favourites ({before})")
    visit.sees(f"Remove from favourites ({before + 1})")


def review(visit: Visit, book: Book, stars: int, text: str) -> None:
    visit.open(f"/books/{book.slug}")
    visit.page.get_by_label("Rating").select_option(str(stars))
    visit.page.get_by_label("Your review").fill(text)
    visit.press("Post review")
    visit.sees(text)


def change_review(visit: Visit, text: str) -> None:
    visit.press("Edit review")
    visit.page.get_by_label("Your review").first.fill(text)
    visit.press("Save review")
    visit.sees(text)


def confirm(visit: Visit, asked: str, answer: str, *, at: str = "") -> None:
    if at:
        visit.open(at)
    visit.press(asked)
    visit.page.get_by_role("dialog").get_by_role("button", name=answer).click()


def recorded(visit: Visit) -> None:
    """What is captured: one browser, two people in it, and a third who registers."""
    look_around(visit)
    log_in(visit, "ada@example.com", "Ada Lindqvist")
    add_book(visit, VOYAGE)
    edit_book(visit, VOYAGE)
    favourite(visit, VOYAGE, 0)
    review(visit, VOYAGE, 4, "Out to sea.")
    change_review(visit, "Out to sea, and back.")
    visit.open("/favourites")
    visit.press("Log out")
    log_in(visit, "ben@example.com", "Ben Okafor")
    visit.open("/favourites")
    favourite(visit, VOYAGE, 1)
    visit.press("Remove from favourites (2)")
    visit.sees("Add to favourites (1)")
    review(visit, VOYAGE, 3, "Slow.")
    visit.open("/books/emma")
    confirm(visit, "Delete review", "Delete review", at=f"/books/{VOYAGE.slug}")
    expect(visit.page.get_by_text("Slow.")).to_have_count(0)
    confirm(visit, "Delete book", "Delete for good")
    expect(visit.page).to_have_url(re.compile("/books$"))
    visit.press("Log out")
    register(visit, "cleo@example.org", "Cleo Marsh")
    visit.open("/favourites")
    visit.press("Log out")


def two_visitors(ada: Visit, ben: Visit) -> None:
    """The whole of it; ends with the app as it was."""
    look_around(ada)
    log_in(ada, "ada@example.com", "Ada Lindqvist")
    log_in(ben, "ben@example.com", "Ben Okafor")
    add_book(ada, FLUSH)
    edit_book(ada, FLUSH)
    favourite(ada, FLUSH, 0)
    review(ada, FLUSH, 5, "The spaniel is the hero.")
    ben.open("/favourites")
    assert FLUSH.title not in ben.shown()
    favourite(ben, FLUSH, 1)
    expect(ben.page.get_by_role("button", name="Edit review")).to_have_count(0)
    review(ben, FLUSH, 2, "Too many dogs.")
    expect(ben.page.locator(".book-rating")).to_contain_text("3.5")
    change_review(ben, "Just enough dogs.")
    ada.open("/favourites")
    assert FLUSH.title in ada.shown()
    ada.open(f"/books/{FLUSH.slug}")
    ada.sees("Just enough dogs.")
    expect(ada.page.get_by_role("button", name="Edit review")).to_have_count(1)
    ada.press("Remove from favourites (2)")
    ada.sees("Add to favourites (1)")
    confirm(ben, "Delete review", "Delete review")
    expect(ben.page.get_by_text("Just enough dogs.")).to_have_count(0)
    confirm(ada, "Delete book", "Delete for good")
    expect(ada.page).to_have_url(re.compile("/books$"))
    ben.open("/favourites")
    assert FLUSH.title not in ben.shown()
    ada.press("Log out")
    ada.sees("Log in")
    troubles = [*ada.troubles, *ben.troubles]
    assert troubles == [], troubles
