"""Objections: what speaks against an edit."""

from __future__ import annotations

from wirebase.model import Model


class Objection(Model):
    """One reason against an edit."""

    text: str
    field: str = ""
    """The field of the edit that it is about."""
    final: bool = True
    """False where the edit can be forced."""
