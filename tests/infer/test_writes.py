"""What requests change."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import answer, effects
from wirebase.blueprint.operations import Operation, Place, Verb

PEOPLE = """
    @ann GET /users/me 200 {"id":1,"name":"Ann","email":"ann@x.org"}
    @bob GET /users/me 200 {"id":2,"name":"Bob","email":"bob@x.org"}
"""
BOOKS = """
    GET /books 200 [{"id":11,"title":"Emma","state":"open","pages":400},
        {"id":12,"title":"Dune","state":"sold","pages":700}]
    GET /books/11 200 {"id":11,"title":"Emma","state":"open","pages":400}
"""


def changed(*lines: str) -> Operation:
    """The operation of the last line, after reads of books."""
    found = app(BOOKS, *lines)
    last = found.calls[-1].route
    return found[f"{last.method} {last.path}"]


def test_a_post_sets_columns_from_the_body():
    made = changed(
        (
            'POST /books 201 {"id":13,"title":"Waves","state":"new","pages":90} '
            '<- {"title":"Waves","state":"new","pages":90}'
        ),
        (
            'POST /books 201 {"id":14,"title":"Ada","state":"old","pages":80} '
            '<- {"title":"Ada","state":"old","pages":80}'
        ),
    )
    assert (made.verb, made.table) == (Verb.CREATE, "books")
    assert effects(made) == ["insert books row: title = :title, state = :state, pages = :pages"]
    assert made.answers[0].status == 201
    assert answer(made) == "{id: row.id, title: row.title, state: row.state, pages: row.pages}"


def test_parameters_of_the_body_say_where_they_stand_and_what_they_set():
    made = changed('POST /books 201 {"id":13,"title":"W","state":"a","pages":9} <- {"pages":9}')
    parameter = made.parameter("pages")
    assert (parameter.place, parameter.key, parameter.type.value) == (
        Place.BODY,
        "/pages",
        "integer",
    )
    assert parameter.required
    assert parameter.meaning == "sets pages"


def test_an_envelope_named_as_the_row_is_opened():
    made = changed(
        'POST /books 201 {"book":{"id":13,"title":"Waves","state":"a","pages":9}} '
        '<- {"book":{"title":"Waves"}}'
    )
    assert made.parameter("title").key == "/book/title"


def test_a_field_that_is_not_always_given_has_a_fallback():
    made = changed(
        (
            'POST /books 201 {"id":13,"title":"Waves","state":"sold","pages":90} '
            '<- {"title":"Waves","state":"sold","pages":90}'
        ),
        (
            'POST /books 201 {"id":14,"title":"Ada","state":"open","pages":80} '
            '<- {"title":"Ada","pages":80}'
        ),
    )
    assert effects(made) == [
        (
            'insert books row: title = :title, state = :state if given :state else "open", '
            "pages = :pages"
        )
    ]


def test_a_path_gives_the_parent_and_the_caller_the_owner():
    found = app(
        PEOPLE,
        BOOKS,
        'GET /books/11/reviews 200 [{"id":1,"book_id":11,"user_id":2,"text":"aa"}]',
        (
            '@ann POST /books/11/reviews 201 {"id":2,"book_id":11,"user_id":1,"text":"bb"} '
            '<- {"text":"bb"}'
        ),
        (
            '@bob POST /books/12/reviews 201 {"id":3,"book_id":12,"user_id":2,"text":"cc"} '
            '<- {"text":"cc"}'
        ),
    )
    made = found["POST /books/{book_id}/reviews"]
    assert effects(made) == [
        "find books book_of_path where book_of_path.id = :book_id",
        "insert reviews row: text = :text, book_id = book_of_path.id, user_id = caller.id",
    ]
    assert made.parameter("book_id").meaning == "sets book_id"


def test_an_embedded_row_is_sent_as_its_key_or_whole():
    shown = """
        GET /authors 200 [{"id":1,"name":"Jane"},{"id":2,"name":"Frank"}]
        GET /books 200 [{"id":11,"title":"Emma","author":{"id":1,"name":"Jane"}},
            {"id":12,"title":"Dune","author":{"id":2,"name":"Frank"}}]
    """
    made = 'POST /books 201 {"id":13,"title":"Lore","author":{"id":1,"name":"Jane"}} <- '
    by_key = app(shown, made + '{"title":"Lore","author":1}')["POST /books"]
    by_id = app(shown, made + '{"title":"Lore","author_id":1}')["POST /books"]
    whole = app(shown, made + '{"title":"Lore","author":{"id":1}}')["POST /books"]
    assert effects(by_key) == ["insert books row: title = :title, author_id = :author"]
    assert effects(by_id) == ["insert books row: title = :title, author_id = :author_id"]
    assert effects(whole) == effects(by_key)
    assert whole.parameter("author").key == "/author/id"


TAGGED = """
    GET /tags 200 [{"id":1,"name":"sea"},{"id":2,"name":"war"},{"id":3,"name":"odd"}]
    GET /books 200 [{"id":11,"title":"Emma","tags":[{"id":2,"name":"war"}]},
        {"id":12,"title":"Dune","tags":[{"id":1,"name":"sea"},{"id":2,"name":"war"}]}]
