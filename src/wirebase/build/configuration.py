"""The settings of the Supabase project."""

from __future__ import annotations

import re
import unicodedata

from wirebase.blueprint.document import Blueprint


def configuration(blueprint: Blueprint) -> str:
    """The text of `supabase/config.toml`."""
    return f"""\
project_id = "{project_id(blueprint.name)}"

[api]
schemas = ["public", "api"]
max_rows = 1000

[db]
major_version = 17

[db.seed]
enabled = true
sql_paths = ["./seed.sql"]
"""


def project_id(name: str) -> str:
    """The name in the few characters that a project's id may have.

    >>> project_id("Ünser Blog!")
    'unser-blog'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "backend"
