"""Numbers that several tables count together."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import effects

POST = """
    POST /{kind}s 201 {{"id":{id},"project":1,"title":"{title}","ref":{ref}}}
        <- {{"project":1,"title":"{title}"}}
"""


def made(*rows: tuple[str, int, int]) -> str:
    return "".join(
        POST.format(kind=kind, id=key, ref=ref, title=f"{kind} no {ref}") for kind, key, ref in rows
    )


PROJECT = 'GET /projects 200 [{"id":1,"name":"One"},{"id":2,"name":"Two"}]'


def test_tables_of_one_project_are_numbered_together():
    found = app(
        PROJECT,
        made(
            ("bug", 1, 1),
            ("task", 1, 2),
            ("task", 2, 3),
            ("bug", 2, 4),
            ("bug", 3, 5),
            ("task", 3, 6),
        ),
    )
    (insert,) = [e for e in effects(found["POST /bugs"]) if e.startswith("insert")]
    assert "bugs bug_numbered" in insert
    assert "tasks task_numbered" in insert


def test_tables_that_are_numbered_each_for_itself_are_not():
    found = app(
        PROJECT,
        made(
            ("bug", 1, 1),
            ("task", 1, 1),
            ("task", 2, 2),
            ("bug", 2, 2),
            ("bug", 3, 3),
            ("task", 3, 3),
        ),
    )
    (insert,) = [e for e in effects(found["POST /bugs"]) if e.startswith("insert")]
    assert "task_numbered" not in insert
