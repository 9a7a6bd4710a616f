"""The names of the shop's filters."""

from __future__ import annotations

from bench.styles.shop.style import ShopStyle


def equal(style: ShopStyle, field: str) -> str:
    """The filter for one value of a field."""
    return f"filter[{field}]" if style.filters == "bracket" else field


def bounds(style: ShopStyle, field: str) -> tuple[str, str]:
    """The filters for the least and the most that a field may be."""
    match style.filters:
        case "plain":
            return f"min_{field}", f"max_{field}"
        case "bracket":
            return f"filter[{field}][gte]", f"filter[{field}][lte]"
        case "suffix":
            return f"{field}__gte", f"{field}__lte"
        case "several":
            return f"{field}_from", f"{field}_to"
