"""Rows that a row holds, which requests add, change and take out."""

from __future__ import annotations

from tests.infer.apps import app, compact
from tests.infer.test_callers import QUERIES as OTHERS
from tests.infer.test_callers import joined, logged_in
from wirebase.blueprint.operations import Delete, Find, ForEach, Insert, Update
from wirebase.exchange import Json

CART = "{ __typename id active count owner { id name } lines { id quantity book { id title } } }"
QUERIES = OTHERS | {
    "books": "query books { books { items { id title } totalItems } }",
    "cart": f"query cart {{ activeCart {CART} }}",
    "put": f"mutation put($b: ID, $n: Int) {{ addItemToCart(bookId: $b, quantity: $n) {CART} }}",
    "set": f"mutation set($l: ID, $n: Int) {{ setCartLine(lineId: $l, quantity: $n) {CART} }}",
    "drop": f"mutation drop($l: ID) {{ removeCartLine(lineId: $l) {CART} }}",
    "code": "mutation code($c: S) { applyCouponCode(couponCode: $c) { __typename id count } }",
    "codes": "query codes { codes { items { id couponCode enabled } totalItems } }",
    "close": f"mutation close {{ closeCart {CART} }}",
    "me": "query me { activeCustomer { id name email user { id verified } } }",
    "name": "mutation name($n: String) { renameCustomer(name: $n) { id name email } }",
}
FIELDS = {"put": "addItemToCart", "set": "setCartLine", "drop": "removeCartLine"}
FIELDS |= {"cart": "activeCart", "close": "closeCart"}
NAMES = {"11": ("ann", "Ann"), "12": ("bob", "Bob")}
TITLES = {str(i): f"Book {i}" for i in range(1, 8)}


def asked(name: str, data: Json, variables: Json = None, *, who: str = "") -> str:
    body = {"operationName": name, "query": QUERIES[name], "variables": variables or {}}
    carried = f"@sid={who} " if who else ""
    return f"{carried}POST /graphql 200 {compact({'data': data})} <- {compact(body)}"


def shown(
    name: str, customer: str, cart: str, lines: str, variables: Json = None, *, active: bool = True
) -> str:
    """What a request answers: the cart with such lines, each `key:book:quantity`."""
    told = [part.split(":") for part in lines.split()]
    held: list[Json] = [
        {"id": key, "quantity": int(n), "book": {"id": book, "title": TITLES[book]}}
        for key, book, n in told
    ]
    who, called = NAMES[customer]
    value: Json = {
        "__typename": "Cart",
        "id": cart,
        "active": active,
        "count": sum(int(n) for _, _, n in told),
        "owner": {"id": customer, "name": called},
        "lines": held,
    }
    return asked(name, {FIELDS[name]: value}, variables, who=who)


def code(text: str, who: str, cart: str = "") -> str:
    """What a code is answered: the cart where it is good."""
    good: Json = {"__typename": "Cart", "id": cart, "count": 6}
    bad: Json = {"__typename": "CouponError", "id": None, "count": None}
    return asked("code", {"applyCouponCode": good if cart else bad}, {"c": text}, who=who)


CODES: list[Json] = [
    {"id": str(i), "couponCode": text, "enabled": text != "SPRING"}
    for i, text in enumerate(["AUTUMN", "SPRING", "WINTER"], 1)
]


def known_as(who: str, key: str, user: str) -> str:
    email, held = f"{who}@a.example", {"id": user, "verified": True}
    own: Json = {"id": key, "name": who.title(), "email": email, "user": held}
    return asked("me", {"activeCustomer": own}, who=who)


SHOP = "\n".join(
    [
        asked(
            "books",
            {
                "books": {
                    "items": [{"id": i, "title": t} for i, t in TITLES.items()],
                    "totalItems": 7,
                }
            },
        ),
        joined("ann"),
        joined("bob"),
        logged_in("ann", "22"),
        known_as("ann", "11", "22"),
        asked("cart", {"activeCart": None}, who="ann"),
        shown("put", "11", "1", "1:3:1", {"b": "3", "n": 1}),
        shown("put", "11", "1", "1:3:1 2:5:2", {"b": "5", "n": 2}),
        shown("put", "11", "1", "1:3:4 2:5:2", {"b": "3", "n": 3}),
        shown("cart", "11", "1", "1:3:4 2:5:2"),
        shown("set", "11", "1", "1:3:4 2:5:6", {"l": "2", "n": 6}),
        shown("drop", "11", "1", "2:5:6", {"l": "1"}),
        asked("codes", {"codes": {"items": CODES, "totalItems": 3}}),
        code("NOTHING", "ann"),
        code("AUTUMN", "ann", "1"),
        code("SPRING", "ann"),
        shown("close", "11", "1", "2:5:6", active=False),
        asked("cart", {"activeCart": None}, who="ann"),
        logged_in("bob", "23"),
        known_as("bob", "12", "23"),
        shown("put", "12", "2", "3:4:2", {"b": "4", "n": 2}),
        shown("cart", "12", "2", "3:4:2"),
        asked(
            "name",
            {"renameCustomer": {"id": "12", "name": "Bobby", "email": "bob@a.example"}},
            {"n": "Bobby"},
            who="bob",
        ),
    ]
)


def effects(name: str) -> list[object]:
    found = app(SHOP)
    return [
        effect
        for made in found.blueprint.operations
        if made.match[0].value == name
        for effect in made.effects
    ]


def test_what_is_added_makes_a_line_or_more_of_one_and_a_cart_where_there_is_none():
    made = effects("put")
    assert [(e.table, e.alias) for e in made if isinstance(e, Insert)] == [
        ("carts", "row"),
        ("lines", "item"),
    ]
    assert [(e.table, e.alias) for e in made if isinstance(e, Update)] == [
        ("lines", "item"),
        ("carts", "row"),
    ]


