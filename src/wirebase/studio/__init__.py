"""The studio: the page and the server behind it."""

from wirebase.studio.server import studio

__all__ = ["studio"]
