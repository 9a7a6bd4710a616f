"""Rows that come with others, below a row where nobody looked for them."""

from __future__ import annotations

from tests.infer.apps import App, app
from tests.infer.prose import answer

LOGINS = """
    POST /login 200 {"token":"<ann>","user":{"id":1,"name":"Ann"}} <- {"name":"Ann","password":"<pw ann>"}
    POST /login 200 {"token":"<bob>","user":{"id":2,"name":"Bob"}} <- {"name":"Bob","password":"<pw bob>"}
    @ann GET /users 200 [{"id":1,"name":"Ann"},{"id":2,"name":"Bob"}]
"""
BOATS = """
    @ann POST /boats 201 {"id":5,"title":"Sea"} <- {"title":"Sea"}
    @ann GET /boats/5/crew 200 [{"id":31,"boat":5,"user":1,"rank":"mate"}]
    @bob POST /boats 201 {"id":6,"title":"Sky"} <- {"title":"Sky"}
    @bob GET /boats/6/crew 200 [{"id":32,"boat":6,"user":2,"rank":"mate"}]
    @ann POST /boats 201 {"id":7,"title":"Fog"} <- {"title":"Fog"}
"""
LATER = """
    @ann POST /boats/5/crew 201 {"id":34,"boat":5,"user":2,"rank":"cook"} <- {"user":2,"rank":"cook"}
    @bob GET /boats 200 [{"id":5,"title":"Sea"},{"id":6,"title":"Sky"}]
    @ann GET /boats 200 [{"id":5,"title":"Sea"},{"id":7,"title":"Fog"}]
"""


def crew(found: App) -> dict[object, tuple[object, ...]]:
    """Key -> boat, user and rank, in the end."""
    return {r["id"]: (r["boat"], r["user"], r["rank"]) for r in found.end("crews")}


def test_who_makes_a_row_is_its_member_though_nobody_looked():
    found = app(LOGINS, BOATS, LATER)
    assert crew(found)[33] == (7, 1, "mate")
    assert "crew_of_boat.user = caller.id" in answer(found["GET /boats"])


def test_a_row_below_which_somebody_looked_in_vain_has_none():
    seen = BOATS + "@ann GET /boats/7/crew 200 []"
    assert 33 not in crew(app(LOGINS, seen))


def test_what_did_not_come_alike_with_the_others_is_unknown():
    other = BOATS.replace('"boat":6,"user":2,"rank":"mate"', '"boat":6,"user":2,"rank":"cook"')
    assert 33 not in crew(app(LOGINS, other))


def test_a_key_that_another_row_has_is_not_given_twice():
    taken = (
        BOATS
        + '@ann POST /boats/5/crew 201 {"id":33,"boat":5,"user":2,"rank":"cook"} <- {"user":2}'
    )
    assert crew(app(LOGINS, taken))[33] == (5, 2, "cook")


def test_a_word_to_search_for_may_be_called_as_a_field():
    searched = '@ann GET /boats?q=title 200 [{"id":5,"title":"Sea title"}]'
    lines = [text.replace("Sea", "Sea title") for text in (BOATS, LATER)]
    shown = answer(app(LOGINS, *lines, searched)["GET /boats"])
    assert "crew_of_boat.user = caller.id" in shown
    assert ":q" in shown
