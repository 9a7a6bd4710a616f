"""What fields, lists and paths say that rows have to do with each other."""

from __future__ import annotations

from tests.infer.apps import App, app
from wirebase.blueprint.tables import Kind, OnDelete

OPTIONS = """
    GET /option-groups 200 [{"id":81,"name":"size"},{"id":82,"name":"colour"}]
    GET /variants 200 [
        {"id":1,"sku":"s-1","options":[{"id":61,"name":"L","option_group_id":81}]},
        {"id":2,"sku":"s-2","options":[{"id":62,"name":"M","option_group_id":81}]}]
"""


def links(found: App) -> set[str]:
    return {table.name for table in found.blueprint.tables if table.kind is Kind.LINK}


def references(found: App, table: str) -> set[tuple[str, str, bool]]:
    """(column, table, whether it is declared) of the foreign keys of a table."""
    keys = found.blueprint.table(table).foreign_keys
    return {(key.columns[0], key.table, key.enforced) for key in keys}


def test_parts_of_one_whole_are_only_linked_with_what_else_lists_them():
    found = app(OPTIONS)
    assert links(found) == {"variant_options"}
    assert references(found, "options") == {("option_group_id", "option_groups", True)}


def test_parts_of_nothing_else_belong_to_the_row_that_lists_them():
    found = app(OPTIONS.replace(',"option_group_id":81', ""))
    assert not links(found)
    assert references(found, "options") == {("variant_id", "variants", True)}


def test_a_list_of_keys_of_the_same_kind_links_rows_with_each_other():
    found = app("""
        GET /flags 200 [{"name":"dark-mode","on":true,"children":["new-menu"]},
            {"name":"new-menu","on":true,"children":[]},{"name":"old-menu","on":false,"children":[]}]
        GET /flags/dark-mode 200 {"name":"dark-mode","on":true,"children":["new-menu"]}
        GET /flags/new-menu 200 {"name":"new-menu","on":true,"children":[]}
    """)
    assert links(found) == {"flag_children"}
    assert {table for _, table, _ in references(found, "flag_children")} == {"flags"}


def test_links_that_the_app_shows_as_rows_are_their_table_even_if_half_of_them_were_seen():
    found = app("""
        GET /users 200 [{"id":71,"name":"Ann"},{"id":72,"name":"Bob"}]
        GET /teams 200 [{"id":1,"name":"red","users":[71,72]},{"id":2,"name":"blue","users":[71,72]}]
        GET /memberships 200 [{"id":31,"team_id":1,"user_id":71,"role":"lead"},
            {"id":32,"team_id":2,"user_id":72,"role":"guest"}]
    """)
    assert not links(found)


def test_notes_of_what_happened_outlive_what_they_are_about():
    lines = """
        GET /users 200 [{"id":71,"name":"Ann"},{"id":72,"name":"Bob"}]
        GET /THINGS 200 [{"id":1,"action":"login","user_id":71,"at":"2026-01-01T00:00:00Z"},
            {"id":2,"action":"logout","user_id":71,"at":"2026-01-01T00:01:00Z"}]
    """
    assert references(app(lines.replace("THINGS", "events")), "events") == {
        ("user_id", "users", False)
    }
    assert references(app(lines.replace("THINGS", "visits")), "visits") == {
        ("user_id", "users", True)
    }


def test_words_that_are_keys_elsewhere_are_not_declared_where_only_a_name_says_that_they_refer():
    kinds = """
        GET /kinds 200 [{"id":"novel","label":"Novels"},{"id":"essay","label":"Essays"}]
        GET /kinds/novel 200 {"id":"novel","label":"Novels"}
    """
    books = """
        GET /books 200 [{"id":71,"title":"Emma","kind":"novel"},{"id":72,"title":"On","kind":"essay"}]
    """
    assert references(app(kinds + books), "books") == {("kind", "kinds", False)}
    shown = (
        books
        + """
        GET /books/71 200 {"id":71,"title":"Emma","kind":{"id":"novel","label":"Novels"}}
    """
    )
    assert {declared for *_, declared in references(app(kinds + shown), "books")} == {True}
    below = """
        GET /kinds/novel/books 200 [{"id":71,"title":"Emma","kind":"novel"}]
        GET /kinds/essay/books 200 [{"id":72,"title":"On","kind":"essay"}]
    """
    assert references(app(kinds + below), "books") == {("kind", "kinds", True)}
    numbered = (kinds + books).replace("novel", "k-17").replace("essay", "k-18")
    assert references(app(numbered), "books") == {("kind", "kinds", True)}


def test_a_null_in_place_of_a_list_says_only_that_it_was_not_asked_for():
    found = app("""
        GET /users?expand=tags 200 [{"id":71,"name":"Ann","tags":[{"id":5,"label":"x"}]},
            {"id":72,"name":"Bob","tags":[{"id":5,"label":"x"}]}]
        GET /users 200 [{"id":71,"name":"Ann","tags":null},{"id":72,"name":"Bob","tags":null}]
    """)
    assert len(found.end("user_tags")) == 2


