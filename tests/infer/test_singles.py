"""Which of several rows a request means that shows one alone."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import answer, effects

CREW = """
    POST /login 200 {"token":"<ann>","user":{"id":1,"name":"Ann"}} <- {"name":"Ann","password":"<pw ann>"}
    POST /login 200 {"token":"<bob>","user":{"id":2,"name":"Bob"}} <- {"name":"Bob","password":"<pw bob>"}
    @ann GET /users 200 [{"id":1,"name":"Ann"},{"id":2,"name":"Bob"}]
    @ann GET /boats 200 [{"id":5,"title":"Sea"},{"id":6,"title":"Sky"}]
    @ann GET /boats/5/crew 200 [{"id":31,"boat":5,"user":1,"rank":"mate"},
        {"id":32,"boat":5,"user":2,"rank":"cook"}]
    @ann GET /boats/6/crew 200 [{"id":33,"boat":6,"user":2,"rank":"mate"},
        {"id":34,"boat":6,"user":1,"rank":"cook"}]
    @ann GET /boats/5/my-rank 200 {"id":31,"boat":5,"user":1,"rank":"mate"}
    @bob GET /boats/5/my-rank 200 {"id":32,"boat":5,"user":2,"rank":"cook"}
    @bob GET /boats/6/my-rank 200 {"id":33,"boat":6,"user":2,"rank":"mate"}
"""


def test_of_several_rows_below_the_row_of_the_path_the_callers_own_is_meant():
    shown = app(CREW)["GET /boats/{boat_id}/my-rank"]
    (found,) = [e for e in effects(shown) if "crew" in e]
    assert "boat = :boat_id" in found
    assert "user = caller.id" in found
    assert "rank: crew" in answer(shown)
