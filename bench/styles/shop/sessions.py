"""Two sessions with a shop, recorded one after the other."""

from __future__ import annotations

from bench.styles.browser import Har
from bench.styles.shop import accounts, boards, cards, categories, orders, products, reviews
from bench.styles.shop.app import Shop
from bench.styles.shop.style import ShopStyle
from bench.styles.shop.visit import FIRST, SECOND, Cast, Visit

HANDLERS = [
    part.answer for part in (accounts, categories, reviews, products, orders, boards, cards)
]


def sessions(seed: int) -> tuple[Har, Har]:
    """What is sent and got in the style that this seed draws."""
    app = Shop(ShopStyle.of(seed), seed, HANDLERS)
    return _paid(app, 2 * seed + 1, FIRST), _paid(app, 2 * seed + 2, SECOND)


def _paid(app: Shop, seed: int, cast: Cast) -> Har:
    visit = Visit(app, seed, cast)
    visit.pay()
    return visit.browser.har
