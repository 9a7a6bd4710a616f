"""Lists that name rows by a column in which no two are alike."""

from __future__ import annotations

from tests.infer.apps import App, app
from tests.infer.prose import answer
from wirebase.blueprint.operations import SetLinks
from wirebase.blueprint.tables import Kind

TAGS = 'GET /tags 200 [{"id":7,"name":"red"},{"id":8,"name":"blue"},{"id":9,"name":"green"}]'
NOTES = """
    GET /notes 200 [{"id":101,"text":"a","tags":["red","blue"]},{"id":102,"text":"b","tags":["green"]}]
    POST /notes 201 {"id":103,"text":"c","tags":["red","green"]} <- {"text":"c","tags":["red","green"]}
    PATCH /notes/101 200 {"id":101,"text":"a","tags":["blue"]} <- {"tags":["blue"]}
"""


def links(found: App) -> list[str]:
    return [table.name for table in found.blueprint.tables if table.kind is Kind.LINK]


def test_a_list_of_names_links_the_rows_of_these_names():
    found = app(TAGS, NOTES)
    assert links(found) == ["note_tags"]
    assert found.end("note_tags") == [
        {"note_id": 101, "tag_id": 8},
        {"note_id": 102, "tag_id": 9},
        {"note_id": 103, "tag_id": 7},
        {"note_id": 103, "tag_id": 9},
    ]
    assert not found.blueprint.table("notes").has("tags")


def test_answers_list_the_names():
    assert "tags: [tag.name for tags tag join note_tags" in answer(app(TAGS, NOTES)["GET /notes"])


def test_writes_find_the_rows_by_their_names():
    found = app(TAGS, NOTES)
    for named in ("POST /notes", "PATCH /notes/{note_id}"):
        (effect,) = (e for e in found[named].effects if isinstance(e, SetLinks))
        assert (effect.table, effect.target, effect.match) == ("note_tags", "tag_id", "name")


def test_names_that_two_rows_share_link_nothing():
    twice = TAGS.replace(
        '{"id":9,"name":"green"}', '{"id":9,"name":"green"},{"id":10,"name":"red"}'
    )
    assert links(app(twice, NOTES)) == []


def test_a_field_that_is_not_called_after_the_rows_lists_words():
    assert links(app(TAGS, NOTES.replace('"tags"', '"moods"'))) == []


def test_words_that_no_list_had_make_rows():
    found = app("""
        GET /tags 200 [{"id":1,"name":"sea"},{"id":2,"name":"war"}]
        GET /books 200 [{"id":7,"title":"Moby","tags":["sea"]},{"id":8,"title":"Iliad","tags":["war","sea"]}]
        @ann POST /books 201 {"id":9,"title":"Odyssey","tags":["sea","home"]} <-
            {"title":"Odyssey","tags":["sea","home"]}
        @bob GET /tags 200 [{"id":1,"name":"sea"},{"id":2,"name":"war"},{"id":3,"name":"home"}]
    """)
    assert found.known.past.rows["tag"]["3"].created == 2
    (links,) = [e for e in found["POST /books"].effects if isinstance(e, SetLinks)]
    assert (links.match, links.create_missing) == ("name", True)


def test_words_make_rows_in_the_order_that_their_keys_tell():
    def is_sorted(home: int, calm: int) -> bool:
        found = app(f"""
            GET /tags 200 [{{"id":1,"name":"sea"}},{{"id":2,"name":"war"}}]
            GET /books 200 [{{"id":7,"title":"Moby","tags":["sea"]}},{{"id":8,"title":"Iliad","tags":["war"]}}]
            POST /books 201 {{"id":9,"title":"Odyssey","tags":["home","calm"]}} <-
                {{"title":"Odyssey","tags":["home","calm"]}}
            GET /tags 200 [{{"id":1,"name":"sea"}},{{"id":2,"name":"war"}},
                {{"id":{home},"name":"home"}},{{"id":{calm},"name":"calm"}}]
        """)
        (links,) = [e for e in found["POST /books"].effects if isinstance(e, SetLinks)]
        assert links.create_missing
        return links.create_sorted

    assert is_sorted(home=4, calm=3)
    assert not is_sorted(home=3, calm=4)


def test_words_that_were_listed_before_make_no_rows():
    found = app("""
        GET /tags 200 [{"id":1,"name":"sea"},{"id":2,"name":"war"},{"id":3,"name":"home"}]
        GET /books 200 [{"id":7,"title":"Moby","tags":["sea"]},{"id":8,"title":"Iliad","tags":["war","sea"]}]
        POST /books 201 {"id":9,"title":"Odyssey","tags":["sea","home"]} <-
            {"title":"Odyssey","tags":["sea","home"]}
    """)
    (links,) = [e for e in found["POST /books"].effects if isinstance(e, SetLinks)]
    assert not links.create_missing
