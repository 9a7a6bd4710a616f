"""What a page shows that can be used, as the explorer sees it."""

from __future__ import annotations

import hashlib
import re
from functools import cached_property
from importlib.resources import files

import msgspec
from playwright.async_api import Error, Page

SCRIPT = files(__package__).joinpath("view.js").read_text(encoding="utf-8")

_NUMBERS = re.compile(r"\d+")


class Option(msgspec.Struct, frozen=True):
    """A choice of a select field."""

    value: str
    text: str


class Element(msgspec.Struct, frozen=True, rename="camel"):
    """Something that can be pressed, followed or filled in."""

    number: int
    tag: str
    role: str
    type: str
    name: str
    label: str
    field: str
    href: str
    target: str
    region: str
    in_dialog: bool
    form: int
    path: str
    row: str
    row_number: int
    disabled: bool
    checked: bool
    pressed: str
    current: str
    value: str
    options: tuple[Option, ...]
    multiple: bool
    required: bool
    minimum: str
    maximum: str
    step: str
    longest: int
    pattern: str
    autocomplete: str

    @property
    def is_field(self) -> bool:
        """Whether it takes a value."""
        return self.role in (
            "input",
            "select",
            "textarea",
            "checkbox",
            "radio",
            "searchbox",
            "textbox",
            "combobox",
        )

    @property
    def is_text(self) -> bool:
        """Whether it takes text."""
        return (
            self.is_field
            and self.tag in ("input", "textarea")
            and self.role not in ("checkbox", "radio")
        )

    @property
    def words(self) -> str:
        """All that names it, in lower case."""
        return f"{self.label} {self.name} {self.field} {self.autocomplete}".lower()

    @property
    def kind(self) -> str:
        """The same for elements that do the same: in all rows of a list, with any count in the
        name.
        """
        name = (
            ""
            if self.row and self.role == "link" and not self.name.isdigit()
            else _NUMBERS.sub("#", self.name.lower())
        )
        return f"{self.role}|{name}|{self.field}|{self.path}"


class Form(msgspec.Struct, frozen=True, rename="camel"):
    """Fields that are sent together."""

    number: int
    genuine: bool
    method: str
    role: str
    name: str
    heading: str
    path: str
    row: str
    in_dialog: bool
    submit: int


class View(msgspec.Struct, frozen=True, dict=True):
    """One look at a page."""

    url: str
    title: str
    dialog: bool
    headings: tuple[str, ...]
    rows: tuple[str, ...]
    elements: tuple[Element, ...]
    forms: tuple[Form, ...]

    @cached_property
    def usable(self) -> tuple[Element, ...]:
        """What can be used now: while a dialog is open, what is in it."""
        return tuple(
            e for e in self.elements if not e.disabled and (e.in_dialog or not self.dialog)
        )

    def fields(self, form: Form) -> list[Element]:
        """The fields of a form."""
        return [e for e in self.elements if e.form == form.number and e.is_field and not e.disabled]

    def submit(self, form: Form) -> Element | None:
        """The button that sends a form."""
        return self.elements[form.submit] if form.submit >= 0 else None

    @cached_property
    def state(self) -> str:
        """A hash of the structure, the same for pages that offer the same."""
        kinds = sorted({f"{e.kind}|{e.disabled}" for e in self.elements})
        return hashlib.sha256("\n".join([str(self.dialog), *kinds]).encode()).hexdigest()[:16]


class Gone(Exception):
    """The page went away while it was looked at."""


async def look(page: Page) -> View:
    """What the page shows now; Gone where it is being left."""
    try:
        return msgspec.convert(await page.evaluate(SCRIPT), View)
    except Error as error:
        raise Gone(str(error)) from None
