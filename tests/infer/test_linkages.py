"""What a new row is linked with from the start."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import effects

ZONES = """
    GET /zones 200 [{"name":"dev","live":true},{"name":"prod","live":true},
        {"name":"old","live":false}]
    GET /flags 200 [{"name":"red","zones":[{"name":"dev","on":true},{"name":"prod","on":false}]},
        {"name":"green","zones":[{"name":"dev","on":false},{"name":"prod","on":true}]}]
    GET /zones/dev 200 {"name":"dev","live":true}
"""


def test_a_new_row_is_linked_with_the_rows_that_have_a_flag():
    found = app(
        ZONES,
        'POST /flags 201 {"name":"blue"} <- {"name":"blue"}',
        """GET /flags/blue 200 {"name":"blue","zones":[{"name":"dev","on":false},
            {"name":"prod","on":false}]}""",
    )
    assert effects(found["POST /flags"])[1:] == [
        (
            "for each of [linkable.name for zones linkable where linkable.live = true]: "
            "insert flag_zones linked: on = false, flag_id = row.name, zone_id = item unless there"
        )
    ]


def test_a_new_row_without_links_is_linked_with_nothing():
    found = app(
        ZONES,
        'POST /flags 201 {"name":"blue"} <- {"name":"blue"}',
        'GET /flags/blue 200 {"name":"blue","zones":[]}',
    )
    assert len(effects(found["POST /flags"])) == 1
