"""Comments on tasks of the tracker."""

from __future__ import annotations

from bench.styles.tracker import shown
from bench.styles.tracker.app import Tracker
from bench.styles.tracker.lists import listed
from bench.styles.web import Refusal, Reply, Request, Row


def answer(app: Tracker, request: Request) -> Reply | None:
    match request.call:
        case ("GET", "tasks", key, "comments"):
            task = app.task(key, app.signed_in(request))
            rows = [row for row in app.comments.values() if row["task_id"] == task["id"]]
            return listed(app, "comment", rows, request, lambda row: shown.comment(app, row))
        case ("POST", "tasks", key, "comments"):
            user = app.signed_in(request)
            return _create(app, request.body, app.task(key, user), user)
        case (_, "comments", key):
            return _change(app, request, key, app.signed_in(request))
        case (_, "tasks", task_key, "comments", key):
            user = app.signed_in(request)
            app.task(task_key, user)
            return _change(app, request, key, user)
    return None


def _create(app: Tracker, body: Row, task: Row, user: Row) -> Reply:
    app.require(body, "text")
    comment = {
        "id": app.new_id("comment"),
        "text": body["text"],
        "author_id": user["id"],
        "task_id": task["id"],
        "created_at": app.clock.tick(),
    }
    return app.new("comment", shown.comment(app, app.added(app.comments, comment)))


def _change(app: Tracker, request: Request, key: str, user: Row) -> Reply:
    comment = app.find(app.comments, key, "Comment")
    if comment["author_id"] != user["id"]:
        raise Refusal(403, "Not allowed")
    if request.method == "DELETE":
        del app.comments[comment["id"]]
        return app.gone("comment", shown.comment(app, comment))
    comment["text"] = request.body["text"]
    return app.one("comment", shown.comment(app, comment))
