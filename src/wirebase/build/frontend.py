"""The captured front end as files: each content once, under the name of its hash."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import msgspec

from wirebase.blueprint.frontend import FOLDER, INDEX, File, Frontend
from wirebase.exchange import Exchange, Headers

KEPT = frozenset(
    {"content-type", "content-language", "location", "set-cookie"}
    | {"cross-origin-opener-policy", "cross-origin-embedder-policy"}
)
"""Other headers speak of the server that the file came from, or of its bytes on the wire."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A front end with the contents of its files, by their hashes."""

    frontend: Frontend
    contents: dict[str, bytes] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    """The URLs of files whose content was not kept whole."""


def frontend_of(exchanges: Iterable[Exchange]) -> Kept:
    """The front end that these pages, assets and redirects make up, each URL as first seen well."""
    seen: dict[str, Exchange] = {}
    for exchange in sorted(exchanges, key=lambda x: (x.started, x.index)):
        if exchange.method == "GET" and _is_better(exchange, seen.get(exchange.url)):
            seen[exchange.url] = exchange
    contents: dict[str, bytes] = {}
    files = [_file(x, contents) for x in seen.values() if _is_whole(x)]
    missing = tuple(url for url, x in seen.items() if not _is_whole(x) and x.succeeded)
    home = next((f.url for f in files if f.kind == "page" and f.status < 400), "")
    return Kept(Frontend(home, tuple(files)), contents, missing)


def _is_better(exchange: Exchange, known: Exchange | None) -> bool:
    return known is None or _rank(exchange) > _rank(known)


def _rank(exchange: Exchange) -> tuple[bool, bool]:
    return exchange.status == 200, _is_whole(exchange)


def _is_whole(exchange: Exchange) -> bool:
    if 300 <= exchange.status < 400:
        return exchange.status != 304 and exchange.answer.header("location") is not None
    return exchange.status > 0 and not exchange.answer.dropped


def _file(exchange: Exchange, contents: dict[str, bytes]) -> File:
    content = exchange.answer.content or b""
    redirect = 300 <= exchange.status < 400
    page = exchange.resource_type in ("document", "") and exchange.answer.mime == "text/html"
    name = hashlib.sha256(content).hexdigest() if content and not redirect else ""
    if name:
        contents[name] = content
    return File(
        url=exchange.url,
        kind="redirect" if redirect else "page" if page else "asset",
        status=exchange.status,
        headers=_headers(exchange.answer.headers),
        content=name,
        outline=outline(content) if page else "",
    )


def _headers(headers: Headers) -> Headers:
    """What is kept of the headers; a cookie that only the server reads is the server's to set."""
    return tuple(
        (name, value)
        for name, value in headers
        if name in KEPT and not (name == "set-cookie" and "httponly" in value.lower())
    )


class _Outline(HTMLParser):
    """The tags of a page and the files that it loads, without what it says."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.told = hashlib.sha256()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        loaded = dict(attrs).get("src", "") if tag == "script" else ""
        self.told.update(f"<{tag} {loaded}>".encode())


def outline(content: bytes) -> str:
    """What two pages of one application have in common, whatever token is in them.

    >>> outline(b"<p id=1>a</p>") == outline(b"<p id=2>b</p>") != outline(b"<p></p><p></p>")
    True
    """
    parser = _Outline()
    parser.feed(content.decode("utf-8", "replace"))
    parser.close()
    return parser.told.hexdigest()[:16]


def write_frontend(kept: Kept, folder: Path) -> None:
    """Writes the front end into the folder, in place of an earlier one."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder))
    try:
        for name, content in kept.contents.items():
            (draft / name).write_bytes(content)
        index = msgspec.json.format(msgspec.json.encode(kept.frontend), indent=1)
        (draft / INDEX).write_bytes(index + b"\n")
        target = folder / FOLDER
        shutil.rmtree(target, ignore_errors=True)
        os.replace(draft, target)
        target.chmod(0o755)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
