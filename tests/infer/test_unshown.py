"""Rows that are made without any answer to say so, under paths that name another row."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import answer, effects

PEOPLE = """
    POST /login 200 {"token":"<ann>","user":{"id":"u1aQx5d256e","name":"Ann","default_tone":"dark"}}
        <- {"email":"ann@x.org","password":"<pw a>"}
    POST /login 200 {"token":"<bob>","user":{"id":"u2bRxb7db39","name":"Bob","default_tone":"light"}}
        <- {"email":"bob@x.org","password":"<pw b>"}
    @ann GET /me 200 {"id":"u1aQx5d256e","name":"Ann","default_tone":"dark"}
    @bob GET /me 200 {"id":"u2bRxb7db39","name":"Bob","default_tone":"light"}
"""
POSTS = """
    @ann GET /posts 200 [
        {"id":"p9xK2xe99670","text":"hi","likes":[{"id":"k0aT1xcfdae1","postId":"p9xK2xe99670","userId":"u2bRxb7db39"}]},
        {"id":"p7yL3x219a1f","text":"ho","likes":[{"id":"k0bT2x2348e2","postId":"p7yL3x219a1f","userId":"u1aQx5d256e"}]}]
"""
LIKED = """
    @ann POST /likes/p9xK2xe99670 200 <- {"postId":"p9xK2xe99670"}
    @ann GET /likes/p9xK2xe99670 200 {"likes":[
        {"id":"k0aT1xcfdae1","postId":"p9xK2xe99670","userId":"u2bRxb7db39"},
        {"id":"k1mW4xdab747","postId":"p9xK2xe99670","userId":"u1aQx5d256e"}]}
    @bob POST /likes/p7yL3x219a1f 200 <- {"postId":"p7yL3x219a1f"}
    @bob GET /likes/p7yL3x219a1f 200 {"likes":[
        {"id":"k0bT2x2348e2","postId":"p7yL3x219a1f","userId":"u1aQx5d256e"},
        {"id":"k2nZ5x97c3d3","postId":"p7yL3x219a1f","userId":"u2bRxb7db39"}]}
"""


def test_a_path_that_lists_what_refers_to_a_row_names_that_row():
    listed = app(PEOPLE, POSTS, LIKED)["GET /likes/{post_id}"]
    assert effects(listed) == ["find posts row where row.id = :post_id"]
    assert "for likes like where like.post_id = row.id" in answer(listed)


def test_a_row_that_no_answer_shows_is_made_by_the_write_in_whose_time_it_was():
    made = """
        @ann POST /posts 201 {"id":"p5qXe18c2","text":"hu","likes":[],
            "createdAt":"2023-11-14T22:13:25.010Z"} <- {"text":"hu"}
        @ann POST /likes/p5qXe18c2 200 <- {"postId":"p5qXe18c2"}
        @ann GET /likes/p5qXe18c2 200 {"likes":[
            {"id":"k3rYx97c3d3","postId":"p5qXe18c2","userId":"u1aQx5d256e",
                "createdAt":"2023-11-14T22:13:26.010Z"}]}
        @bob POST /likes/p5qXe18c2 200 <- {"postId":"p5qXe18c2"}
        @bob GET /likes/p5qXe18c2 200 {"likes":[
            {"id":"k3rYx97c3d3","postId":"p5qXe18c2","userId":"u1aQx5d256e",
                "createdAt":"2023-11-14T22:13:26.010Z"},
            {"id":"k4sZxab12cd","postId":"p5qXe18c2","userId":"u2bRxb7db39",
                "createdAt":"2023-11-14T22:13:28.010Z"}]}
    """
    told = effects(app(PEOPLE, POSTS, made)["POST /likes/{post_id}"])
    assert [e for e in told if e.startswith("insert likes row")] == [
        "insert likes row: post_id = :post_id_2, user_id = caller.id"
    ]


def test_what_other_rows_are_by_default_new_rows_are():
    made = """
        @ann POST /notes 201 {"id":"n1","text":"a","tone":"dark","userId":"u1aQx5d256e"} <- {"text":"a"}
        @bob POST /notes 201 {"id":"n2","text":"b","tone":"light","userId":"u2bRxb7db39"} <- {"text":"b"}
    """
    told = effects(app(PEOPLE, made)["POST /notes"])
    assert any("tone = caller.default_tone" in effect for effect in told)


def test_keys_of_other_rows_tell_no_kinds_of_requests():
    made = """
        @ann GET /shelves 200 [{"id":"s1vB","label":"A"},{"id":"s2wC","label":"B"}]
        @ann POST /books 201 {"id":"b1","shelfId":"s1vB","name":"x","state":"new"}
            <- {"shelfId":"s1vB","name":"x"}
        @ann POST /books 201 {"id":"b2","shelfId":"s2wC","name":"y","state":"used"}
            <- {"shelfId":"s2wC","name":"y"}
        @ann POST /books 201 {"id":"b3","shelfId":"s1vB","name":"z","state":"new"}
            <- {"shelfId":"s1vB","name":"z"}
    """
    told = effects(app(PEOPLE, made)["POST /books"])
    assert not any(":shelf_id =" in effect for effect in told)


def test_notices_are_made_for_whom_a_row_names_though_not_everybody_reads_them():
    made = """
        @ann GET /people 200 [{"id":"u1aQx5d256e","name":"Ann"},{"id":"u2bRxb7db39","name":"Bob"},
            {"id":"u3cSx77aa12","name":"Cy"}]
        @ann POST /gifts 201 {"id":"g1aAx1b2c3d","toId":"u2bRxb7db39","fromId":"u1aQx5d256e",
            "createdAt":"2023-11-14T22:13:25.010Z"} <- {"toId":"u2bRxb7db39"}
        @bob GET /notices 200 [{"id":"n1aBx9c8d7e","giftId":"g1aAx1b2c3d","userId":"u2bRxb7db39",
            "isRead":false,"createdAt":"2023-11-14T22:13:25.020Z"}]
        @bob POST /gifts 201 {"id":"g2bBx4e5f6a","toId":"u1aQx5d256e","fromId":"u2bRxb7db39",
            "createdAt":"2023-11-14T22:13:27.010Z"} <- {"toId":"u1aQx5d256e"}
        @ann GET /notices 200 [{"id":"n2bCx6f5e4d","giftId":"g2bBx4e5f6a","userId":"u1aQx5d256e",
            "isRead":false,"createdAt":"2023-11-14T22:13:27.020Z"}]
        @ann POST /gifts 201 {"id":"g3cCx7a8b9c","toId":"u3cSx77aa12","fromId":"u1aQx5d256e",
            "createdAt":"2023-11-14T22:13:29.010Z"} <- {"toId":"u3cSx77aa12"}
    """
    told = effects(app(PEOPLE, made)["POST /gifts"])
    assert (
        "insert notices notice_beside: gift_id = row.id, user_id = :to_id, is_read = false" in told
    )
