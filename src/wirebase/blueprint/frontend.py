"""The captured front end: which pages and assets there are, and where each stood."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from wirebase.errors import BlueprintError
from wirebase.exchange import Headers

FOLDER = "frontend"
INDEX = "index.json"


class File(msgspec.Struct, frozen=True):
    """One answer that a browser got: a page, an asset, or the way to another address."""

    url: str
    kind: Literal["page", "asset", "redirect"]
    status: int
    headers: Headers
    """Those that mean something to a browser wherever the file is served."""
    content: str = ""
    """The file's name in the folder: the SHA-256 of its bytes; "" where it has none."""
    outline: str = ""
    """Of a page, what it has in common with the app's other pages."""

    @property
    def mime(self) -> str:
        """The media type without parameters."""
        kind = next((value for name, value in self.headers if name == "content-type"), "")
        return kind.partition(";")[0].strip().lower()


class Frontend(msgspec.Struct, frozen=True):
    """All files of a front end."""

    home: str
    """The page that was opened first; "" where none was kept."""
    files: tuple[File, ...] = ()

    @classmethod
    def load(cls, folder: Path) -> Frontend:
        """The front end of a generated folder; BlueprintError where there is none."""
        path = folder / FOLDER / INDEX
        try:
            return msgspec.json.decode(path.read_bytes(), type=cls)
        except FileNotFoundError:
            raise BlueprintError(
                "There is no front end here",
                where=str(path),
                next="Capture the app and generate its backend with --with-frontend.",
            ) from None
        except (OSError, msgspec.DecodeError) as problem:
            raise BlueprintError(
                f"The front end cannot be read: {problem}",
                where=str(path),
                next="Run `wirebase generate CAPTURE -o DIR --with-frontend` again.",
            ) from None
