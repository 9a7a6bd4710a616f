"""Wirebase turns the URL of a web app into a backend that its user owns."""

__version__ = "0.1.0"
