"""Tasks of the tracker."""

from __future__ import annotations

from typing import Any

from bench.styles.tracker import shown
from bench.styles.tracker.app import Tracker
from bench.styles.tracker.lists import listed, ordered
from bench.styles.web import Refusal, Reply, Request, Row, invalid

PRIORITIES = ("low", "normal", "high")


def answer(app: Tracker, request: Request) -> Reply | None:
    match request.call:
        case ("GET", "tasks"):
            user = app.signed_in(request)
            return _listed(app, request, user, app.tasks_of(user))
        case ("GET", "projects", key, "tasks"):
            user = app.signed_in(request)
            project = app.project(key, user)
            rows = [task for task in app.tasks_of(user) if task["project_id"] == project["id"]]
            return _listed(app, request, user, rows)
        case ("POST", "tasks"):
            user = app.signed_in(request)
            app.require(request.body, "title", "project_id")
            project = app.find(app.projects, request.body["project_id"], "Project")
            return _create(app, request.body, project, user)
        case ("POST", "projects", key, "tasks"):
            user = app.signed_in(request)
            project = app.project(key, user)
            app.require(request.body, "title")
            return _create(app, request.body, project, user)
        case (method, "tasks", key):
            user = app.signed_in(request)
            return _one(app, request, user, app.task(key, user))
        case (method, "tasks", key, "like" | "complete" | "reopen" as what):
            user = app.signed_in(request)
            return _act(app, method, what, user, app.task(key, user))
    return None


def _listed(app: Tracker, request: Request, user: Row, rows: list[Row]) -> Reply:
    rows = [row for row in rows if _wanted(app, row, request.query)]
    rows = ordered(app.style, rows, request.query)
    return listed(app, "task", rows, request, lambda row: shown.task(app, row, user))


def _wanted(app: Tracker, row: Row, query: dict[str, str]) -> bool:
    """Whether the task is one that the query asks for."""
    return all(_meets(app, row, name, value) for name, value in query.items())


def _meets(app: Tracker, row: Row, name: str, value: str) -> bool:
    match name:
        case "done":
            return str(row["status"] == "done").lower() == value
        case "priority":
            return str(row["priority"]) in value.split(",")
        case "status" | "project_id" | "assignee_id":
            return str(row[name]) == value
        case "tag":
            return any(app.tags[key]["name"] == value for key in row["tags"])
        case app.style.search:
            return value in row["title"].lower() or value in (row["notes"] or "").lower()
    return True


def _create(app: Tracker, body: Row, project: Row, user: Row) -> Reply:
    now = app.clock.tick()
    task: Row = {
        "id": app.new_id("task"),
        "title": body["title"],
        "notes": None,
        "priority": "normal",
        "estimate": None,
        "due_date": None,
        "status": "open",
        "completed_at": None,
        "project_id": project["id"],
        "assignee_id": None,
        "tags": [],
        "deleted": False,
        "created_at": now,
        "updated_at": now,
    }
    _fill(app, task, body)
    return app.new("task", shown.task(app, app.added(app.tasks, task), user))


def _fill(app: Tracker, task: Row, body: Row) -> None:
    """Changes the task to what the body says."""
    if body.get("priority", "normal") not in PRIORITIES:
        raise invalid(priority="Not a valid choice.")
    settable = ("title", "notes", "priority", "estimate", "due_date", "assignee_id")
    task |= {name: body[name] for name in settable if name in body}
    if app.style.done == "field" and "done" in body:
        task["status"] = "done" if body["done"] else "open"
    if app.style.done == "status" and "status" in body:
        task["status"] = body["status"]
    if "tags" in body:
        named = app.style.tags == "names"
        task["tags"] = [_tag(app, one) if named else one for one in body["tags"]]


def _tag(app: Tracker, name: str) -> Any:
    """The id of the tag with this name, which is made where there is none."""
    found = next((tag for tag in app.tags.values() if tag["name"] == name), None)
    return (found or app.new_tag(name))["id"]


def _one(app: Tracker, request: Request, user: Row, task: Row) -> Reply:
    if request.method == "GET":
        return app.one("task", shown.task(app, task, user))
    if user["id"] != app.owner(task):
        raise Refusal(403, "Not allowed")
    if request.method == "DELETE":
        last = shown.task(app, task, user)
        app.drop(task)
        return app.gone("task", last)
    _fill(app, task, request.body)
    task["updated_at"] = app.clock.tick()
    return app.one("task", shown.task(app, task, user))


def _act(app: Tracker, method: str, what: str, user: Row, task: Row) -> Reply:
    if what == "like":
        _like(app, method, (user["id"], task["id"]))
        if app.style.like == "put":
            return Reply(204)
    else:
        now = app.clock.tick()
        done = what == "complete"
        task |= {
            "status": "done" if done else "open",
            "completed_at": now if done else None,
            "updated_at": now,
        }
    return app.one("task", shown.task(app, task, user))


def _like(app: Tracker, method: str, like: tuple[Any, Any]) -> None:
    if method == "DELETE" or (app.style.like == "toggle" and like in app.likes):
        app.likes.discard(like)
    else:
        app.likes.add(like)
