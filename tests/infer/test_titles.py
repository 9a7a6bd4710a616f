"""What paths are about, and by what they name rows."""

from __future__ import annotations

import pytest

from tests.infer.apps import app
from tests.infer.prose import effects
from wirebase.infer.titles import subject

FLOWS = """
    GET /flows 200 [{"id":1,"name":"north","size":3},{"id":2,"name":"south","size":4}]
    GET /flows/1 200 {"id":1,"name":"north","size":3}
    GET /flows/name/south 200 {"id":2,"name":"south","size":4}
"""


@pytest.mark.parametrize(
    ("path", "about"),
    [
        ("/deployments/create_invoice", "invoice"),
        ("/orders/paginate", "order"),
        ("/flows/set_state", "state"),
        ("/settings", "setting"),
    ],
)
def test_deeds_before_a_noun_and_ways_to_list_are_no_things(path: str, about: str):
    assert subject(path.split("/")) == about


def test_a_word_between_things_and_a_name_says_by_what_they_are_named():
    found = app(
        FLOWS,
        'PATCH /flows/name/south 204 <- {"size":9}',
        'GET /flows/2 200 {"id":2,"name":"south","size":9}',
        "DELETE /flows/name/north 204",
        'GET /flows 200 [{"id":2,"name":"south","size":9}]',
    )
    assert [t.name for t in found.blueprint.tables] == ["flows"]
    patch, delete = (found[f"{m} /flows/name/{{flow_name}}"] for m in ("PATCH", "DELETE"))
    assert effects(patch)[0] == "find flows row where row.name = :flow_name"
    assert any(e.startswith("update row: size =? :size") for e in effects(patch))
    assert any(e.startswith("delete flows") for e in effects(delete))


def test_versions_with_other_fields_are_other_things():
    found = app(
        """
        GET /v1/limits 200 [{"id":"ac0e3a52-0d5f-4a0b-9a53-0c2a55e7a011","tag":"db","most":3},
            {"id":"ac0e3a52-0d5f-4a0b-9a53-0c2a55e7a012","tag":"gpu","most":1}]
        GET /v2/limits 200 [{"id":"bc0e3a52-0d5f-4a0b-9a53-0c2a55e7a011","name":"api",
            "limit":3,"active":true,"decay":0.5},
            {"id":"bc0e3a52-0d5f-4a0b-9a53-0c2a55e7a012","name":"job","limit":4,"active":true,"decay":0.5}]
        """
    )
    assert len(found.blueprint.tables) == 2


def test_versions_with_the_same_fields_are_one_thing():
    found = app(
        """
        GET /v1/limits 200 [{"id":"ac0e3a52-0d5f-4a0b-9a53-0c2a55e7a011","tag":"db","most":3},
            {"id":"ac0e3a52-0d5f-4a0b-9a53-0c2a55e7a012","tag":"gpu","most":1}]
        GET /v2/limits 200 [{"id":"bc0e3a52-0d5f-4a0b-9a53-0c2a55e7a011","tag":"api","most":3,"active":true},
            {"id":"bc0e3a52-0d5f-4a0b-9a53-0c2a55e7a012","tag":"job","most":4,"active":true}]
        """
    )
    assert len(found.blueprint.tables) == 1


def test_rows_of_one_name_are_told_apart_by_the_row_named_before():
    found = app(
        """
        GET /pools 200 [{"id":1,"name":"north"},{"id":2,"name":"south"}]
        GET /queues 200 [{"id":11,"name":"main","pool_id":1,"size":4},
            {"id":12,"name":"main","pool_id":2,"size":5},{"id":13,"name":"side","pool_id":2,"size":6}]
        GET /pools/south/queues/main 200 {"id":12,"name":"main","pool_id":2,"size":5}
        GET /pools/north/queues/main 200 {"id":11,"name":"main","pool_id":1,"size":4}
        PATCH /pools/south/queues/main 204 <- {"size":9}
        GET /pools/south/queues/main 200 {"id":12,"name":"main","pool_id":2,"size":9}
        """
    )
    patch = found["PATCH /pools/{pool_name}/queues/{queue_name}"]
    assert effects(patch)[:2] == [
        "find pools pool_of_path where pool_of_path.name = :pool_name",
        "find queues row where row.name = :queue_name and row.pool_id = pool_of_path.id",
    ]


def test_values_that_differ_within_a_parent_alone_are_no_keys():
    found = app(
        """
        GET /jobs/5 200 {"id":5,"title":"bake"}
        GET /jobs/5/steps 200 [{"id":21,"job_id":5,"step_key":"a1"},{"id":22,"job_id":5,"step_key":"a2"},
            {"id":23,"job_id":5,"step_key":"a3"},{"id":24,"job_id":5,"step_key":"a4"}]
        """
    )
    (steps,) = [t for t in found.blueprint.tables if t.name == "steps"]
    assert not steps.column("step_key").unique


def test_numbers_beside_words_stay_numbers():
    found = app(
        'GET /settings 200 [{"id":1,"value":5},{"id":2,"value":"high"},{"id":3,"value":"low"}]'
    )
    (table,) = found.blueprint.tables
    assert table.column("value").type.value == "jsonb"