"""
MADE = 'POST /books 201 {"id":13,"title":"Lore","tags":[{"id":3,"name":"odd"}]} <- '


def test_a_list_of_keys_sets_links():
    for field, parameter in (("tags", "tags"), ("tag_ids", "tag_ids"), ("tagIds", "tag_ids")):
        made = app(TAGGED, MADE + f'{{"title":"Lore","{field}":[3]}}')["POST /books"]
        assert effects(made) == [
            "insert books row: title = :title",
            f"link book_tags: book_id = row.id, tag_id in :{parameter}",
        ]


def test_a_list_of_rows_sets_links_by_their_keys():
    made = app(TAGGED, MADE + '{"title":"Lore","tags":[{"id":3,"name":"odd"}]}')["POST /books"]
    assert "link book_tags: book_id = row.id, tag_id in :tags/id" in effects(made)


def test_a_field_that_the_row_never_comes_to_hold_sets_nothing():
    made = changed(
        'POST /books/11/labels 201 {"state":"blue"} <- {"state":"blue"}',
        'GET /books/11 200 {"id":11,"title":"Emma","state":"open","pages":400}',
        'POST /books/11/labels 201 {"state":"red"} <- {"state":"red"}',
        'GET /books/11 200 {"id":11,"title":"Emma","state":"open","pages":400}',
        'POST /books/11/labels 201 {"state":"red"} <- {"state":"red"}',
    )
    assert not any(effect.startswith("update") for effect in effects(made))


def test_a_field_that_the_next_look_shows_otherwise_is_set_to_that():
    made = changed(
        'PUT /books/11 204 <- {"title":"Emma!","state":"sold","pages":9}',
        'GET /books/11 200 {"id":11,"title":"Emma!","state":"sold","pages":0}',
        'PUT /books/11 204 <- {"title":"Emma?","state":"open","pages":7}',
    )
    assert effects(made)[-1] == "update row: title =? :title, state =? :state, pages = 0"


def test_a_patch_sets_only_what_is_given():
    made = changed(
        (
            'PATCH /books/11 200 {"id":11,"title":"Emma!","state":"open","pages":400} '
            '<- {"title":"Emma!"}'
        ),
        (
            'PATCH /books/12 200 {"id":12,"title":"Dune","state":"open","pages":700} '
            '<- {"state":"open"}'
        ),
    )
    assert (made.verb, made.table) == (Verb.UPDATE, "books")
    assert effects(made) == [
        "find books row where row.id = :book_id",
        "update row: title =? :title, state =? :state",
    ]
    assert not made.parameter("title").required


def test_a_put_replaces_and_leaves_the_key_alone():
    made = changed(
        'PUT /books/11 200 {"id":11,"title":"Emma!","state":"open","pages":1} '
        '<- {"id":11,"title":"Emma!","state":"open","pages":1}'
    )
    assert made.verb is Verb.REPLACE
    assert effects(made) == [
        "find books row where row.id = :book_id",
        "update row: title =? :title, state =? :state, pages =? :pages",
    ]


def test_a_delete_removes_the_row_of_the_path():
    made = changed("DELETE /books/11 204")
    assert (made.verb, made.table, made.answers[0].status) == (Verb.DELETE, "books", 204)
    assert effects(made) == [
        "find books row where row.id = :book_id",
        "delete books gone where gone.id = row.id",
    ]


def test_an_action_sets_what_every_call_leaves():
    found = app("""
        GET /books 200 [{"id":11,"title":"Emma","sold":false},{"id":12,"title":"Dune","sold":false}]
        POST /books/11/sell 200 {"id":11,"title":"Emma","sold":true}
        POST /books/12/sell 200 {"id":12,"title":"Dune","sold":true}
    """)
    made = found["POST /books/{book_id}/sell"]
    assert made.verb is Verb.ACTION
    assert effects(made) == ["find books row where row.id = :book_id", "update row: sold = true"]


def test_what_an_action_leaves_as_it_was_is_not_set():
    made = changed('POST /books/12/bump 200 {"id":12,"title":"Dune","state":"sold","pages":700}')
    assert effects(made) == ["find books row where row.id = :book_id"]


def test_the_callers_own_row_is_found_by_who_asks():
    found = app(
        PEOPLE,
        '@ann PATCH /users/me 200 {"id":1,"name":"Anna","email":"ann@x.org"} <- {"name":"Anna"}',
        '@bob PATCH /users/me 200 {"id":2,"name":"Rob","email":"bob@x.org"} <- {"name":"Rob"}',
    )
    assert effects(found["PATCH /users/me"]) == [
        "find users row where row.id = caller.id",
        "update row: name =? :name",
    ]


def test_a_row_that_the_callers_refers_to_is_found_by_who_asks():
    found = app("""
        @ann GET /users/me 200 {"id":1,"name":"Ann","team_id":5}
        @bob GET /users/me 200 {"id":2,"name":"Bob","team_id":6}
        GET /teams 200 [{"id":5,"label":"red","city":"Oslo"},{"id":6,"label":"blue","city":"Rome"}]
        @ann PUT /team 200 {"id":5,"label":"pink","city":"Oslo"} <- {"label":"pink"}
        @bob PUT /team 200 {"id":6,"label":"navy","city":"Rome"} <- {"label":"navy"}
    """)
    assert effects(found["PUT /team"]) == [
        "find teams row where row.id = caller.team_id",
        "update row: label =? :label",
    ]


COUNTED = """
    GET /books 200 [{"id":11,"title":"Emma","reviews_count":9},
        {"id":12,"title":"Dune","reviews_count":1}]
    GET /reviews 200 [{"id":1,"book_id":11,"text":"aa"},{"id":2,"book_id":12,"text":"bb"}]
    POST /reviews 201 {"id":3,"book_id":12,"text":"cc"} <- {"book_id":12,"text":"cc"}
    GET /books/12 200 {"id":12,"title":"Dune","reviews_count":2}
    DELETE /reviews/3 204
