"""Parameters that list what rows show besides their own columns, and other names for rows."""

from __future__ import annotations

import pytest

from tests.infer.apps import app
from tests.infer.prose import answer, effects

ADA = '{"id":1,"uid":"ada-x1","name":"Ada"}'
BOB = '{"id":2,"uid":"bob-x2","name":"Bob"}'
PEOPLE = f"""
    GET /people 200 [{ADA},{BOB}]
    GET /notes 200 [{{"id":5,"title":"sea"}},{{"id":6,"title":"war"}}]
"""


def shown(asked: str) -> str:
    """The line of a list that shows the authors, as a query asks for it."""
    return (
        f'GET /notes?{asked} 200 [{{"id":5,"title":"sea","author":{ADA}}},'
        f'{{"id":6,"title":"war","author":{BOB}}}]'
    )


@pytest.mark.parametrize(
    ("asked", "when"),
    [
        ("include=author", '"author" in :include'),
        ("expand=tags,author", '"author" in :expand'),
        ("populate[0]=author", '"author" in :populate_0'),
    ],
)
def test_a_member_is_shown_where_its_name_is_listed(asked: str, when: str):
    other = asked.replace("author", "nothing")
    made = app(PEOPLE, shown(asked), f'GET /notes?{other} 200 [{{"id":5,"title":"sea"}}]')
    assert when in answer(made["GET /notes"])


def test_everything_may_be_asked_for():
    made = app(
        PEOPLE,
        shown("populate=author"),
        shown("populate=*"),
        'GET /notes?populate=tags 200 [{"id":5,"title":"sea"},{"id":6,"title":"war"}]',
    )["GET /notes"]
    assert '"*" in :populate' in answer(made)


def test_a_body_may_name_rows_by_another_column_than_their_key():
    made = app(
        PEOPLE,
        shown("include=author"),
        f'POST /notes 201 {{"id":7,"title":"tea","author":{BOB}}} <- {{"title":"tea","author":"bob-x2"}}',
        f'POST /notes 201 {{"id":8,"title":"jam","author":{ADA}}} <- {{"title":"jam","author":"ada-x1"}}',
    )["POST /notes"]
    (insert,) = [e for e in effects(made) if e.startswith("insert notes")]
    assert (
        "author_id = (person_given.id of people person_given where person_given.uid = :author)"
        in insert
    )


def test_keys_stay_keys():
    made = app(
        PEOPLE,
        shown("include=author"),
        f'POST /notes 201 {{"id":7,"title":"tea","author":{BOB}}} <- {{"title":"tea","author":2}}',
    )["POST /notes"]
    (insert,) = [e for e in effects(made) if e.startswith("insert notes")]
    assert "author_id = :author" in insert


def test_a_reference_is_a_row_where_it_is_included_and_else_its_key():
    listed = '[{"id":5,"title":"sea","author":1},{"id":6,"title":"war","author":2}]'
    made = app(
        PEOPLE.split("GET /notes", maxsplit=1)[0],
        f"GET /notes?page=1 200 {listed}",
        f"GET /notes?page=1&include=tags 200 {listed}",
        shown("page=1&include=author"),
    )["GET /notes"]
    told = "\n".join(answer(made.model_copy(update={"answers": (a,)})) for a in made.answers)
    assert "otherwise" not in told
    assert "of people author where" in told
