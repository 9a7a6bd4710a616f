"""Rows of the tracker as its API shows them."""

from __future__ import annotations

from typing import Any

from bench.styles.tracker.app import Tracker
from bench.styles.web import Row


def user(row: Row) -> Row:
    """What others see."""
    return {"id": row["id"], "username": row["username"], "full_name": row["full_name"]}


def account(app: Tracker, row: Row) -> Row:
    """What the user sees."""
    created = app.time(row["created_at"])
    return {**user(row), "email": row["email"], "bio": row["bio"], "created_at": created}


def tag(row: Row) -> Row:
    return {"id": row["id"], "name": row["name"], "color": row["color"]}


def project(app: Tracker, row: Row) -> Row:
    shown = {name: row[name] for name in ("id", "name", "description", "archived")}
    shown |= _reference(app, "owner", user(app.users[row["owner_id"]]))
    if app.style.counts:
        shown["task_count"] = sum(one["project_id"] == row["id"] for one in app.kept_tasks())
    return shown | _times(app, row)


def task(app: Tracker, row: Row, who: Row) -> Row:
    shown = {name: row[name] for name in ("id", "title", "notes", "priority", "estimate")}
    if app.style.done == "field":
        shown["done"] = row["status"] == "done"
    else:
        shown["status"] = row["status"]
    if app.style.done == "action":
        shown["completed_at"] = app.time(row["completed_at"])
    parent = app.projects[row["project_id"]]
    shown |= _reference(app, "project", {"id": parent["id"], "name": parent["name"]})
    assignee = app.users.get(row["assignee_id"])
    shown |= _reference(app, "assignee", user(assignee) if assignee else None)
    shown["tags"] = _tags(app, row)
    shown["due_date"] = row["due_date"]
    if app.style.counts:
        shown["comment_count"] = sum(one["task_id"] == row["id"] for one in app.comments.values())
    shown["liked"] = (who["id"], row["id"]) in app.likes
    shown["likes"] = sum(liked == row["id"] for _, liked in app.likes)
    return shown | _times(app, row)


def comment(app: Tracker, row: Row) -> Row:
    return {
        "id": row["id"],
        "text": row["text"],
        **_reference(app, "author", user(app.users[row["author_id"]])),
        "task_id": row["task_id"],
        "created_at": app.time(row["created_at"]),
    }


def _reference(app: Tracker, name: str, row: Row | None) -> Row:
    by_id = {f"{name}_id": row["id"] if row else None}
    match app.style.embed:
        case "id":
            return by_id
        case "object":
            return {name: row}
        case "both":
            return {**by_id, name: row}


def _tags(app: Tracker, row: Row) -> list[Any]:
    rows = [app.tags[key] for key in row["tags"] if key in app.tags]
    match app.style.tags:
        case "objects":
            return [tag(one) for one in rows]
        case "names":
            return [one["name"] for one in rows]
        case "ids":
            return [one["id"] for one in rows]


def _times(app: Tracker, row: Row) -> Row:
    return {name: app.time(row[name]) for name in ("created_at", "updated_at")}