"""


def test_a_new_row_moves_the_count_of_what_it_refers_to():
    assert effects(app(COUNTED)["POST /reviews"]) == [
        "insert reviews row: book_id = :book_id, text = :text",
        "find? derived_books book_counting where book_counting.id = row.book_id",
        "update book_counting: reviews_count = book_counting.reviews_count + 1",
    ]


def test_a_deleted_row_moves_it_back():
    assert effects(app(COUNTED)["DELETE /reviews/{review_id}"]) == [
        "find reviews row where row.id = :review_id",
        "find? derived_books book_counting where book_counting.id = row.book_id",
        "update book_counting: reviews_count = book_counting.reviews_count + -1",
        "delete reviews gone where gone.id = row.id",
    ]


def test_what_is_gone_may_be_deleted_again_where_that_was_seen():
    made = changed("DELETE /books/11 204", "DELETE /books/11 204")
    assert effects(made)[0] == "find? books row where row.id = :book_id"
    once = changed("DELETE /books/11 204", "DELETE /books/12 204")
    assert effects(once)[0] == "find books row where row.id = :book_id"


def test_a_number_that_is_sent_is_no_copy_of_the_key():
    made = changed(
        'POST /books 201 {"id":13,"title":"Waves","state":"new","pages":13} <- {"title":"Waves","pages":13}',
        'POST /books 201 {"id":14,"title":"Ada","state":"new","pages":14} <- {"title":"Ada","pages":14}',
    )
    (insert,) = effects(made)
    assert "pages = :pages" in insert


COMMENTS = """
    GET /tasks 200 [{"id":1,"title":"Sow"},{"id":2,"title":"Reap"}]
    POST /tasks/1/comments 201 {"id":1,"task_id":1,"text":"a"} <- {"text":"a"}
    POST /tasks/2/comments 201 {"id":2,"task_id":2,"text":"b"} <- {"text":"b"}
    GET /tasks/2/comments 200 [{"id":2,"task_id":2,"text":"b"}]
