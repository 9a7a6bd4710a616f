"""The front end: its files, and its one page for every other path."""

from __future__ import annotations

import mimetypes
from http import HTTPStatus
from pathlib import Path

from .messages import Answer, Problem, Request, not_found


class Pages:
    """The files of a folder, read once; only what was in it then can be asked for."""

    def __init__(self, folder: Path) -> None:
        files = (path for path in folder.rglob("*") if path.is_file())
        self._answers = {f"/{path.relative_to(folder).as_posix()}": _answer(path) for path in files}

    def __call__(self, request: Request) -> Answer:
        """A file, or the page, which finds out by itself what a path shows."""
        if request.method != "GET":
            message = "Only GET is possible here."
            raise Problem(HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed", message)
        if request.path in self._answers:
            return self._answers[request.path]
        if "." in request.path.rpartition("/")[2]:
            raise not_found("file")
        return self._answers["/index.html"]


def _answer(path: Path) -> Answer:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    headers = {"Content-Type": f"{kind}; charset=utf-8", "Cache-Control": "no-cache"}
    return Answer(HTTPStatus.OK, path.read_bytes(), headers)
