"""Tags of the tracker."""

from __future__ import annotations

from bench.styles.tracker import shown
from bench.styles.tracker.app import Tracker
from bench.styles.tracker.lists import listed
from bench.styles.web import Refusal, Reply, Request, Row


def answer(app: Tracker, request: Request) -> Reply | None:
    match request.call:
        case ("GET", "tags"):
            app.signed_in(request)
            rows = sorted(app.tags.values(), key=lambda tag: str(tag["name"]))
            return listed(app, "tag", rows, request, shown.tag)
        case ("POST", "tags"):
            app.signed_in(request)
            return app.new("tag", shown.tag(_made(app, request.body)))
        case ("DELETE", "tags", key):
            app.signed_in(request)
            tag = app.find(app.tags, key, "Tag")
            del app.tags[tag["id"]]
            for task in app.tasks.values():
                task["tags"] = [one for one in task["tags"] if one != tag["id"]]
            return app.gone("tag", shown.tag(tag))
    return None


def _made(app: Tracker, body: Row) -> Row:
    app.require(body, "name")
    if any(tag["name"] == body["name"] for tag in app.tags.values()):
        raise Refusal(409, "Tag already exists")
    return app.new_tag(body["name"], body.get("color", "#cccccc"))