"""


def test_a_new_row_may_have_the_number_of_the_one_before_it_in_the_path():
    found = app(COMMENTS)
    assert (found.start("comments"), len(found.end("comments"))) == ([], 2)
    assert effects(found["POST /tasks/{task_id}/comments"]) == [
        "find tasks task_of_path where task_of_path.id = :task_id",
        "insert comments row: text = :text, task_id = task_of_path.id",
    ]


CARDS = """
    GET /users 200 [{"id":1,"name":"Ann"},{"id":2,"name":"Bob"},{"id":3,"name":"Cy"}]
    GET /cards/31 200 {"id":31,"text":"a","assignees":[{"id":1,"name":"Ann"}]}
    GET /cards/32 200 {"id":32,"text":"b","assignees":[{"id":1,"name":"Ann"},{"id":2,"name":"Bob"}]}
    PUT /cards/31/assignees 200 {"id":31,"text":"a","assignees":[{"id":2,"name":"Bob"},{"id":3,"name":"Cy"}]}
        <- {"user_ids":[2,3]}
    PUT /cards/32/assignees 200 {"id":32,"text":"b","assignees":[]} <- {"user_ids":[]}
"""
ASSIGNED = "link card_users: card_id = row.id, user_id in :user_ids"


def test_keys_that_a_request_gives_under_another_name_than_answers_do_are_the_links():
    assert ASSIGNED in effects(app(CARDS)["PUT /cards/{card_id}/assignees"])


def test_keys_that_answers_do_not_show_then_are_no_links():
    other = CARDS.replace('"user_ids":[2,3]', '"user_ids":[1,3]')
    assert ASSIGNED not in effects(app(other)["PUT /cards/{card_id}/assignees"])


CART = """
    GET /products 200 [{"id":51,"name":"cup"},{"id":52,"name":"pot"}]
    GET /products/51 200 {"id":51,"name":"cup"}
    GET /cart 200 {"items":[{"product_id":51,"quantity":2},{"product_id":52,"quantity":1}]}
    DELETE /cart/items/51 204
"""


def test_a_row_that_is_seen_again_was_only_taken_out_of_something():
    found = app(CART, 'GET /products/51 200 {"id":51,"name":"cup"}')
    told = effects(found["DELETE /cart/items/{product_id}"])
    assert not any(effect.startswith("delete products") for effect in told)
    assert [row["id"] for row in found.end("products")] == [51, 52]


def test_a_row_that_is_seen_where_it_was_deleted_is_deleted_even_so():
    again = 'GET /products/51 200 {"id":51,"name":"cup"}'
    found = app(CART.replace("/cart/items", "/products"), again)
    told = effects(found["DELETE /products/{product_id}"])
    assert told[-1] == "delete products gone where gone.id = row.id"
