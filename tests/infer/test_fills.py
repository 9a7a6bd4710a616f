"""How the server fills what a request does not set."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.infer.apps import app
from tests.infer.prose import effects, said
from wirebase.blueprint.operations import Insert
from wirebase.infer.fills import slugify

PEOPLE = """
    @ann GET /users/me 200 {"id":1,"name":"Ann","team_id":5}
    @bob GET /users/me 200 {"id":2,"name":"Bob","team_id":6}
    GET /teams 200 [{"id":5,"label":"red"},{"id":6,"label":"blue"}]
"""


def fills(*lines: str) -> dict[str, str]:
    """What fills the columns of the row that the last line makes, save their own parameters."""
    found = app(*lines)
    route = found.calls[-1].route
    made = found[f"{route.method} {route.path}"]
    insert = next(effect for effect in made.effects if isinstance(effect, Insert))
    values = {a.column: said(a.value) for a in insert.values}
    return {column: value for column, value in values.items() if value != f":{column}"}


def test_a_constant_is_what_every_new_row_has():
    assert fills("""
        GET /books 200 [{"id":1,"title":"Emma","state":"sold","stock":3},
            {"id":2,"title":"Dune","state":"new","stock":0}]
        POST /books 201 {"id":3,"title":"Waves","state":"new","stock":0} <- {"title":"Waves"}
        POST /books 201 {"id":4,"title":"Ada","state":"new","stock":0} <- {"title":"Ada"}
    """) == {"state": '"new"', "stock": "0"}


def test_the_table_makes_keys_and_times_of_creation():
    assert (
        fills("""
        GET /books 200 [{"id":1,"title":"Emma","created_at":"2026-01-05T10:00:00Z"}]
        POST /books 201 {"id":2,"title":"Waves","created_at":"2026-01-06T10:00:00Z"}
            <- {"title":"Waves"}
        POST /books 201 {"id":3,"title":"Ada","created_at":"2026-01-07T10:00:00Z"}
            <- {"title":"Ada"}
    """)
        == {}
    )


def test_another_time_that_changes_is_the_time_of_the_call():
    assert fills("""
        GET /books 200 [{"id":1,"title":"Emma","seen_at":"2026-01-05T10:00:00Z"}]
        POST /books 201 {"id":2,"title":"Waves","seen_at":"2026-01-06T10:00:00Z"}
            <- {"title":"Waves"}
        POST /books 201 {"id":3,"title":"Ada","seen_at":"2026-01-07T10:00:00Z"} <- {"title":"Ada"}
    """) == {"seen_at": "now"}


def test_a_slug_is_made_of_a_title_that_the_request_gives():
    assert fills("""
        GET /books 200 [{"id":1,"title":"Emma","slug":"emma"},{"id":2,"title":"Dune","slug":"dune"}]
        POST /books 201 {"id":3,"title":"The Waves","slug":"the-waves"} <- {"title":"The Waves"}
        POST /books 201 {"id":4,"title":"Emma","slug":"emma-2"} <- {"title":"Emma"}
    """) == {"slug": "slug of :title"}


def test_a_value_may_be_a_copy_of_another():
    assert fills("""
        GET /books 200 [{"id":1,"title":"Emma","label":"x"}]
        POST /books 201 {"id":3,"title":"The Waves","label":"The Waves"} <- {"title":"The Waves"}
        POST /books 201 {"id":4,"title":"Emma II","label":"Emma II"} <- {"title":"Emma II"}
    """) == {"label": ":title"}


def test_the_owner_is_who_asks():
    assert fills(
        PEOPLE,
        """
        GET /notes 200 [{"id":1,"user_id":2,"text":"aa"}]
        @ann POST /notes 201 {"id":2,"user_id":1,"text":"bb"} <- {"text":"bb"}
        @bob POST /notes 201 {"id":3,"user_id":2,"text":"cc"} <- {"text":"cc"}
        """,
    ) == {"user_id": "caller.id"}


def test_what_the_owner_has_is_taken_from_who_asks():
    assert fills(
        PEOPLE,
        """
        GET /boards 200 [{"id":1,"team_id":5,"text":"aa"}]
        @ann POST /boards 201 {"id":2,"team_id":5,"text":"bb"} <- {"text":"bb"}
        @bob POST /boards 201 {"id":3,"team_id":6,"text":"cc"} <- {"text":"cc"}
        """,
    ) == {"team_id": "caller.team_id"}


def test_a_new_row_takes_after_the_row_that_it_refers_to():
    assert fills("""
        GET /projects 200 [{"id":50,"name":"p"},{"id":60,"name":"q"}]
        GET /lists 200 [{"id":1,"project_id":50,"name":"aa"},{"id":2,"project_id":60,"name":"bb"}]
        GET /cards 200 [{"id":7,"project_id":50,"list_id":1,"text":"cc"}]
        POST /cards 201 {"id":8,"project_id":60,"list_id":2,"text":"dd"}
            <- {"list_id":2,"text":"dd"}
        POST /cards 201 {"id":9,"project_id":50,"list_id":1,"text":"ee"}
            <- {"list_id":1,"text":"ee"}
    """) == {
        "project_id": "(list_named.project_id of lists list_named where list_named.id = :list_id)"
    }


def test_the_path_names_the_parent_or_gives_the_value_itself():
    assert fills("""
        GET /books 200 [{"id":11,"title":"Emma"},{"id":12,"title":"Dune"}]
        GET /books/11/notes 200 [{"id":1,"book_id":11,"lang":"en","text":"aa"}]
        POST /books/11/notes/en 201 {"id":2,"book_id":11,"lang":"en","text":"bb"} <- {"text":"bb"}
        POST /books/12/notes/de 201 {"id":3,"book_id":12,"lang":"de","text":"cc"} <- {"text":"cc"}
    """) == {"book_id": "book_of_path.id", "lang": ":note"}


def test_a_value_that_nothing_explains_is_repeated_where_the_column_needs_one():
    assert fills("""
        GET /books 200 [{"id":1,"title":"Emma","mood":"sad"}]
        POST /books 201 {"id":3,"title":"The Waves","mood":"calm"} <- {"title":"The Waves"}
        POST /books 201 {"id":4,"title":"Emma II","mood":"sad"} <- {"title":"Emma II"}
    """) == {"mood": '~"sad"'}


def test_a_text_that_no_two_rows_share_is_made_anew():
    assert fills("""
        GET /books 200 [{"id":1,"title":"Emma","code":"x1"}]
        POST /books 201 {"id":3,"title":"The Waves","code":"k7"} <- {"title":"The Waves"}
        POST /books 201 {"id":4,"title":"Emma II","code":"p3"} <- {"title":"Emma II"}
    """) == {"code": "fresh uuid"}


def test_a_column_that_may_be_null_is_left_alone():
    assert (
        fills("""
        GET /books 200 [{"id":1,"title":"Emma","code":null}]
        POST /books 201 {"id":3,"title":"The Waves","code":"k7"} <- {"title":"The Waves"}
        POST /books 201 {"id":4,"title":"Emma II","code":null} <- {"title":"Emma II"}
    """)
        == {}
    )


@given(st.text(max_size=30))
def test_a_slug_is_of_words_and_hyphens_and_stays_as_it_is(title: str):
    slug = slugify(title)
    assert slug == slugify(slug)
    assert "--" not in slug
    assert not slug.startswith("-")
    assert not slug.endswith("-")
    assert all(c.isalnum() or c == "-" for c in slug)


def test_words_are_not_cut_where_their_case_changes():
    assert slugify("My iPhone & Łódź 2") == "my-iphone-łodz-2"


def test_rows_that_never_showed_a_column_say_nothing_of_it():
    found = fills(
        'GET /notes 200 [{"id":1,"text":"aa","tags":["old"]}]',
        'POST /notes 201 {"id":2,"text":"bb"} <- {"text":"bb"}',
        'POST /notes 201 {"id":3,"text":"cc"} <- {"text":"cc"}',
        'GET /notes/3 200 {"id":3,"text":"cc","tags":[]}',
        'POST /notes 201 {"id":4,"text":"dd"} <- {"text":"dd"}',
    )
    assert found["tags"] == "[]"


def test_a_flag_is_not_taken_from_the_parent_by_chance():
    found = fills(
        'GET /lists 200 [{"id":5,"name":"red","open":false},{"id":6,"name":"blue","open":true}]',
        'GET /cards 200 [{"id":1,"list_id":5,"open":false,"text":"aa"}]',
        'POST /cards 201 {"id":2,"list_id":5,"open":false,"text":"bb"} <- {"list_id":5,"text":"bb"}',
    )
    assert found["open"] == "false"


def test_what_new_rows_are_made_without_is_not_filled():
    found = fills(
        'GET /notes 200 [{"id":1,"text":"aa","date_updated":"2026-01-05T10:00:00Z"}]',
        'POST /notes 201 {"id":2,"text":"bb","date_updated":null} <- {"text":"bb"}',
    )
    assert "date_updated" not in found


def test_new_rows_tell_more_than_what_most_rows_hold():
    found = fills(
        'GET /notes 200 [{"id":1,"open":true},{"id":2,"open":true},{"id":3,"open":true}]',
        'GET /tags 200 [{"id":1,"note":{"id":4}},{"id":2,"note":{"id":5}}]',
        'POST /notes 201 {"id":6,"open":false} <- {"text":"bb"}',
    )
    assert found["open"] == "false"


def test_a_text_may_be_made_of_the_callers_columns():
    found = fills(
        PEOPLE,
        '@ann POST /notes 201 {"id":1,"text":"a","by":"Ann (1)"} <- {"text":"a"}',
        '@bob POST /notes 201 {"id":2,"text":"b","by":"Bob (2)"} <- {"text":"b"}',
    )
    assert found["by"] == 'caller.name || " (" || caller.id || ")"'


def test_what_tells_accounts_apart_tells_the_caller():
    found = fills(
        PEOPLE,
        '@ann POST /notes 201 {"id":1,"text":"a","by":"Ann"} <- {"text":"a"}',
        '@bob POST /notes 201 {"id":2,"text":"b","by":"Bob"} <- {"text":"b"}',
    )
    assert found["by"] == "caller.name"


def test_a_flag_that_the_caller_has_too_is_no_copy():
    found = fills(
        '@ann GET /users/me 200 {"id":1,"name":"Ann","active":true}',
        '@ann POST /users 201 {"id":2,"name":"Bob","active":true} <- {"name":"Bob"}',
        '@ann POST /users 201 {"id":3,"name":"Cy","active":true} <- {"name":"Cy"}',
    )
    assert found["active"] == "true"


def test_the_same_number_by_chance_is_another_entitys_key():
    found = fills(
        PEOPLE,
        'GET /teams/1 200 {"id":1,"label":"green"}',
        '@ann POST /teams/1/notes 201 {"id":9,"text":"a","author_id":1,"team_id":1} <- {"text":"a"}',
    )
    assert found["author_id"] == "caller.id"


TAGS = """
    POST /tags 201 {"id":1,"name":"Boats","slug":"boats","shown":"all"} <- {"name":"Boats"}
    POST /tags 201 {"id":2,"name":"High Tides","slug":"high-tides","shown":"all"} <- {"name":"High Tides"}
    POST /tags 201 {"id":3,"name":"Boats","slug":"boats-2","shown":"all"} <- {"name":"Boats"}
    POST /tags 201 {"id":4,"name":"#mine","slug":"hash-mine","shown":"team"} <- {"name":"#mine"}
    POST /tags 201 {"id":5,"name":"Fog","slug":"fog","shown":"all"} <- {"name":"Fog"}
