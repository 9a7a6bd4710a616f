"""What somebody does with the tracker who tries all of it once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from bench.styles.browser import Browser
from bench.styles.tracker.app import Tracker
from bench.styles.tracker.style import TrackerStyle
from bench.styles.tracker.views import look_around
from bench.styles.web import Row
from bench.styles.words import title, words

# Ids that no row has.
NOBODY = {
    "int": "999999",
    "slug": "999999",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "objectid": "0" * 24,
}
PRIORITIES = ("low", "normal", "high")
# What PUT sends of a task.
WHOLE = ("title", "notes", "priority", "estimate", "due_date")


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is in a visit, and how much they do."""

    main: str
    other: str
    newcomers: tuple[str, ...]
    """Those who register."""
    tags: int
    tasks: int
    first_tag: int
    """Makes the names of tags differ from those of other visits."""


FIRST = Cast("ada", "bob", newcomers=("ada", "bob"), tags=3, tasks=12, first_tag=10)
SECOND = Cast("cyd", "ada", newcomers=("cyd",), tags=2, tasks=8, first_tag=40)


class Visit:
    """Two users: one tries everything, the other meets what is not theirs."""

    def __init__(self, app: Tracker, seed: int, cast: Cast) -> None:
        self.browser = Browser[TrackerStyle](app)
        self._app = app
        self._style = app.style
        self._cast = cast
        self._chance = Random(seed)
        self._tags: list[Row] = []
        self._projects: list[Row] = []
        self._tasks: list[Row] = []
        self._comments: list[Row] = []

    def pay(self) -> None:
        """Does all of it."""
        self._register()
        self._login(self._cast.main)
        self._make_tags()
        self._make_projects()
        self._make_tasks()
        self._look_around()
        self._change_tasks()
        self._change_projects()
        self._complete()
        self._comment()
        self._like()
        self._look_around()
        self._be_the_other()
        self._tidy_up()
        self._miss()

    # Accounts

    def _register(self) -> None:
        browser, path = self.browser, "/auth/register"
        for name in self._cast.newcomers:
            browser.post(
                path,
                username=name,
                email=f"{name}@example.com",
                password=_password(name),
                full_name=title(self._chance, 2),
            )
        if len(self._cast.newcomers) > 1:
            again = {"username": self._cast.main, "email": "x@example.com"}
            browser.post(path, **again, password="Zz-12345", full_name="X")
        browser.post(path, username="zed", email="z@example.com", full_name="X")
        browser.get("/projects")
        browser.post("/auth/login", username=self._cast.main, password="wrong")

    def _login(self, name: str) -> None:
        self.browser.login("/auth/login", name, _password(name))
        self.browser.get("/me")

    # What the first user makes

    def _make_tags(self) -> None:
        browser = self.browser
        browser.get("/users")
        browser.get("/tags")
        for number in range(self._cast.tags):
            name = f"{words(self._chance, 1)}{self._cast.first_tag + number}"
            color = f"#{self._chance.getrandbits(24):06x}"
            self._tags.append(browser.row(browser.post("/tags", name=name, color=color)))
        browser.post("/tags", name=self._tags[0]["name"], color="#000000")
        browser.post("/tags", color="#000000")

    def _make_projects(self) -> None:
        browser = self.browser
        for number in range(3):
            body: Row = {"name": title(self._chance, 2)}
            if number != 1:
                body["description"] = words(self._chance, 5)
            self._projects.append(browser.row(browser.post("/projects", **body)))
            browser.get("/projects")
        browser.post("/projects", description="none")
        browser.get(_project(self._projects[0]))

    def _make_tasks(self) -> None:
        browser = self.browser
        for number in range(self._cast.tasks):
            project = self._projects[number % 3]
            task = browser.row(self._make_task(project, **self._task(number)))
            self._tasks.append(task)
            if number % 3 == 0:
                browser.get(_task(task))
            if number % 4 == 0:
                browser.get("/tasks")
        self._make_task(self._projects[0], notes="no title")
        self._make_task(self._projects[0], title="Bad", priority="urgent")

    def _make_task(self, project: Row, **body: object) -> Any:
        if self._style.nested:
            return self.browser.post(f"{_project(project)}/tasks", **body)
        return self.browser.post("/tasks", project_id=project["id"], **body)

    def _task(self, number: int) -> Row:
        """A body that differs from the others in what it leaves out."""
        chance = self._chance
        body: Row = {"title": words(chance, 3).capitalize()}
        if number % 2 == 0:
            body["notes"] = words(chance, 6)
        if number % 3 != 2:
            body["priority"] = chance.choice(PRIORITIES)
        if number % 4 != 3:
            body["estimate"] = chance.randint(1, 40)
        if number % 3 == 0:
            body["due_date"] = f"2026-12-{chance.randint(10, 28)}"
        if number % 4 == 1:
            body["assignee_id"] = self._other["id"]
        if number % 2 == 1:
            body["tags"] = self._named(chance.sample(self._tags, 2 if number % 4 == 1 else 1))
        return body

    def _named(self, tags: Sequence[Row]) -> list[Any]:
        """Tags as they are sent."""
        return [tag["name" if self._style.tags == "names" else "id"] for tag in tags]

    @property
    def _other(self) -> Row:
        users = self._app.users.values()
        return next(user for user in users if user["username"] == self._cast.other)

    # What is changed

    def _change(self, path: str, **body: object) -> Any:
        return self.browser.send(self._style.update, path, **body)

    def _change_tasks(self) -> None:
        chance, tasks = self._chance, self._tasks
        changes: list[Row] = [
            {"title": words(chance, 3).capitalize()},
            {"notes": words(chance, 4), "priority": "high"},
            {"estimate": chance.randint(50, 90)},
            {"assignee_id": self._other["id"]},
            {"notes": None},
        ]
        for task, change in zip(tasks, changes, strict=False):
            self._change(_task(task), **{**self._whole(task), **change})
            self.browser.get(_task(task))
        tags = self._named(self._tags[:2])
        self._change(_task(tasks[0]), **self._whole(tasks[0]), tags=tags)
        self.browser.get("/tasks", tag=self._tags[0]["name"])

    def _whole(self, task: Row, names: Sequence[str] = WHOLE) -> Row:
        """What is sent besides the change: with PUT, all that the task was made with."""
        return {name: task[name] for name in names} if self._style.update == "PUT" else {}

    def _change_projects(self) -> None:
        first, second, third = map(_project, self._projects)
        self._change(second, name=title(self._chance, 2), description=words(self._chance, 4))
        self.browser.get(second)
        self._change(first, name="")
        self.browser.post(f"{third}/archive")
        self.browser.get("/projects", archived="true")
        self.browser.get("/projects", archived="false")

    def _complete(self) -> None:
        browser = self.browser
        for task in self._tasks[1:4]:
            match self._style.done:
                case "action":
                    browser.post(f"{_task(task)}/complete")
                case "field":
                    self._change(_task(task), done=True, **self._whole(task, ["title"]))
                case "status":
                    self._change(_task(task), status="done", **self._whole(task, ["title"]))
            browser.get(_task(task))
        if self._style.done == "action":
            browser.post(f"{_task(self._tasks[2])}/reopen")
            browser.get(_task(self._tasks[2]))

    def _comment(self) -> None:
        browser, first = self.browser, _task(self._tasks[0])
        for task in (self._tasks[0], self._tasks[0], self._tasks[1]):
            path = f"{_task(task)}/comments"
            self._comments.append(browser.row(browser.post(path, text=words(self._chance, 5))))
            browser.get(path)
        browser.post(f"{first}/comments", text="")
        one, other, _ = map(self._comment_path, self._comments)
        self._change(other, text=words(self._chance, 3))
        browser.get(first)
        browser.delete(one)
        browser.delete(one)
        browser.get(f"{first}/comments")

    def _comment_path(self, comment: Row) -> str:
        above = f"/tasks/{comment['task_id']}" if self._style.nested else ""
        return f"{above}/comments/{comment['id']}"

    def _like(self) -> None:
        liked = [_task(task) for task in self._tasks[:3]]
        for path in liked:
            self._like_one(path)
            self.browser.get(path)
        if self._style.like == "toggle":
            self._like_one(liked[0])
        else:
            self.browser.delete(f"{liked[0]}/like")
        self.browser.get(liked[0])

    def _like_one(self, path: str) -> None:
        self.browser.send("PUT" if self._style.like == "put" else "POST", f"{path}/like")

    def _look_around(self) -> None:
        look_around(
            self.browser, self._chance, self._projects, self._tasks, self._tags, self._other["id"]
        )

    # The other user, and the end

    def _be_the_other(self) -> None:
        browser = self.browser
        self._login(self._cast.other)
        for path in ("/projects", "/tasks", "/stats"):
            browser.get(path)
        self._meddle()
        project = browser.row(
            browser.post(
                "/projects", name=title(self._chance, 2), description=words(self._chance, 3)
            )
        )
        self._make_task(project, title=words(self._chance, 2).capitalize())
        browser.get("/tasks")
        browser.get("/projects")
        change: Row = {"full_name": title(self._chance, 2), "bio": words(self._chance, 3)}
        if self._style.update == "PUT":
            change["email"] = f"{self._cast.other}@example.com"
        self._change("/me", **change)
        browser.get("/me")
        browser.post("/auth/logout")
        browser.get("/me")

    def _meddle(self) -> None:
        """Does things to what belongs to the first user."""
        browser = self.browser
        tasks = [_task(task) for task in self._tasks]
        browser.get(_project(self._projects[0]))
        self._change(_project(self._projects[0]), name="Mine now")
        browser.delete(_project(self._projects[1]))
        browser.get(tasks[0])
        browser.delete(tasks[2])
        browser.get(tasks[1])
        browser.delete(self._comment_path(self._comments[2]))
        self._like_one(tasks[1])
        browser.get(tasks[1])
        browser.post(f"{tasks[1]}/comments", text=words(self._chance, 4))

    def _tidy_up(self) -> None:
        browser = self.browser
        kept, gone = _task(self._tasks[1]), _task(self._tasks[5])
        self._login(self._cast.main)
        browser.get(kept)
        browser.delete(gone)
        browser.get(gone)
        browser.delete(gone)
        browser.get("/tasks")
        browser.delete(f"/tags/{self._tags[1]['id']}")
        browser.get("/tags")
        browser.get(kept)
        project = _project(self._projects[2])
        browser.delete(project)
        for path in (project, "/projects", "/tasks", "/stats"):
            browser.get(path)

    def _miss(self) -> None:
        """Asks for what is not there."""
        nobody = NOBODY[self._style.ids]
        self.browser.get(f"/projects/{nobody}")
        self.browser.get(f"/tasks/{nobody}")
        self.browser.post(f"/tasks/{nobody}/comments", text="hm")


def _password(name: str) -> str:
    return f"Secret-{name}1"


def _project(project: Row) -> str:
    return f"/projects/{project['id']}"


def _task(task: Row) -> str:
    return f"/tasks/{task['id']}"