def test_a_line_that_is_named_is_changed_or_taken_out():
    assert ["quantity"] in [
        [v.column for v in e.values] for e in effects("set") if isinstance(e, Update)
    ]
    assert [e.source.table for e in effects("drop") if isinstance(e, Delete)] == ["lines"]


def test_what_the_answers_show_of_the_caller_is_changed():
    finds = [e for e in effects("name") if isinstance(e, Find)]
    assert [e.source.table for e in finds] == ["customers"]
    assert [v.column for e in effects("name") if isinstance(e, Update) for v in e.values] == [
        "name"
    ]


def test_a_name_that_no_row_has_is_refused_and_one_that_is_not_enabled():
    (made,) = (o for o in app(SHOP).blueprint.operations if o.match[0].value == "code")
    told = [f.evidence.claim for f in made.failures if f.when is not None]
    assert told == ["answered 200 where no row of codes has that coupon_code and is enabled"]


def test_rows_that_a_request_makes_or_takes_out_come_and_go_with_it():
    found = app(SHOP)
    assert found.start("carts") == found.start("lines") == []
    assert [row["id"] for row in found.end("lines")] == ["2", "3"]


GROUPS = {
    "people": "query people { people { items { id name groups { id title } } totalItems } }",
    "groups": "query groups { groups { items { id title people { id name } } totalItems } }",
    "join": "mutation join($g: ID, $p: [ID]) { addPeopleToGroup(groupId: $g, personIds: $p) GROUP }",
    "leave": "mutation leave($g: ID, $p: [ID]) { removePeopleFromGroup(groupId: $g, personIds: $p) GROUP }",
    "found": "mutation found($i: [I]) { createGroups(input: $i) { id title } }",
}
PEOPLE = {"1": "Ann", "2": "Bob", "3": "Cid", "4": "Dan"}


def group(key: str, title: str, *people: str) -> Json:
    members: list[Json] = [{"id": p, "name": PEOPLE[p]} for p in people]
    return {"id": key, "title": title, "people": members}


def said(name: str, data: Json, variables: Json = None) -> str:
    text = GROUPS[name].replace("GROUP", "{ id title people { id name } }")
    body = {"operationName": name, "query": text, "variables": variables or {}}
    return f"POST /graphql 200 {compact({'data': data})} <- {compact(body)}"


def club() -> str:
    titles: list[Json] = [{"id": "7", "title": "Chess"}, {"id": "8", "title": "Choir"}]
    sent: list[Json] = [
        {"translations": [{"title": "Chess"}]},
        {"translations": [{"title": "Choir"}]},
    ]
    mine: list[Json] = [
        {"id": p, "name": n, "groups": [{"id": "7", "title": "Chess"}] if p in "24" else []}
        for p, n in PEOPLE.items()
    ]
    return "\n".join(
        [
            said("groups", {"groups": {"items": [group("5", "Band", "1", "3")], "totalItems": 1}}),
            said("found", {"createGroups": titles}, {"i": sent}),
            said(
                "join",
                {"addPeopleToGroup": group("7", "Chess", "1", "2")},
                {"g": "7", "p": ["1", "2"]},
            ),
            said(
                "join",
                {"addPeopleToGroup": group("7", "Chess", "1", "2", "4")},
                {"g": "7", "p": ["4"]},
            ),
            said(
                "leave",
                {"removePeopleFromGroup": group("7", "Chess", "2", "4")},
                {"g": "7", "p": ["1"]},
            ),
            said("people", {"people": {"items": mine, "totalItems": 4}}),
        ]
    )


def test_rows_that_list_each_other_are_linked():
    tables = {t.name: {c.name for c in t.columns} for t in app(club()).blueprint.tables}
    assert tables["groups"] == {"id", "title"}
    assert tables["people"] == {"id", "name"}
    assert {"group_id", "person_id"} in tables.values()


def test_each_item_of_a_list_that_a_field_is_given_makes_a_row():
    found = app(club())
    made = next(o for o in found.blueprint.operations if o.match[0].value == "found")
    (each,) = made.effects
    assert isinstance(each, ForEach)
    assert [e.table for e in each.effects if isinstance(e, Insert)] == ["groups"]


def test_what_is_added_to_a_list_of_links_leaves_the_others():
    found = app(club())
    join, leave = (
        [e for o in found.blueprint.operations if o.match[0].value == name for e in o.effects]
        for name in ("join", "leave")
    )
    assert any(isinstance(e, ForEach) for e in join)
    assert any(isinstance(e, Delete) for e in leave)


def test_what_an_update_sets_in_a_row_that_its_answer_does_not_show_is_seen_next():
    def book(key: int, name: str) -> str:
        words: list[Json] = [
            {"id": 10 * key + 1, "lang": "en", "name": name},
            {"id": 10 * key + 2, "lang": "de", "name": f"{name}e"},
        ]
        return f"GET /books/{key} 200 {compact({'id': key, 'pages': 7, 'words': words})}"

    found = app(
        book(1, "Oak"),
        book(2, "Elm"),
        """PATCH /books/1 200 {"id":1,"pages":8} <-
           {"pages":8,"words":[{"lang":"en","name":"Ash"},{"lang":"de","name":"Ashe"}]}""",
        book(1, "Ash"),
    )
    (each,) = [e for e in found["PATCH /books/{book_id}"].effects if isinstance(e, ForEach)]
    changed = [v.column for e in each.effects if isinstance(e, Update) for v in e.values]
    assert changed == ["name"]