def test_the_item_of_a_collection_is_one_of_its_rows_whatever_names_it():
    found = app("""
        GET /users 200 [{"id":71,"name":"Ann"},{"id":72,"name":"Bob"}]
        GET /members 200 [{"id":1,"team":4,"user":{"id":71,"name":"Ann"}},
            {"id":2,"team":4,"user":{"id":72,"name":"Bob"}}]
        GET /members/1 200 {"team":4,"user":71,"joined_at":"2026-01-01T00:00:00Z"}
        GET /members/2 200 {"team":4,"user":72,"joined_at":"2026-01-01T00:00:00Z"}
    """)
    assert {t.name for t in found.blueprint.tables} == {"users", "members"}
    assert len(found.end("members")) == 2


MEMBERS = """
    GET /users 200 [{"id":1,"name":"Ann"},{"id":2,"name":"Bob"},{"id":3,"name":"Cid"}]
    GET /teams/1 200 {"id":1,"title":"Red","members":[{"id":1,"name":"Ann","role":5,"role_label":"Lead"},
        {"id":2,"name":"Bob","role":6,"role_label":"Hand"}]}
    GET /teams/2 200 {"id":2,"title":"Blue","members":[{"id":1,"name":"Ann","role":9,"role_label":"Guest"},
        {"id":3,"name":"Cid","role":8,"role_label":"Lead"}]}
    GET /teams/1 200 {"id":1,"title":"Red","members":[{"id":1,"name":"Ann","role":5,"role_label":"Lead"},
        {"id":2,"name":"Bob","role":6,"role_label":"Hand"}]}
"""


def test_what_goes_with_the_row_that_lists_another_belongs_to_their_link():
    blueprint = app(MEMBERS).blueprint
    assert [c.name for c in blueprint.table("users").columns] == ["id", "name"]
    (link,) = [t for t in blueprint.tables if t.kind.value == "link"]
    assert {"role", "role_label"} <= {c.name for c in link.columns}


def test_what_only_changes_with_time_belongs_to_the_row():
    blueprint = app(MEMBERS.rsplit("GET /teams/1", 1)[0]).blueprint
    assert "role" in [c.name for c in blueprint.table("users").columns]


def test_the_status_of_a_task_is_a_task_status():
    found = app("""
        GET /statuses 200 [{"id":1,"name":"Any"},{"id":2,"name":"Other"}]
        GET /task-statuses 200 [{"id":1,"name":"New"},{"id":2,"name":"Done"}]
        GET /tasks 200 [{"id":1,"title":"Mow","status":1,"default_task_status":2,"assigned_to":7},
            {"id":2,"title":"Dig","status":2,"default_task_status":1,"assigned_to":8}]
        GET /users 200 [{"id":7,"name":"Ann"},{"id":8,"name":"Bob"}]
    """)
    told = {k.columns[0]: k.table for k in found.blueprint.table("tasks").foreign_keys}
    assert told == {
        "status": "task_statuses",
        "default_task_status": "task_statuses",
        "assigned_to": "users",
    }


def test_lists_that_differ_at_one_moment_are_two_links():
    found = app("""
        GET /users 200 [{"id":7,"name":"Ann"},{"id":8,"name":"Bob"}]
        GET /tasks 200 [{"id":1,"title":"Mow","assigned_users":[7,8],"watching_users":[7]},
            {"id":2,"title":"Dig","assigned_users":[8],"watching_users":[8,7]},
            {"id":3,"title":"Sow","assigned_users":[7],"watching_users":[]}]
    """)
    assert sum(t.kind.value == "link" for t in found.blueprint.tables) == 2


TEAMS = """
    @ann GET /users/me 200 {"id":1,"name":"Ann","team_id":5}
    GET /users 200 [{"id":1,"name":"Ann","team_id":5},{"id":2,"name":"Bob","team_id":6}]
    GET /teams 200 [{"id":5,"label":"red"},{"id":6,"label":"blue"}]
    GET /notes 200 [{"id":101,"team_id":5,"text":"x"},{"id":102,"team_id":6,"text":"y"}]
"""
GONE = """
    DELETE /teams/6 204
    GET /notes 200 [{"id":101,"team_id":5,"text":"x"},{"id":102,"team_id":6,"text":"y"}]
"""


def outlived(found: App, table: str) -> tuple[OnDelete, bool]:
    """What becomes of rows when what they refer to goes, and whether they may refer to nothing."""
    (key,) = found.blueprint.table(table).foreign_keys
    return key.on_delete, found.blueprint.table(table).column(key.columns[0]).nullable


def test_accounts_stay_when_what_they_refer_to_goes():
    joined = """
        POST /users 201 {"id":3,"name":"Cy","team_id":5} <- {"name":"Cy","team_id":5}
        POST /users 201 {"id":4,"name":"Di","team_id":6} <- {"name":"Di","team_id":6}
    """
    found = app(TEAMS, joined)
    assert outlived(found, "users") == (OnDelete.SET_NULL, True)
    assert outlived(found, "notes")[0] is OnDelete.CASCADE


def test_rows_that_were_seen_after_what_they_refer_to_had_gone_stay_too():
    assert outlived(app(TEAMS, GONE), "notes") == (OnDelete.SET_NULL, True)
    left = GONE.replace(',{"id":102,"team_id":6,"text":"y"}', "")
    assert outlived(app(TEAMS, left), "notes")[0] is OnDelete.CASCADE
