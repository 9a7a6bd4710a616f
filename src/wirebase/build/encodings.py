"""How stored values are written in JSON."""

from __future__ import annotations

from wirebase.blueprint.tables import Encoding, Form, Type
from wirebase.build.casts import JSON, Value, as_text
from wirebase.build.literals import quoted

MOMENTS = (Type.TIMESTAMPTZ, Type.DATE)


def encoded(value: Value, encoding: Encoding) -> Value:
    """The value in the form in which the app shows it; arrays are shown as they are."""
    if value.array or value.type == JSON:
        return value
    if value.type in MOMENTS and encoding.form in (Form.EPOCH_S, Form.EPOCH_MS):
        return _epoch(value, 1000 if encoding.form == Form.EPOCH_MS else 1)
    if value.type == Type.TIMESTAMPTZ:
        return Value(_iso(value, encoding), Type.TEXT)
    if encoding.form == Form.JSON_TEXT and value.type == Type.JSONB:
        return Value(f"{value.atom}::text", Type.TEXT)
    if encoding.form == Form.DECIMAL and value.type == Type.NUMERIC:
        return Value(f"round({value.sql}, {encoding.digits})::text", Type.TEXT)
    if encoding.form in (Form.TEXT, Form.DECIMAL):
        return Value(as_text(value), Type.TEXT)
    return value


def _epoch(value: Value, factor: int) -> Value:
    seconds = f"extract(epoch from {value.sql})"
    scaled = seconds if factor == 1 else f"{seconds} * {factor}"
    return Value(f"floor({scaled})::bigint", Type.BIGINT)


def _iso(value: Value, encoding: Encoding) -> str:
    fraction = f".FF{min(encoding.digits, 6)}" if encoding.digits > 0 else ""
    clock = f"HH24:MI:SS{fraction}"
    form = f"YYYY-MM-DD{_verbatim(encoding.separator)}{clock}{_verbatim(encoding.zone)}"
    return f"to_char({value.atom} at time zone 'UTC', {quoted(form)})"


def _verbatim(text: str) -> str:
    """The text as `to_char` copies it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"' if text else ""
