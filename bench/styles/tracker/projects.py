"""Projects of the tracker, and how much there is in them."""

from __future__ import annotations

from bench.styles.tracker import shown
from bench.styles.tracker.app import Tracker
from bench.styles.tracker.lists import listed
from bench.styles.web import Refusal, Reply, Request, Row, invalid


def answer(app: Tracker, request: Request) -> Reply | None:
    match request.call:
        case ("GET", "projects"):
            return _listed(app, request)
        case ("POST", "projects"):
            return _create(app, request)
        case (method, "projects", key):
            user = app.signed_in(request)
            project = app.project(key, user)
            if method == "GET":
                return app.one("project", shown.project(app, project))
            if project["owner_id"] != user["id"]:
                raise Refusal(403, "Not allowed")
            if method == "DELETE":
                return _delete(app, project)
            return _change(app, project, request.body)
        case ("POST", "projects", key, "archive"):
            project = app.project(key, app.signed_in(request))
            project |= {"archived": True, "updated_at": app.clock.tick()}
            return app.one("project", shown.project(app, project))
        case ("GET", "stats"):
            return app.one("stats", _stats(app, app.signed_in(request)))
    return None


def _listed(app: Tracker, request: Request) -> Reply:
    rows = app.projects_of(app.signed_in(request))
    archived = request.query.get("archived")
    if archived:
        rows = [row for row in rows if row["archived"] == (archived == "true")]
    return listed(app, "project", rows, request, lambda row: shown.project(app, row))


def _create(app: Tracker, request: Request) -> Reply:
    user, body = app.signed_in(request), request.body
    app.require(body, "name")
    now = app.clock.tick()
    project = {
        "id": app.new_key("project", app.projects, body["name"]),
        "name": body["name"],
        "description": body.get("description"),
        "archived": False,
        "deleted": False,
        "owner_id": user["id"],
        "created_at": now,
        "updated_at": now,
    }
    return app.new("project", shown.project(app, app.added(app.projects, project)))


def _delete(app: Tracker, project: Row) -> Reply:
    tasks = [task for task in app.kept_tasks() if task["project_id"] == project["id"]]
    if tasks and not app.style.cascade:
        raise Refusal(409, "Project has tasks")
    last = shown.project(app, project)
    for task in tasks:
        app.drop(task)
    if app.style.soft_delete:
        project["deleted"] = True
    else:
        del app.projects[project["id"]]
    return app.gone("project", last)


def _change(app: Tracker, project: Row, body: Row) -> Reply:
    if body.get("name") == "":
        raise invalid(name="May not be blank.")
    project |= {name: body[name] for name in ("name", "description", "archived") if name in body}
    project["updated_at"] = app.clock.tick()
    return app.one("project", shown.project(app, project))


def _stats(app: Tracker, user: Row) -> Row:
    projects = app.projects_of(user)
    keys = {project["id"] for project in projects}
    states = [task["status"] for task in app.kept_tasks() if task["project_id"] in keys]
    return {
        "tasks": len(states),
        "open": states.count("open"),
        "done": states.count("done"),
        "projects": len(projects),
    }
