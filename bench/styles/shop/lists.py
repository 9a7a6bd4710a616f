"""Lists of the shop: their pages, and the links between these."""

from __future__ import annotations

from typing import Any

from bench.styles.shop.app import Shop
from bench.styles.web import ORIGIN, Reply, Request, Row


def listed(app: Shop, name: str, rows: list[Row], request: Request) -> Reply:
    """The answer that is one page of these rows."""
    size = int(request.query.get("page_size", 20))
    page = int(request.query.get("page", 1))
    shown = rows[(page - 1) * size : page * size]
    total, last = len(rows), -(-len(rows) // size)
    before = _address(app, request, page - 1, size) if page > 1 else None
    after = _address(app, request, page + 1, size) if page < last else None
    if app.style.envelope == "bare":
        headers = {"x-total-count": str(total)}
        if app.style.links == "header" and after:
            headers["link"] = f'<{after}>; rel="next"'
        return Reply(200, shown, headers)
    wrapped: dict[str, Any] = {
        f"{name}s" if app.style.envelope == "named" else app.style.envelope: shown
    }
    match app.style.links:
        case "next":
            beside = {"count": total, "next": after, "previous": before}
            return Reply(200, {**beside, **wrapped})
        case "hal":
            own = {"self": {"href": f"{app.style.prefix}{request.path}"}}
            return Reply(200, {**wrapped, "_links": own, "total": total})
        case "header" | "none":
            told = {"page": page, "page_size": size, "total": total, "pages": last}
            return Reply(200, {**wrapped, "pagination": told})


def _address(app: Shop, request: Request, page: int, size: int) -> str:
    query = f"page={page}&{app.name('page_size')}={size}"
    return f"{ORIGIN}{app.style.prefix}{request.path}?{query}"
