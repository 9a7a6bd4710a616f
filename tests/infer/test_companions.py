"""Fields that an update takes because other writes of the same rows take them."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import effects

NOTES = """
    POST /notes 201 {"id":1,"title":"Old Sea","slug":"old-sea","body":"b","mood":"calm"}
        <- {"title":"Old Sea","body":"b","mood":"calm"}
    POST /notes 201 {"id":2,"title":"New War","slug":"new-war","body":"c","mood":"loud"}
        <- {"title":"New War","body":"c","mood":"loud"}
    PUT /notes/1 200 {"id":1,"title":"Deep Sea","slug":"deep-sea","body":"b","mood":"calm"}
        <- {"title":"Deep Sea"}
    PUT /notes/2 200 {"id":2,"title":"New War","slug":"new-war","body":"d","mood":"loud"}
        <- {"body":"d"}
"""


def test_a_partial_update_takes_what_new_rows_take_though_a_column_follows_from_another():
    (update,) = [e for e in effects(app(NOTES)["PUT /notes/{note_id}"]) if e.startswith("update")]
    assert "slug = " in update
    assert "mood =? :mood" in update