"""


def test_what_most_new_rows_have_is_usual_and_few_are_written_by_rules_of_their_own():
    [made] = effects(app(TAGS)["POST /tags"])
    assert "slug of :name" in made
    assert '"all"' in made


def test_too_few_new_rows_say_nothing_of_what_is_usual():
    lines = [line for line in TAGS.splitlines() if "Boats" not in line]
    [made] = effects(app("\n".join(lines))["POST /tags"])
    assert "slug of :name" not in made


def test_an_identifier_of_a_new_row_is_made_anew():
    found = app("""
        POST /guests 201 {"id":1,"name":"Ann","uuid":"95a8684b-a358-4231-be5f-c3771f1a24ef"} <- {"name":"Ann"}
        POST /guests 201 {"id":2,"name":"Bo","uuid":"14a2c6cb-4221-47b3-920b-b86118ee1d08"} <- {"name":"Bo"}
        GET /guests/9 200 {"id":9,"name":"Old","uuid":null}
    """)
    [made] = effects(found["POST /guests"])
    assert "uuid = fresh uuid" in made


ORDERS = """
    GET /orders 200 [{"id":1,"number":"ORD-1001","name":"tea"},{"id":2,"number":"ORD-1007","name":"rice"}]
    POST /orders 201 {"id":3,"number":"ORD-1008","name":"salt"} <- {"name":"salt"}
    POST /orders 201 {"id":4,"number":"ORD-1009","name":"oats"} <- {"name":"oats"}
"""


def test_a_number_after_a_prefix_goes_on():
    assert fills(ORDERS) == {"number": 'serial of "ORD-"'}


def test_numbers_that_leave_some_out_go_not_on():
    assert "serial" not in fills(ORDERS.replace("1009", "1019"))["number"]


DRAFTS = """
    POST /books 201 {"id":3,"title":"Waves","parts":[
        {"ref":"8f14e45f-ceea-467f-9d1a-6f3d1c2b0a01","label":"One"}]}
        <- {"title":"Waves"}
    POST /books 201 {"id":4,"title":"Ada","parts":[
        {"ref":"c9f0f895-fb98-4b91-8d1c-7b2e5f6a0b02","label":"One"}]}
        <- {"title":"Ada"}
"""


def test_a_list_of_documents_that_differ_by_made_up_keys_gets_such_keys():
    assert fills(DRAFTS)["parts"] == '[{ref: fresh uuid, label: "One"}]'


def test_a_list_of_documents_that_differ_otherwise_is_not_put_together():
    other = DRAFTS.replace('02","label":"One"', '02","label":"Two"')
    assert "fresh" not in fills(other).get("parts", "")
