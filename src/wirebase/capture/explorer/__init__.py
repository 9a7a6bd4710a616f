"""Explores an app by itself: follows its routes, uses its filters and forms, and breaks nothing."""

from wirebase.capture.explorer.walk import Explorer, Limits

__all__ = ["Explorer", "Limits"]
