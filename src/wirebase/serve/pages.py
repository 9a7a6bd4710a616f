"""The captured front end: which of its files a request means, and the answer with it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urlsplit

from wirebase.blueprint.frontend import FOLDER, File, Frontend
from wirebase.serve.answers import Answer
from wirebase.serve.origins import RawHeaders
from wirebase.serve.places import Places, unbound
from wirebase.serve.request import Request, raw_header

POLICY = (
    b"default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval';"
    b" base-uri 'self'; form-action 'self'; object-src 'none'"
)
"""What a page may load: nothing from elsewhere, so that nothing of it reaches a network."""

_TEXT = re.compile(r"text/.*|.*(javascript|json|xml|svg|manifest|mpegurl).*")


class Pages:
    """The pages and assets of the captured app."""

    def __init__(self, frontend: Frontend, folder: Path, api: str) -> None:
        self._folder = folder
        home = _origin(frontend.home)
        self.apart = home != api
        """Whether the pages stood on another origin than the API."""
        self.places = Places((api, home), (_origin(file.url) for file in frontend.files))
        self._files: dict[str, File] = {}
        for file in sorted(frontend.files, key=lambda f: _origin(f.url) != home):
            self._files.setdefault(unquote(self.places.path(file.url)), file)
        self._bare: dict[str, File] = {}
        for path, file in self._files.items():
            self._bare.setdefault(path.partition("?")[0], file)
        self._shells = _shells([f for f in frontend.files if _origin(f.url) == home])

    @classmethod
    def load(cls, folder: Path, api: str) -> Pages:
        """The front end of a generated folder, beside an API of that origin."""
        return cls(Frontend.load(folder), folder / FOLDER, api)

    def find(self, request: Request, *, answered: bool) -> Answer | None:
        """The answer with the file that a request means; None where it is not for the front end.

        `answered` says whether the API knows the path as well.
        """
        if request.method not in ("GET", "HEAD"):
            return None
        if raw_header(request.raw_headers, b"service-worker"):
            # It would outlive this server, and answer for it afterwards.
            return Answer(404, [(b"content-type", b"text/plain")], b"No service workers here.")
        file = self._exact(request)
        if not is_navigation(request):
            return self._answer(file, request) if file and _is_static(file, answered) else None
        if file is None and (not answered or self.apart):
            file = self._shell(request.path)
        return self._answer(file, request) if file else None

    def _exact(self, request: Request) -> File | None:
        path = unquote(request.path)
        query = unquote(request.query_string)
        return self._files.get(f"{path}?{query}" if query else path) or self._bare.get(path)

    def _shell(self, path: str) -> File | None:
        """The page from which a program shows that path: of several the nearest one."""
        if path.startswith("/_wirebase/"):
            return None
        segments = _segments(path)
        return max(self._shells, key=lambda f: _shared(_segments(f.url), segments), default=None)

    def _answer(self, file: File, request: Request) -> Answer:
        headers = [
            (name.encode("latin-1"), value.encode("utf-8", "replace"))
            for name, value in file.headers
            if name not in ("location", "set-cookie")
        ]
        base = request.base
        if file.kind == "redirect":
            return self._redirect(file, base)
        tag = f'"{file.content[:32]}"'.encode()
        headers += [(b"etag", tag), (b"cache-control", b"no-cache")]
        if (raw_header(request.raw_headers, b"if-none-match") or "") == tag.decode():
            return Answer(304, headers, b"")
        if file.kind == "page" or file.mime == "text/html":
            headers += [(b"content-security-policy", POLICY), *_cookies(file)]
        return Answer(file.status, headers, self._content(file, base))

    def _content(self, file: File, base: str) -> bytes:
        content = (self._folder / file.content).read_bytes() if file.content else b""
        if not _TEXT.fullmatch(file.mime):
            return content
        if file.mime == "text/html":
            content = unbound(content)
        return self.places.outward(content, base)

    def _redirect(self, file: File, base: str) -> Answer:
        location = next(value for name, value in file.headers if name == "location")
        told = self.places.outward(location.encode("utf-8", "replace"), base)
        return Answer(file.status, [(b"location", told)], b"")


def is_navigation(request: Request) -> bool:
    """Whether a browser means to show the answer as a page."""
    mode = raw_header(request.raw_headers, b"sec-fetch-mode")
    if mode is not None:
        return mode == "navigate"
    accepted = raw_header(request.raw_headers, b"accept") or ""
    return accepted.startswith(("text/html", "application/xhtml+xml"))


def _is_static(file: File, answered: bool) -> bool:
    """Whether a program that asks for the address gets the file, and not what the API answers."""
    return not answered or file.kind == "asset"


def _shells(files: list[File]) -> list[File]:
    """The pages that are programs for any address: one stands at several, or it is the only one."""
    pages = [file for file in files if file.kind == "page" and file.status < 400]
    counts = Counter(page.outline for page in pages)
    return [page for page in pages if counts[page.outline] > 1 or len(pages) == 1]


def _segments(url: str) -> list[str]:
    return [segment for segment in urlsplit(url).path.split("/") if segment]


def _shared(left: list[str], right: list[str]) -> int:
    """How many segments two paths have in common from the start."""
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count


def _cookies(file: File) -> RawHeaders:
    return [(b"set-cookie", v.encode("utf-8")) for n, v in file.headers if n == "set-cookie"]


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
