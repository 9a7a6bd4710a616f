"""The forms in which an API says what is wrong."""

from __future__ import annotations

from bench.styles.style import Style
from bench.styles.web import Refusal, Row


def told(refusal: Refusal, style: Style) -> Row:
    """The body of a refusal; names of fields are given as the API writes them."""
    return _of_fields(refusal, style) if refusal.fields else _plain(refusal, style)


def _plain(refusal: Refusal, style: Style) -> Row:
    message, status = refusal.message, refusal.status
    match style.error:
        case "message" | "detail":
            return {style.error: message}
        case "errors":
            return {"errors": [{"message": message}]}
        case "error":
            return {"error": {"code": status, "message": message}}
        case "problem":
            return {"title": message, "status": status, "type": "about:blank"}


def _of_fields(refusal: Refusal, style: Style) -> Row:
    plain = _plain(refusal, style)
    lists = {name: [text] for name, text in refusal.fields.items()}
    match style.error:
        case "message":
            return {**plain, "errors": lists}
        case "detail":
            return {"detail": [_located(*field) for field in refusal.fields.items()]}
        case "errors":
            rows = [{"field": name, "message": text} for name, text in refusal.fields.items()]
            return {"errors": rows}
        case "error":
            return {"error": {**plain["error"], "fields": lists}}
        case "problem":
            return {**plain, "invalid": lists}


def _located(name: str, text: str) -> Row:
    return {"loc": ["body", name], "msg": text, "type": "missing"}
