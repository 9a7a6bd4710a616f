"""The ways in which the tracker's API can be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bench.styles.style import Style


@dataclass(frozen=True, slots=True)
class TrackerStyle(Style):
    """What it has to choose besides what all have."""

    envelope: Literal["bare", "data", "named", "results", "success"]
    """How lists are wrapped."""
    paging: Literal["page", "page_from_0", "page_headers", "offset", "cursor", "none"]
    total: Literal["body", "count", "meta", "header", "none"]
    """Where a list tells how long it is, and on which page one is."""
    order: Literal["minus", "ordering", "direction", "colon", "none"]
    """`sort=-title`, `ordering=-title`, `order_by=title&dir=desc` or `sort=title:desc`."""
    search: Literal["q", "search", "none"]
    embed: Literal["id", "object", "both"]
    """How one row names another."""
    nested: bool
    """Whether tasks and comments are made below what they belong to."""
    delete: Literal["empty", "row", "message"]
    """The answer."""
    update: Literal["PATCH", "PUT"]
    tags: Literal["objects", "names", "ids"]
    """How tasks show them."""
    like: Literal["post", "put", "toggle"]
    """What likes; DELETE takes it back, unless a second POST does."""
    done: Literal["action", "field", "status"]
    """How a task is done: by a request of its own, or by a field of one of two kinds."""
    soft_delete: bool
    counts: bool
    """Whether rows tell how many others belong to them."""
    private: bool
    """Whether one sees only what is one's own."""
    cascade: bool
    """Whether a project that has tasks can be deleted."""
