"""Rows that stand alone and are the caller's, and accounts that registrations made."""

from __future__ import annotations

from tests.infer.apps import App, app, compact, secret
from wirebase.blueprint.expressions import Expression, Given, Object, Row
from wirebase.blueprint.operations import Insert, SetCredentials
from wirebase.exchange import Json

QUERIES = {
    "join": "mutation join($i: I) { join(input: $i) { success } }",
    "login": "mutation login($l: S, $p: S) { login(login: $l, password: $p) { __typename id handle } }",
    "change": "mutation change($o: S, $n: S) { changePassword(old: $o, new: $n) { __typename done } }",
    "out": "mutation out { logout { success } }",
    "me": "query me { activeCustomer { id name user { id verified } } }",
    "cart": "query cart { activeCart { id active total owner { id name } } }",
    "book": "query book($slug: String, $id: ID) { book(slug: $slug, id: $id) { id slug title } }",
    "books": "query books { books { items { id slug title } totalItems } }",
}


def line(name: str, data: Json, variables: Json = None, *, who: str = "", more: str = "") -> str:
    """A request of that name and what it answers."""
    asked = {"operationName": name, "query": QUERIES[name], "variables": variables or {}}
    carried = f"@sid={who} " if who else ""
    return f"{carried}POST /graphql 200 {compact({'data': data})}{more} <- {compact(asked)}"


def joined(who: str) -> str:
    sent = {"emailAddress": f"{who}@a.example", "name": who.title(), "password": f"<pw {who}>"}
    return line("join", {"join": {"success": True}}, {"i": sent})


def logged_in(who: str, user: str) -> str:
    typed = {"l": f"{who}@a.example", "p": f"<pw {who}>"}
    shown = {"login": {"__typename": "User", "id": user, "handle": f"{who}@a.example"}}
    return line("login", shown, typed, more=f" +set-cookie: sid=<{who}>; Path=/")


def me(who: str, key: str, user: str) -> str:
    own = {"id": key, "name": who.title(), "user": {"id": user, "verified": True}}
    return line("me", {"activeCustomer": own}, who=who)


def cart(who: str, customer: str, key: str, *, active: bool = True) -> str:
    owner = {"id": customer, "name": who.title()}
    shown = {"id": key, "active": active, "total": int(key) * 100, "owner": owner}
    return line("cart", {"activeCart": shown if active else None}, who=who)


def changed(who: str, old: str, *, done: bool) -> str:
    given = {"o": old, "n": f"<pw {who}2>"}
    kind = "Success" if done else "InvalidCredentialsError"
    return line("change", {"changePassword": {"__typename": kind, "done": done}}, given, who=who)


BOOKS: list[Json] = [{"id": str(i), "slug": f"book-{i}", "title": f"Book {i}"} for i in range(1, 5)]
SHOP = "\n".join(
    [
        joined("ann"),
        joined("bob"),
        logged_in("ann", "22"),
        me("ann", "11", "22"),
        cart("ann", "11", "3"),
        changed("ann", "<pw wrong>", done=False),
        changed("ann", "<pw ann>", done=True),
        logged_in("bob", "23"),
        me("bob", "12", "23"),
        cart("bob", "12", "4"),
        line("out", {"logout": {"success": True}}, who="bob"),
        line("books", {"books": {"items": BOOKS, "totalItems": 4}}),
        line("book", {"book": BOOKS[1]}, {"slug": "book-2"}),
        line("book", {"book": BOOKS[2]}, {"slug": "book-3"}),
        line("book", {"book": BOOKS[3]}, {"id": "4"}),
        line("book", {"book": None}, {"slug": "nothing"}),
    ]
)


def rows(node: Expression | None) -> list[Row]:
    """The rows that an answer shows, alone or in envelopes."""
    if isinstance(node, Row):
        return [node]
    return [r for m in node.members for r in rows(m.value)] if isinstance(node, Object) else []


def where(found: App, name: str) -> str:
    """How the operation of that name tells the one row that it shows."""
    made = next(o for o in found.blueprint.operations if o.match[0].value == name)
    (row,) = [r for answer in made.answers for r in rows(answer.body)]
    return "".join(c.model_dump_json(exclude_defaults=True) for c in row.source.where)


def test_a_row_of_the_callers_row_is_the_callers():
    told = where(app(SHOP), "cart")
    assert '"table":"customers"' in told
    assert '"column":"owner_id"' in told
    assert '"column":"user_id"},"right":{"column":"id"}' in told


def test_a_row_is_named_by_one_of_several_arguments():
    told = where(app(SHOP), "book")
    assert '"column":"slug"' in told
    assert '"column":"id"' in told


def test_who_logs_in_later_is_the_account_that_a_registration_made():
    found = app(SHOP)
    assert found.start("users") == []
    assert found.start("customers") == []
    made = next(o for o in found.blueprint.operations if o.match[0].value == "join")
    inserts = [e for e in made.effects if isinstance(e, Insert)]
    assert [e.table for e in inserts] == ["users", "customers"]
    handle = next(v for v in inserts[0].values if v.column == "handle")
    assert isinstance(handle.value, Given)
    assert any(isinstance(e, SetCredentials) for e in made.effects)


def test_the_old_password_is_asked_for_where_a_wrong_one_was_refused():
    found = app(SHOP)
    made = next(o for o in found.blueprint.operations if o.match[0].value == "change")
    assert [e.effect for e in made.effects] == ["login", "find", "set_credentials"]
    passwords = [(c.password, c.start, c.end) for c in found.dataset.credentials]
    assert (secret("ann2", "password"), False, True) in passwords
    assert secret("wrong", "password") not in {password for password, _, _ in passwords}
