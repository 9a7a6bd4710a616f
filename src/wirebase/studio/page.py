"""The built page: files, each with a policy that lets nothing run but our own scripts."""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.resources import files
from pathlib import Path

from starlette.responses import FileResponse, Response

INLINE = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
MISSING = """<!doctype html><title>Wirebase</title><p>The page is not built: run <code>make page</code>."""


def folder() -> Path:
    """Where the built page stands, in the package."""
    return Path(str(files("wirebase.studio").joinpath("page")))


class Page:
    """The files of the page."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._policies: dict[Path, str] = {}

    def answer(self, path: str) -> Response:
        """The file at a path; the page that says so where there is none."""
        found = self._find(path.strip("/") or "index")
        if found is None:
            found = self._find("404")
            status = 404
        else:
            status = 200
        if found is None:
            return Response(
                MISSING, 503 if not self._root.is_dir() else 404, media_type="text/html"
            )
        response = FileResponse(found, status)
        response.headers["content-security-policy"] = self._policy(found)
        response.headers["x-content-type-options"] = "nosniff"
        response.headers["referrer-policy"] = "no-referrer"
        lasting = "/_next/static/" in f"/{path}"
        response.headers["cache-control"] = (
            "public, max-age=31536000, immutable" if lasting else "no-cache"
        )
        return response

    def _find(self, path: str) -> Path | None:
        for name in (path, f"{path}.html"):
            found = (self._root / name).resolve()
            if found.is_relative_to(self._root) and found.is_file():
                return found
        return None

    def _policy(self, file: Path) -> str:
        if file not in self._policies:
            inline = INLINE.findall(file.read_bytes()) if file.suffix == ".html" else []
            hashes = "".join(f" 'sha256-{_digest(script)}'" for script in inline)
            self._policies[file] = (
                f"default-src 'self'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline';"
                " img-src 'self' data: blob:; worker-src 'self' blob:; connect-src 'self' ws:;"
                " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
            )
        return self._policies[file]


def _digest(script: bytes) -> str:
    return base64.b64encode(hashlib.sha256(script).digest()).decode()
