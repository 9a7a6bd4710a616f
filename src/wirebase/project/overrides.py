"""`wirebase.toml`: what the user says about an app's traffic, kept in the folder that it is for."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import ValidationError

from wirebase.blueprint.overrides import Overrides
from wirebase.errors import UsageError

FILE = "wirebase.toml"


def read(path: Path) -> Overrides:
    """What the file says; UsageError where it is not valid or cannot be read."""
    try:
        return Overrides.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as problem:
        raise UsageError(
            f"The overrides cannot be read: {problem.strerror}", where=str(path)
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise UsageError(f"The overrides are no TOML: {problem}", where=str(path)) from None
    except ValidationError as problem:
        first = problem.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise UsageError(
            f"The overrides are not valid: {first['msg']}",
            where=f"{path}, {place}" if place else str(path),
            next="It may say host, prefix and templates.",
        ) from None


def kept(folder: Path) -> Overrides:
    """What the file in a folder says; nothing where there is none."""
    path = folder / FILE
    return read(path) if path.exists() else Overrides()
