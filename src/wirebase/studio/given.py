"""What a user gives for one capture that may hold a password: kept in memory, and on no disk."""

from __future__ import annotations

import ast
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from wirebase.studio.fields import FieldError


class Unfit(FieldError):
    """Something that was given is not what it is to be."""

    def __init__(self, field: str, what: str) -> None:
        super().__init__(what, {field: what})


@dataclass(frozen=True, slots=True)
class Given:
    """The user's own steps, and a login as Playwright saves it; "" where there is none."""

    script: str = ""
    storage: str = ""

    def check(self) -> None:
        """Raises Unfit where one of them cannot be used."""
        if self.script:
            _check_script(self.script)
        if self.storage:
            _check_storage(self.storage)

    @contextmanager
    def opened(self) -> Iterator[dict[str, int]]:
        """What was given as open files without a name, for a child process to read."""
        files = {
            name: _file(text)
            for name, text in (("script", self.script), ("storage", self.storage))
            if text
        }
        try:
            yield files
        finally:
            for descriptor in files.values():
                os.close(descriptor)


def nameless(purpose: str) -> int:
    """An open file that has no name on any disk."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create(purpose)
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


def _file(text: str) -> int:
    descriptor = nameless("given")
    view = memoryview(text.encode())
    while view:
        view = view[os.write(descriptor, view) :]
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def _check_script(text: str) -> None:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as error:
        line = f"line {error.lineno}: " if isinstance(error, SyntaxError) else ""
        said = error.msg if isinstance(error, SyntaxError) else str(error)
        raise Unfit("script", f"This is no Python: {line}{said}.") from None
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    if not any(isinstance(one, kinds) and one.name == "run" for one in tree.body):
        raise Unfit("script", "It has no function run: write async def run(page) in it.")


def _check_storage(text: str) -> None:
    try:
        known = json.loads(text)
    except ValueError:
        raise Unfit("storage", "This is no JSON.") from None
    if not isinstance(known, dict) or not known.keys() & {"cookies", "origins"}:
        raise Unfit("storage", "This is no login that Playwright saved.")
