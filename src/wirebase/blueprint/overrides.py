"""Overrides: what the user says about an app's traffic, which wins over what inference tells."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from wirebase.model import Model


def _template(text: str) -> str:
    """A template as it is written: from the root on, each segment a literal or `{name}`."""
    if not text.startswith("/") or any(c in text for c in "?# "):
        raise ValueError(f"{text!r} is no path template, such as /api/books/{{slug}}")
    for segment in text.strip("/").split("/"):
        bare = segment.removeprefix("{").removesuffix("}")
        whole = segment.startswith("{") == segment.endswith("}")
        if not whole or set(bare) & set("{}") or (segment != bare and not bare.isidentifier()):
            raise ValueError(f"{segment!r} in {text!r} is neither a literal nor {{name}}")
    return text


def _prefix(text: str) -> str:
    if not text.startswith("/"):
        raise ValueError(f"{text!r} does not begin with a slash")
    return text


type Template = Annotated[str, AfterValidator(_template)]


class Overrides(Model):
    """What the user says; what is empty is left to inference."""

    host: str = ""
    """Where the API is: a host, with its port where it has one, or a URL."""
    prefix: Annotated[str, AfterValidator(_prefix)] | None = None
    """What the paths of the API begin with; what lies outside is left out."""
    templates: tuple[Template, ...] = ()
    """How paths begin: which of their segments are parameters and what these are called, and which are
    not. What follows is left to inference."""
