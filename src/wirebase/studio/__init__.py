"""The studio: the page and the server behind it."""
