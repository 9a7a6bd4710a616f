"""The server side of Bookshelf, on the standard library alone."""
