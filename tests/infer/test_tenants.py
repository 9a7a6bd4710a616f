import pytest

from tests.infer.guests import DEMO, understood
from wirebase.blueprint.dataset import Dataset, Record
from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.expressions import Caller, Compare, Field, Fresh, Freshly, Rows
from wirebase.blueprint.operations import Login, OpenSession, Operation, Provision


def login(blueprint: Blueprint) -> Operation:
    return next(o for o in blueprint.operations if o.method == "POST" and o.path == "/demo")


def provision(blueprint: Blueprint) -> Provision:
    return next(e for e in login(blueprint).effects if isinstance(e, Provision))


def template(dataset: Dataset, table: str) -> list[Record]:
    return [row.row for row in dataset.templates if row.table == table]


@pytest.fixture(scope="module")
def demo() -> tuple[Blueprint, Dataset]:
    return understood(DEMO)


def test_a_login_whose_account_was_created_during_the_call_makes_one(demo):
    first, second = login(demo[0]).effects
    assert isinstance(first, Provision)
    assert first.account == "9"
    assert second == OpenSession(alias=first.alias)
    assert {copied.table for copied in first.tables} == {"users", "boards", "cards"}


def test_the_token_in_its_answer_is_that_of_the_session(demo):
    body = login(demo[0]).answers[0].body
    assert body is not None
    assert [m.value for m in body.users] == [Fresh(how=Freshly.SESSION)]


def test_the_rows_that_say_so_are_the_evidence(demo):
    evidence = provision(demo[0]).evidence
    assert evidence.claim == "created during the login: 1 board, 2 cards, 2 users"
    assert (evidence.support, evidence.against) == (5, 1)
    assert evidence.exchanges[:2] == (1, 2)


def test_the_template_holds_the_rows_as_the_login_made_them(demo):
    assert [(c["id"], c["title"], c["position"]) for c in template(demo[1], "cards")] == [
        (21, "One", 1),
        (22, "Two", 2),
    ]
    assert [m["id"] for m in template(demo[1], "users")] == [8, 9]


def test_times_that_tell_of_the_login_are_moved(demo):
    moments = {copied.table: copied.moments for copied in provision(demo[0]).tables}
    assert moments["cards"] == ("created_at", "updated_at")
    assert provision(demo[0]).moment == "2023-11-14T22:13:21.300000+00:00"


def test_what_the_login_made_is_there_at_the_end_and_not_at_the_start(demo):
    made = {name: rows for name, rows in demo[1].rows.items() if name != "labels"}
    assert all(row.start is None for rows in made.values() for row in rows)
    titles = [row.end["title"] for row in demo[1].rows["cards"] if row.end]
    assert titles == ["Changed", "Two", "Mine", "More"]


def test_rows_that_are_older_than_the_login_are_shared(demo):
    assert [row.start["name"] for row in demo[1].rows["labels"] if row.start] == ["red", "blue"]
    assert template(demo[1], "labels") == []


def test_natural_keys_of_copied_rows_are_not_declared_unique():
    more = DEMO.replace(
        '"users":[', '"users":[{"id":7,"email":"x@demo.test","board_id":4,"created_at":"@1.1"},'
    )
    blueprint, _ = understood(more)
    assert not blueprint.table("users").column("email").unique


def test_lists_show_the_rows_of_the_callers_tenant(demo):
    listing = next(o for o in demo[0].operations if o.method == "GET" and o.path == "/cards")
    body = listing.answers[0].body
    assert isinstance(body, Rows)
    mine = Compare(
        left=Field(row=body.source.alias, column="board_id"), right=Caller(column="board_id")
    )
    assert body.source.where == (mine,)


def test_lists_that_show_what_all_share_are_not_confined(demo):
    listing = next(o for o in demo[0].operations if o.path == "/labels")
    body = listing.answers[0].body
    assert isinstance(body, Rows)
    assert body.source.where == ()


def test_an_account_that_is_older_than_the_login_is_handed_out():
    blueprint, dataset = understood(DEMO.replace("@1.1", "@-500"))
    assert [type(effect) for effect in login(blueprint).effects] == [Login]
    assert dataset.templates == []
    assert any(row.start for row in dataset.rows["users"])


def test_an_account_without_a_time_is_new_where_what_belongs_to_it_is():
    blueprint, dataset = understood(DEMO.replace(',"created_at":"@1.1"', ""))
    assert isinstance(login(blueprint).effects[0], Provision)
    assert [m["id"] for m in template(dataset, "users")] == [8, 9]


def test_a_login_with_credentials_makes_nothing():
    typed = ' <- {"email":"you@demo.test","password":"wb_password_' + "0" * 32 + '"}'
    text = DEMO.replace('{"token":"ann"}', '{"token":"ann"}' + typed)
    blueprint, dataset = understood(text)
    assert [type(effect) for effect in login(blueprint).effects] == [Login]
    assert dataset.templates == []


def test_two_logins_that_give_one_account_share_it():
    again = 'POST /demo 200 {"token":"bob"}\nbob GET /me 200 {"user":{"id":9,"email":"you@demo.test","board_id":4}}\n'
    blueprint, dataset = understood(DEMO + again)
    assert [type(effect) for effect in login(blueprint).effects] == [Login]
    assert dataset.templates == []


def test_two_logins_that_give_different_accounts_make_them_without_any_times():
    text = """
POST /demo 200 {"token":"ann"}
ann GET /me 200 {"user":{"id":9,"name":"Guest"}}
ann GET /notes 200 [{"id":31,"text":"Hello","user_id":9}]
POST /demo 200 {"token":"bob"}
bob GET /me 200 {"user":{"id":10,"name":"Guest"}}
bob GET /notes 200 [{"id":32,"text":"Hello","user_id":10}]
"""
    blueprint, dataset = understood(text)
    made = provision(blueprint)
    assert (made.account, made.evidence.support) == ("9", 2)
    assert made.evidence.claim == "each anonymous login gave another account"
    assert [row.row["id"] for row in dataset.templates] == [9, 31]
    assert all(row.start is None for rows in dataset.rows.values() for row in rows)


def test_a_servers_clock_may_be_wrong():
    blueprint, _ = understood(DEMO, clock=7200.0)
    assert isinstance(login(blueprint).effects[0], Provision)


def test_rows_that_another_call_may_have_made_are_not_copied():
    text = DEMO.replace("ann GET /me", "ann POST /import 204\nann GET /me").replace(
        "ann GET /labels", 'ann GET /notes 200 [{"id":5,"text":"x","user_id":9}]\nann GET /labels'
    )
    _, dataset = understood(text)
    assert template(dataset, "notes") == []
    assert template(dataset, "cards")
