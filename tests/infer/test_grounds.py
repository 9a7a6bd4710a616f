"""What is told of why a column is as it is."""

from __future__ import annotations

from tests.infer.apps import app
from wirebase.evidence import Evidence

TASKS = """
    GET /tasks 200 [
        {"id":1,"title":"Sweep","state":"open","note":null,"seen":3,"owner":{"id":7,"name":"Ada"}},
        {"id":2,"title":"Paint","state":"done","note":"wet","seen":3,"owner":{"id":7,"name":"Ada"}},
        {"id":3,"title":"Write","state":"open","note":"x","seen":4,"owner":{"id":8,"name":"Bo"}}]
    GET /people 200 [{"id":7,"name":"Ada"},{"id":8,"name":"Bo"},{"id":9,"name":"Cy"}]
    POST /tasks 201 {"id":4,"title":"Sew","state":"open","note":null,"seen":0}
        <- {"title":"Sew","state":"open"}
    GET /tasks/4 200 {"id":4,"title":"Sew","state":"done","note":null,"seen":0}
    GET /tasks/3 200 {"id":3,"title":"Write","state":"done","note":"x","seen":4}
    GET /tasks/1 200 {"id":1,"title":"Sweep","state":"done","note":null,"seen":5}
"""


def grounds(column: str) -> Evidence:
    return app(TASKS).blueprint.table("tasks").column(column).evidence


def claims(column: str) -> dict[str, Evidence]:
    return {part.claim: part for part in grounds(column).parts}


def test_nulls_are_counted_and_the_exchanges_that_show_them_named():
    told = claims("note")["may be empty: rows hold null"]
    assert (told.support, told.exchanges) == (2, (0, 2))


def test_what_requests_send_is_told_from_what_the_server_fills_in():
    assert claims("title")["requests send it"].support == 1
    assert "no request sends it: the server fills it in" in claims("seen")


def test_a_column_of_distinct_values_could_have_been_unique():
    (told,) = (part for claim, part in claims("title").items() if claim.startswith("not unique"))
    assert (told.against, [other.claim for other in told.alternatives]) == (4, ["unique"])
    shared = claims("state")["not unique: rows share values"]
    assert shared.support == 3
    assert not shared.alternatives


def test_a_text_of_few_values_could_have_been_a_choice():
    many = [
        f"""GET /tasks/{n} 200 {{"id":{n},"title":"T{n}","state":"{s}"}}"""
        for n, s in enumerate(("open", "done") * 4, start=1)
    ]
    evidence = app(*many).blueprint.table("tasks").column("state").evidence
    assert [(o.claim, o.score) for o in evidence.alternatives] == [("one of done, open", 1.0)]


def test_a_reference_names_exchanges_that_show_it():
    (key,) = app(TASKS).blueprint.table("tasks").foreign_keys
    assert key.evidence.exchanges == (0,)


def test_what_answers_show_and_no_column_holds_is_kept_with_its_reason():
    found = app("""
        GET /teams 200 [{"id":1,"name":"A","members_count":2},{"id":2,"name":"B","members_count":1}]
        GET /members 200 [{"id":1,"team_id":1},{"id":2,"team_id":1},{"id":3,"team_id":2}]
    """)
    (field,) = found.blueprint.table("teams").computed
    assert field.field == "members_count"
    assert field.evidence.claim == "team.members_count is the number of member rows"
    assert field.evidence.exchanges == (0,)
