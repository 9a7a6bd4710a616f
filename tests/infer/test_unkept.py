"""Deletions whose body the recorder did not keep."""

from __future__ import annotations

from msgspec.structs import replace

from tests.infer.apps import Rows, capture
from wirebase.exchange import Exchange, Message
from wirebase.infer.pipeline import understand
from wirebase.infer.routes import routes

TAGS = Rows("""
    id  name
    1   sea
    2   war
""")
MADE = 'POST /tags 200 [{"id":3,"name":"a"},{"id":4,"name":"b"}] <- [{"name":"a"},{"name":"b"}]'


def left(*lines: str, length: str = "5") -> list[str]:
    """The keys of the rows that are left in the end."""
    exchanges = [_sent(e, length) for e in capture("\n".join(lines))]
    known = understand(routes(exchanges), exchanges)
    return sorted(known.state("tag", len(exchanges)))


def _sent(exchange: Exchange, length: str) -> Exchange:
    if exchange.method != "DELETE":
        return exchange
    return replace(exchange, request=Message((("content-length", length),), b""))


def test_they_take_what_the_last_change_at_their_path_showed():
    assert left(TAGS.got("/tags"), MADE, "DELETE /tags 204") == ["1", "2"]


def test_rows_that_were_seen_later_are_still_there():
    later = 'GET /tags/3 200 {"id":3,"name":"a"}'
    assert left(TAGS.got("/tags"), MADE, "DELETE /tags 204", later) == ["1", "2", "3"]


def test_a_deletion_that_was_sent_without_a_body_takes_none():
    assert left(TAGS.got("/tags"), MADE, "DELETE /tags 204", length="0") == ["1", "2", "3", "4"]


def test_a_deletion_that_failed_takes_none():
    assert left(TAGS.got("/tags"), MADE, "DELETE /tags 403") == ["1", "2", "3", "4"]
