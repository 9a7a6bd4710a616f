import pytest

from tests.infer.apps import App
from tests.infer.guests import DEMO, demo
from wirebase.blueprint.dataset import Record
from wirebase.blueprint.expressions import (
    Caller,
    Compare,
    Field,
    Fresh,
    Freshly,
    Given,
    Rows,
)
from wirebase.blueprint.operations import Login, OpenSession, Provision, Update


def provision(app: App) -> Provision:
    return next(e for e in app["POST /demo"].effects if isinstance(e, Provision))


def template(app: App, table: str) -> list[Record]:
    return [row.row for row in app.dataset.templates if row.table == table]


def listed(app: App, named: str) -> Rows:
    body = app[named].answers[0].body
    assert isinstance(body, Rows)
    return body


def hands_out_one_account(app: App) -> bool:
    effects = [type(effect) for effect in app["POST /demo"].effects]
    return effects == [Login] and not app.dataset.templates


@pytest.fixture(scope="module")
def guest() -> App:
    return demo()


def test_a_login_whose_account_was_created_during_the_call_makes_one(guest: App):
    first, second = guest["POST /demo"].effects
    assert isinstance(first, Provision)
    assert first.account == "9"
    assert second == OpenSession(alias=first.alias)
    assert {copied.table for copied in first.tables} == {"users", "boards", "cards"}


def test_the_token_in_its_answer_is_that_of_the_session(guest: App):
    body = guest["POST /demo"].answers[0].body
    assert body is not None
    assert [m.value for m in body.members] == [Fresh(how=Freshly.SESSION)]


def test_the_rows_that_say_so_are_the_evidence(guest: App):
    evidence = provision(guest).evidence
    assert evidence.claim == "created during the login: 1 board, 2 cards, 2 users"
    assert (evidence.support, evidence.against) == (5, 1)
    assert evidence.exchanges[:2] == (1, 2)


def test_the_template_holds_the_rows_as_the_login_made_them(guest: App):
    assert [(c["id"], c["title"], c["position"]) for c in template(guest, "cards")] == [
        (21, "One", 1),
        (22, "Two", 2),
    ]
    assert [m["id"] for m in template(guest, "users")] == [8, 9]


def test_times_that_tell_of_the_login_are_moved(guest: App):
    moments = {copied.table: copied.moments for copied in provision(guest).tables}
    assert moments["cards"] == ("created_at", "updated_at")
    assert provision(guest).moment == "2023-11-14T22:13:21.300000+00:00"


def test_what_the_login_made_is_there_at_the_end_and_not_at_the_start(guest: App):
    made = {name: rows for name, rows in guest.dataset.rows.items() if name != "labels"}
    assert all(row.start is None for rows in made.values() for row in rows)
    assert {c["title"] for c in guest.end("cards")} == {"Changed", "Two", "Mine", "More"}


def test_rows_that_are_older_than_the_login_are_shared(guest: App):
    assert [label["name"] for label in guest.start("labels")] == ["red", "blue"]
    assert template(guest, "labels") == []


def test_natural_keys_of_copied_rows_are_not_declared_unique():
    third = '"users":[{"id":7,"email":"x@demo.test","board_id":4,"created_at":"@1.1"},'
    copied = demo(DEMO.replace('"users":[', third))
    shared = demo(DEMO.replace('"users":[', third).replace("@1.1", "@-500"))
    assert not copied.blueprint.table("users").column("email").unique
    assert shared.blueprint.table("users").column("email").unique


def test_lists_show_the_rows_of_the_callers_tenant(guest: App):
    body = listed(guest, "GET /cards")
    mine = Compare(
        left=Field(row=body.source.alias, column="board_id"), right=Caller(column="board_id")
    )
    assert body.source.where == (mine,)


def test_lists_that_show_what_all_share_are_not_confined(guest: App):
    body = listed(guest, "GET /labels")
    assert body.source.where == ()


def test_an_account_that_is_older_than_the_login_is_handed_out():
    app = demo(DEMO.replace("@1.1", "@-500"))
    assert hands_out_one_account(app)
    assert len(app.start("users")) == 2


def test_an_account_without_a_time_is_new_where_what_belongs_to_it_is():
    app = demo(DEMO.replace(',"created_at":"@1.1"', ""))
    assert [u["id"] for u in template(app, "users")] == [8, 9]


def test_a_login_with_credentials_makes_nothing():
    typed = '{"token":"<ann>"} <- {"email":"you@demo.test","password":"<pw ann>"}'
    assert hands_out_one_account(demo(DEMO.replace('{"token":"<ann>"}', typed)))


def test_two_logins_that_give_one_account_share_it():
    again = """
POST /demo 200 {"token":"<bob>"}
@bob GET /me 200 {"user":{"id":9,"email":"you@demo.test","board_id":4}}
"""
    assert hands_out_one_account(demo(DEMO + again))


def test_two_logins_that_give_different_accounts_make_them_without_any_times():
    app = demo("""
POST /demo 200 {"token":"<ann>"}
@ann GET /me 200 {"user":{"id":9,"name":"Guest"}}
@ann GET /notes 200 [{"id":31,"text":"Hello","user_id":9}]
POST /demo 200 {"token":"<bob>"}
@bob GET /me 200 {"user":{"id":10,"name":"Guest"}}
@bob GET /notes 200 [{"id":32,"text":"Hello","user_id":10}]
""")
    made = provision(app)
    assert (made.account, made.evidence.support) == ("9", 2)
    assert made.evidence.claim == "each anonymous login gave another account"
    assert [row.row["id"] for row in app.dataset.templates] == [9, 31]
    assert (app.start("users"), app.start("notes")) == ([], [])


def test_a_login_whose_answer_says_that_it_created_the_account_made_it():
    text = """
POST /demo 201 {"token":"<ann>","user":{"id":9,"name":"Guest"}}
@ann GET /me 200 {"user":{"id":9,"name":"Guest"}}
"""
    assert template(demo(text), "users") == [{"id": 9, "name": "Guest"}]
    shown = demo(text.replace("201", "200"))
    assert hands_out_one_account(shown)
    assert shown.start("users") == [{"id": 9, "name": "Guest"}]


def test_what_a_guest_says_of_themselves_is_not_copied():
    app = demo("""
POST /demo 200 {"token":"<ann>","user":{"id":9,"name":"Zoe","level":1}} <- {"name":"Zoe"}
@ann GET /me 200 {"user":{"id":9,"name":"Zoe","level":1}}
""")
    made, update, opened = app["POST /demo"].effects
    assert isinstance(made, Provision)
    assert isinstance(update, Update)
    assert isinstance(opened, OpenSession)
    assert [(a.column, a.value) for a in update.values] == [("name", Given(parameter="name"))]


def test_a_servers_clock_may_be_wrong():
    assert provision(demo(clock=7200.0)).account == "9"


def test_rows_that_another_call_may_have_made_are_not_copied():
    notes = '@ann GET /notes 200 [{"id":5,"text":"x","user_id":9}]\n'
    before = demo(DEMO.replace("@ann GET /labels", f"{notes}@ann GET /labels"))
    after = demo(
        DEMO.replace("@ann GET /labels", f"@ann POST /import 204\n{notes}@ann GET /labels")
    )
    assert [note["id"] for note in template(before, "notes")] == [5]
    assert template(after, "notes") == []
