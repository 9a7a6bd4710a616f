"""The rows of the tracker, and which of them a user may see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from bench.styles.app import App, Handler
from bench.styles.tracker.style import TrackerStyle
from bench.styles.web import Refusal, Reply, Row, Table

EARLIER = ("eve", "fay")
"""Users who were there before the first session."""


class Tracker(App[TrackerStyle]):
    """The tracker, in one style."""

    def __init__(self, style: TrackerStyle, seed: int, handlers: Sequence[Handler]) -> None:
        super().__init__(style, seed, handlers)
        self.projects: Table = {}
        self.tasks: Table = {}
        self.comments: Table = {}
        self.tags: Table = {}
        self.likes: set[tuple[Any, Any]] = set()
        """Users and what they like."""
        for name in EARLIER:
            user = self.new_user(name, f"{name}@example.com", f"{name.title()} Old", "Old-pass1")
            user["bio"] = "Here before"

    def new_user(self, username: str, email: str, full_name: str | None, password: str) -> Row:
        user = {
            "id": self.new_id("user"),
            "username": username,
            "email": email,
            "full_name": full_name,
            "password": password,
            "bio": None,
            "created_at": self.clock.tick(),
        }
        return self.added(self.users, user)

    def new_tag(self, name: str, color: str = "#cccccc") -> Row:
        key = self.new_key("tag", self.tags, name)
        return self.added(self.tags, {"id": key, "name": name, "color": color})

    def new_key(self, kind: str, table: Table, name: str) -> str | int:
        """An id that is made of the name where ids are slugs."""
        if self.style.ids != "slug":
            return self.new_id(kind)
        slug = free = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        number = 1
        while free in table:
            number += 1
            free = f"{slug}-{number}"
        return free

    # What a user may see

    def project(self, key: object, user: Row) -> Row:
        project = self.find(self.projects, key, "Project")
        if self.style.private and project["owner_id"] != user["id"]:
            raise Refusal(404, "Project not found")
        return project

    def task(self, key: object, user: Row) -> Row:
        task = self.find(self.tasks, key, "Task")
        if not self._sees(task, user):
            raise Refusal(404, "Task not found")
        return task

    def projects_of(self, user: Row) -> list[Row]:
        kept = (row for row in self.projects.values() if not row["deleted"])
        return [row for row in kept if not self.style.private or row["owner_id"] == user["id"]]

    def tasks_of(self, user: Row) -> list[Row]:
        return [row for row in self.kept_tasks() if self._sees(row, user)]

    def kept_tasks(self) -> Iterable[Row]:
        return (row for row in self.tasks.values() if not row["deleted"])

    def owner(self, task: Row) -> object:
        """The user whose project it is in."""
        return self.projects[task["project_id"]]["owner_id"]

    def _sees(self, task: Row, user: Row) -> bool:
        return not self.style.private or user["id"] in (self.owner(task), task["assignee_id"])

    # What goes

    def drop(self, task: Row) -> None:
        """Deletes a task, with what belongs to it."""
        if self.style.soft_delete:
            task["deleted"] = True
            return
        key = task["id"]
        del self.tasks[key]
        self.comments = {name: row for name, row in self.comments.items() if row["task_id"] != key}
        self.likes = {like for like in self.likes if like[1] != key}

    def gone(self, name: str, row: Row) -> Reply:
        """The answer to a deletion."""
        match self.style.delete:
            case "empty":
                return Reply(204)
            case "row":
                return self.one(name, row)
            case "message":
                return Reply(200, {"message": f"{name.title()} deleted"})
