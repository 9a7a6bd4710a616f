"""The ways in which the shop's API can be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bench.styles.style import Style


@dataclass(frozen=True, slots=True)
class ShopStyle(Style):
    """What it has to choose besides what all have, of which it has less."""

    ids: Literal["int", "uuid"]
    single: Literal["bare", "data", "named"]
    auth: Literal["bearer", "cookie", "apikey"]
    times: Literal["iso", "milliseconds"]
    slash: Literal[False]
    envelope: Literal["bare", "data", "named", "results"]
    """How lists are wrapped."""
    links: Literal["next", "header", "hal", "none"]
    """How lists name other pages."""
    filters: Literal["plain", "bracket", "suffix", "several"]
    """`max_price=5`, `filter[price][lte]=5`, `price__lte=5`; the last takes lists of values."""
    include: Literal["include", "expand", "fields", "none"]
    """What can be asked of a product besides or instead."""
    lock: Literal["version", "etag", "none"]
    """What says which state of a product one has seen."""
    batch: Literal["ids", "items", "none"]
    """How many products are changed at once."""
    members: Literal["rows", "ids"]
    """How boards show them."""
    roles: bool
    """Whether only administrators may change the catalogue."""
    money: Literal["cents", "decimal", "number"]
    tree: Literal["nested", "parent"]
    """Whether a category names those below it, or only the one above."""
    refresh: bool
    """Whether bearers get a second token, for a new first one."""
    delete: Literal["empty", "message"]
    """The answer."""
    search: Literal["POST", "GET"]
    pay: Literal["action", "field"]
    """Whether an order is paid by a request of its own, or by a change of its status."""
