"""Bodies of forms: as they are typed on the page, as they were recorded, and as they are sent."""

from __future__ import annotations

import secrets
import sys
from typing import Literal
from urllib.parse import parse_qsl, urlencode

from pydantic import Base64Bytes, BaseModel, Field
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import FormParser, parse_options_header

from wirebase.exchange import Message
from wirebase.infer.calls import FORM, MULTIPART

MOST = 500
"""Fields of a form."""
UNSAFE = {'"': "%22", "\r": "%0D", "\n": "%0A"}
"""What ends a name in the head of a part, and what a browser writes in its place."""


class FormFile(BaseModel):
    """A file in a form."""

    name: str
    type: str = Field(default="", max_length=200, pattern=r"^[\w.+-]+/[\w.+-]+$|^$")
    content: Base64Bytes = b""
    """Not of a file that was recorded."""


class FormField(BaseModel):
    """A field of a form."""

    name: str
    value: str = ""
    file: FormFile | None = None
    """In place of the value."""


class Form(BaseModel):
    """A form."""

    kind: Literal["urlencoded", "multipart"]
    fields: list[FormField] = Field(max_length=MOST)


def encoded(form: Form) -> tuple[str, bytes]:
    """The media type of a form and its body; a file in a form without parts goes by its name."""
    if form.kind == "urlencoded":
        pairs = [(one.name, one.file.name if one.file else one.value) for one in form.fields]
        return FORM, urlencode(pairs, errors="replace").encode()
    boundary = f"wirebase-{secrets.token_hex(16)}"
    parts = b"".join(_part(one, boundary) for one in form.fields)
    return f"{MULTIPART}; boundary={boundary}", b"%s--%s--\r\n" % (parts, boundary.encode())


def _part(field: FormField, boundary: str) -> bytes:
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{_safe(field.name)}"'
    content = field.value.encode("utf-8", "replace")
    if file := field.file:
        kind = file.type or "application/octet-stream"
        head += f'; filename="{_safe(file.name)}"\r\nContent-Type: {kind}'
        content = file.content
    return b"%s\r\n\r\n%s\r\n" % (head.encode("utf-8", "replace"), content)


def _safe(name: str) -> str:
    for unsafe, safe in UNSAFE.items():
        name = name.replace(unsafe, safe)
    return name


def form_of(message: Message) -> Form | None:
    """The form that a message carries, its files without their content; None where it is none."""
    if not message.content or message.dropped:
        return None
    if message.mime == FORM:
        pairs = parse_qsl(message.text, keep_blank_values=True)
        return _form("urlencoded", [FormField(name=name, value=value) for name, value in pairs])
    if message.mime == MULTIPART:
        return _multipart(message)
    return None


def _multipart(message: Message) -> Form | None:
    fields: list[FormField] = []
    _, options = parse_options_header(message.header("content-type"))
    try:
        parser = FormParser(
            MULTIPART,
            lambda one: fields.append(
                FormField(name=_text(one.field_name), value=_text(one.value))
            ),
            lambda one: fields.append(
                FormField(name=_text(one.field_name), file=FormFile(name=_text(one.file_name)))
            ),
            boundary=options.get(b"boundary"),
            config={"MAX_MEMORY_FILE_SIZE": sys.maxsize},  # nothing goes to a disk
        )
        parser.write(message.content or b"")
        parser.finalize()
    except FormParserError:
        return None
    return _form("multipart", fields)


def _form(kind: Literal["urlencoded", "multipart"], fields: list[FormField]) -> Form:
    """The form as far as a page shows it."""
    return Form(kind=kind, fields=fields[:MOST])


def _text(raw: bytes | None) -> str:
    return (raw or b"").decode("utf-8", "replace")
