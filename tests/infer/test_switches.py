"""Requests that set what they do not send."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import effects

POSTS = """
    GET /posts 200 [{"id":1,"text":"aa","state":"draft","seen_at":null},
        {"id":2,"text":"bb","state":"draft","seen_at":null},
        {"id":3,"text":"cc","state":"live","seen_at":null}]
"""


def test_an_action_sets_the_word_that_a_later_look_shows():
    found = app(
        POSTS,
        "POST /posts/1/publish 204",
        'GET /posts/1 200 {"id":1,"text":"aa","state":"live","seen_at":null}',
    )
    assert effects(found["POST /posts/{post_id}/publish"]) == [
        "find posts row where row.id = :post_id",
        'update row: state = "live"',
    ]


def test_an_action_sets_the_time_of_the_call():
    found = app(
        POSTS,
        "POST /posts/2/see 204",
        'GET /posts/2 200 {"id":2,"text":"bb","state":"draft","seen_at":"2023-11-14T22:13:21Z"}',
    )
    assert effects(found["POST /posts/{post_id}/see"])[-1] == "update row: seen_at = now"


def test_what_one_action_sets_shows_what_its_opposite_does():
    found = app(
        'GET /posts 200 [{"id":1,"open":false},{"id":2,"open":false}]',
        "POST /posts/1/open 204",
        'GET /posts/1 200 {"id":1,"open":true}',
        "POST /posts/2/open 204",
        "POST /posts/2/close 204",
        'GET /posts/2 200 {"id":2,"open":false}',
    )
    assert effects(found["POST /posts/{post_id}/open"])[-1] == "update row: open = true"
    assert effects(found["POST /posts/{post_id}/close"])[-1] == "update row: open = false"
    assert [row["open"] for row in found.end("posts")] == [True, False]


def test_a_word_that_one_call_left_and_no_other_row_has_is_no_switch():
    found = app(
        'GET /posts 200 [{"id":1,"name":"aa"},{"id":2,"name":"bb"}]',
        "POST /posts/1/send 204",
        'GET /posts/1 200 {"id":1,"name":"zz"}',
    )
    assert not any(e.startswith("update") for e in effects(found["POST /posts/{post_id}/send"]))


def test_a_new_secret_is_made_anew_each_time():
    found = app(
        'GET /keys 200 [{"id":1,"secret":"<k1>"},{"id":2,"secret":"<k2>"}]',
        'POST /keys/1/reset 200 {"id":1,"secret":"<k3>"}',
        'POST /keys/2/reset 200 {"id":2,"secret":"<k4>"}',
    )
    assert effects(found["POST /keys/{key_id}/reset"])[-1] == "update row: secret = fresh key"


FLAGS = """
    GET /zones 200 [{"name":"dev","kind":"a"},{"name":"prod","kind":"b"}]
    GET /flags 200 [{"name":"red","zones":[{"name":"dev","kind":"a","on":false},
        {"name":"prod","kind":"b","on":false}]}, {"name":"blue","zones":[
        {"name":"dev","kind":"a","on":false}, {"name":"prod","kind":"b","on":true}]}]
    GET /zones/dev 200 {"name":"dev","kind":"a"}
"""


def test_an_action_on_two_rows_sets_what_their_link_holds():
    found = app(
        FLAGS,
        "POST /flags/red/zones/dev/on 204",
        """GET /flags/red 200 {"name":"red","zones":[{"name":"dev","kind":"a","on":true},
            {"name":"prod","kind":"b","on":false}]}""",
    )
    assert effects(found["POST /flags/{flag_name}/zones/{zone_name}/on"])[-2:] == [
        (
            "find flag_zones linked where linked.flag_id = flag_of_path.name "
            "and linked.zone_id = row.name"
        ),
        "update linked: on = true",
    ]
