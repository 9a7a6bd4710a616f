"""A task manager as Django REST framework makes them: cookie session, pages, trailing slashes."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.apps.recording import Clock, Stage
from tests.verify.traffic import Answered

type Row = dict[str, Any]

MISSING = 404, {"detail": "Not found."}


class Tracker:
    """Projects, tasks, labels and members."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.sessions: dict[str, int] = {}
        names = ("admin", "bea", "cem", "dov")
        self.users = [
            {"id": n, "username": name, "email": f"{name}@track.example", "is_staff": n == 1}
            for n, name in enumerate(names, 1)
        ]
        self.labels = [
            {"id": n, "name": name, "color": color}
            for n, (name, color) in enumerate(
                [("bug", "#d73a4a"), ("docs", "#0075ca"), ("idea", "#a2eeef")], 1
            )
        ]
        self.projects: list[Row] = []
        self.tasks: list[Row] = []
        self.made = {"project": 0, "task": 0}
        for name, owner in (("Website", 2), ("Mobile app", 2), ("Intranet", 3)):
            self._project({"name": name, "description": f"All about the {name.lower()}."}, owner)
        titles = (
            "Fix the header|Write the guide|New icons|Login fails|Dark mode|"
            "Slow search|Update texts|Old links|Sign up page|Crash on start|"
            "Push messages|Photo upload|Holiday list|Phone book|Menu order"
        )
        for n, title in enumerate(titles.split("|")):
            self.clock.tick()
            sent = {
                "title": title,
                "project_id": 1 + n % 3,
                "priority": ("low", "normal", "high")[n % 3 if n % 4 else 1],
            }
            self._task(
                {**sent, "assignees": [2 + n % 3], "labels": [1 + n % 3] if n % 2 else []},
                2 + n % 2,
            )
        for n in (2, 5, 8):
            self.tasks[n] |= {"status": "done", "completed_at": self.clock.iso()}

    def __call__(self, method: str, target: str, body: Any, headers: dict[str, str]) -> Answered:
        parts = urlsplit(target)
        path = parts.path.removeprefix("/api/").strip("/").split("/")
        query = {k: v[0] for k, v in parse_qs(parts.query).items()}
        cookies = dict(
            c.strip().split("=", 1) for c in headers.get("cookie", "").split(";") if "=" in c
        )
        me = self.sessions.get(cookies.get("sessionid", ""))
        base = f"http://{headers['host']}{parts.path}"
        if (method, path) == ("POST", ["auth", "login"]):
            return self._login(body)
        if me is None:
            return 403, {"detail": "Authentication credentials were not provided."}
        if method != "GET" and headers.get("x-csrftoken") != cookies.get("csrftoken"):
            return 403, {"detail": "CSRF Failed: CSRF token missing."}
        match (method, *path):
            case ("GET", "auth", "user"):
                return 200, self.users[me - 1]
            case ("POST", "auth", "logout"):
                self.sessions.pop(cookies["sessionid"])
                return 204, None
            case ("GET", "users"):
                return 200, self._paged(self.users, query, base)
            case ("GET", "labels"):
                return 200, self.labels
            case (_, "projects", *rest):
                return self._projects(method, rest, query, body, base, me)
            case (_, "tasks", *rest):
                return self._tasks(method, rest, query, body, base, me)
        return MISSING

    def _login(self, sent: Row) -> Answered:
        user = next((u for u in self.users if u["username"] == sent["username"]), None)
        if user is None or sent["password"] != f"{user['username']}-pass-9":
            return 400, {"non_field_errors": ["Unable to log in with provided credentials."]}
        session, forgery = secrets.token_hex(16), secrets.token_hex(16)
        self.sessions[session] = user["id"]
        cookies = f"sessionid={session}; Path=/; HttpOnly", f"csrftoken={forgery}; Path=/"
        return 200, user, {"set-cookie": cookies[0], "Set-Cookie": cookies[1]}

    def _projects(
        self, method: str, path: list[str], query: dict[str, str], body: Any, base: str, me: int
    ) -> Answered:
        if not path:
            if method == "GET":
                return 200, self._paged(
                    [
                        self._shown_project(p)
                        for p in self._sorted(
                            self._searched(self.projects, query, "name"), query, "id"
                        )
                    ],
                    query,
                    base,
                )
            if not body.get("name"):
                return 400, {
                    "name": [
                        "This field may not be blank."
                        if "name" in body
                        else "This field is required."
                    ]
                }
            return 201, self._shown_project(self._project(body, me))
        found = next((p for p in self.projects if str(p["id"]) == path[0]), None)
        if found is None:
            return MISSING
        if method == "DELETE":
            if found["owner"] != me:
                return 403, {"detail": "You do not have permission to perform this action."}
            self.projects.remove(found)
            self.tasks = [t for t in self.tasks if t["project"] != found["id"]]
            return 204, None
        if method in ("PUT", "PATCH"):
            found |= {k: body[k] for k in ("name", "description", "archived") if k in body}
        return 200, self._shown_project(found)

    def _tasks(
        self, method: str, path: list[str], query: dict[str, str], body: Any, base: str, me: int
    ) -> Answered:
        if not path:
            if method == "GET":
                found = self._searched(self.tasks, query, "title")
                for name in ("status", "priority"):
                    found = [t for t in found if query.get(name, t[name]) == t[name]]
                found = [
                    t for t in found if query.get("project", str(t["project"])) == str(t["project"])
                ]
                found = [
                    t
                    for t in found
                    if "assignee" not in query or int(query["assignee"]) in t["assignees"]
                ]
                return 200, self._paged(
                    [self._shown(t) for t in self._sorted(found, query, "-id")], query, base
                )
            if not body.get("title"):
                return 400, {"title": ["This field may not be blank."]}
            return 201, self._shown(self._task(body, me))
        found = next((t for t in self.tasks if str(t["id"]) == path[0]), None)
        if found is None:
            return MISSING
        match (method, *path[1:]):
            case ("DELETE",):
                self.tasks.remove(found)
                return 204, None
            case ("PUT" | "PATCH",):
                if body.get("priority", "low") not in ("low", "normal", "high"):
                    return 400, {"priority": [f'"{body["priority"]}" is not a valid choice.']}
                found |= {
                    k: body[k]
                    for k in (
                        "title",
                        "description",
                        "priority",
                        "status",
                        "due_date",
                        "assignees",
                        "labels",
                    )
                    if k in body
                }
                found["project"] = body.get("project_id", found["project"])
            case ("POST", "complete"):
                found |= {"status": "done", "completed_at": self.clock.iso()}
            case ("POST", "reopen"):
                found |= {"status": "open", "completed_at": None}
        if method != "GET":
            found["updated_at"] = self.clock.iso()
        return 200, self._shown(found)

    def _project(self, sent: Row, owner: int) -> Row:
        self.made["project"] += 1
        row = {
            "id": self.made["project"],
            "name": sent["name"],
            "description": sent.get("description", ""),
            "archived": False,
            "owner": owner,
            "created_at": self.clock.iso(),
        }
        self.projects.append(row)
        return row

    def _task(self, sent: Row, creator: int) -> Row:
        self.made["task"] += 1
        now = self.clock.iso()
        own = {
            "id": self.made["task"],
            "title": sent["title"],
            "description": sent.get("description", ""),
            "status": "open",
            "priority": sent.get("priority", "normal"),
            "due_date": sent.get("due_date"),
            "project": sent["project_id"],
        }
        row = {
            **own,
            "creator": creator,
            "assignees": sent.get("assignees", []),
            "labels": sent.get("labels", []),
            "completed_at": None,
            "created_at": now,
            "updated_at": now,
        }
        self.tasks.append(row)
        return row

    def _shown_project(self, p: Row) -> Row:
        mine = [t for t in self.tasks if t["project"] == p["id"]]
        return {**p, "owner": self._user(p["owner"]), "task_count": len(mine)}

    def _user(self, key: int) -> Row:
        return {"id": key, "username": self.users[key - 1]["username"]}

    def _shown(self, task: Row) -> Row:
        project = next(p for p in self.projects if p["id"] == task["project"])
        return {
            **task,
            "project": {"id": project["id"], "name": project["name"]},
            "creator": self._user(task["creator"]),
            "assignees": sorted(task["assignees"]),
            "labels": [x for x in self.labels if x["id"] in task["labels"]],
        }

    def _searched(self, rows: list[Row], query: dict[str, str], *fields: str) -> list[Row]:
        term = query.get("search", "").lower()
        return [r for r in rows if any(term in r[f].lower() for f in (*fields, "description"))]

    def _sorted(self, rows: list[Row], query: dict[str, str], default: str) -> list[Row]:
        by = query.get("ordering", default)
        return sorted(rows, key=lambda r: (r[by.lstrip("-")], r["id"]), reverse=by.startswith("-"))

    def _paged(self, rows: list[Row], query: dict[str, str], base: str) -> Row:
        page, size = int(query.get("page", 1)), int(query.get("page_size", 5))

        def link(to: int) -> str | None:
            if not 1 <= to <= -(-len(rows) // size) or to == page:
                return None
            asked = {k: v for k, v in query.items() if k != "page"} | (
                {"page": str(to)} if to > 1 else {}
            )
            return base + (f"?{urlencode(sorted(asked.items()))}" if asked else "")

        return {
            "count": len(rows),
            "next": link(page + 1),
            "previous": link(page - 1),
            "results": rows[(page - 1) * size : page * size],
        }


def login(at: Stage, name: str) -> Any:
    use = at.visitor()
    use("GET", "/api/auth/user/")
    use("POST", "/api/auth/login/", {"username": name, "password": "wrong-pass"})
    use("POST", "/api/auth/login/", {"username": name, "password": f"{name}-pass-9"})
    use.headers["x-csrftoken"] = use.cookies["csrftoken"]
    use("GET", "/api/auth/user/")
    return use


def first(at: Stage) -> None:
    """One member works through projects and tasks, another looks on."""
    use = login(at, "bea")
    for target in (
        "users/",
        "users/?page_size=50",
        "labels/",
        "projects/",
        "projects/1/",
        "projects/2/",
        "tasks/",
        "tasks/?page=2",
        "tasks/?page=3",
    ):
        use("GET", f"/api/{target}")
    for asked in (
        "project=1",
        "project=2&page_size=3",
        "status=done",
        "status=open&page_size=20",
        "priority=high",
        "search=page",
        "ordering=title",
        "ordering=-title&page_size=10",
        "ordering=-created_at",
        "assignee=2",
        "assignee=3&page_size=10",
        "project=1&status=open",
    ):
        use("GET", f"/api/tasks/?{asked}")
    for n in (1, 4, 7, 99):
        use("GET", f"/api/tasks/{n}/")
    new = use(
        "POST",
        "/api/tasks/",
        {
            "title": "Plan the release",
            "description": "Dates and people",
            "project_id": 1,
            "priority": "high",
            "due_date": "2025-11-01",
            "assignees": [2, 3],
            "labels": [2],
        },
    )
    use("POST", "/api/tasks/", {"title": "Tidy up", "project_id": 2})
    use("POST", "/api/tasks/", {"title": "", "project_id": 2})
    use("GET", f"/api/tasks/{new['id']}/")
    use("PATCH", f"/api/tasks/{new['id']}/", {"priority": "low"})
    use("PATCH", f"/api/tasks/{new['id']}/", {"assignees": [4], "labels": [1, 3]})
    use("PATCH", "/api/tasks/4/", {"priority": "urgent"})
    use(
        "PUT",
        "/api/tasks/4/",
        {
            "title": "Login fails often",
            "description": "On phones",
            "project_id": 2,
            "priority": "high",
            "status": "open",
            "due_date": None,
            "assignees": [2],
            "labels": [1],
        },
    )
    use("POST", "/api/tasks/1/complete/")
    use("POST", "/api/tasks/7/complete/")
    use("POST", "/api/tasks/3/reopen/")
    use("GET", "/api/tasks/?status=done")
    use("DELETE", "/api/tasks/6/")
    use("GET", "/api/tasks/6/")
    use("GET", "/api/tasks/?page_size=20")
    made = use("POST", "/api/projects/", {"name": "Support desk", "description": "Help for all"})
    use("POST", "/api/projects/", {"name": "Shop"})
    use("POST", "/api/projects/", {"name": ""})
    use("PATCH", f"/api/projects/{made['id']}/", {"archived": True})
    use("POST", "/api/tasks/", {"title": "Answer mail", "project_id": made["id"], "assignees": [2]})
    use("GET", "/api/projects/")
    use("GET", "/api/projects/?search=shop")
    use("GET", "/api/projects/?ordering=-name")
    use("DELETE", "/api/projects/3/")
    use("DELETE", f"/api/projects/{made['id']}/")
    use("GET", "/api/projects/")
    use("GET", "/api/tasks/?ordering=created_at&page_size=20")
    use("POST", "/api/auth/logout/")
    use("GET", "/api/auth/user/")
    other = login(at, "cem")
    other("GET", "/api/projects/3/")
    other("GET", "/api/tasks/?assignee=3")
    other(
        "POST",
        "/api/tasks/",
        {"title": "Check the phones", "project_id": 3, "assignees": [3], "labels": [3, 1]},
    )
    other("PATCH", "/api/projects/3/", {"description": "For us alone."})
    other("GET", "/api/tasks/?project=3&page_size=20")


def second(at: Stage) -> None:
    """The other member does the like to other rows."""
    use = login(at, "cem")
    for target in (
        "users/",
        "labels/",
        "projects/",
        "projects/3/",
        "tasks/",
        "tasks/?page=2",
        "tasks/?page=4",
    ):
        use("GET", f"/api/{target}")
    for asked in (
        "project=3",
        "project=1&page_size=3",
        "status=done&page_size=2",
        "priority=low",
        "search=list",
        "ordering=-title",
        "assignee=4",
        "priority=normal&status=open",
        "ordering=title&page=2",
    ):
        use("GET", f"/api/tasks/?{asked}")
    for n in (2, 4, 9, 6, 500):
        use("GET", f"/api/tasks/{n}/")
    new = use(
        "POST",
        "/api/tasks/",
        {
            "title": "Buy chairs",
            "description": "Four",
            "project_id": 3,
            "priority": "low",
            "due_date": "2025-12-05",
            "assignees": [3, 4],
            "labels": [3],
        },
    )
    use("POST", "/api/tasks/", {"title": "Paint the wall", "project_id": 3})
    use("POST", "/api/tasks/", {"title": "", "project_id": 1})
    use("GET", f"/api/tasks/{new['id']}/")
    use("PATCH", f"/api/tasks/{new['id']}/", {"title": "Buy six chairs"})
    use("PATCH", f"/api/tasks/{new['id']}/", {"assignees": [2, 3], "labels": []})
    use(
        "PUT",
        "/api/tasks/9/",
        {
            "title": "Sign up form",
            "description": "",
            "project_id": 1,
            "priority": "normal",
            "status": "open",
            "due_date": "2025-12-24",
            "assignees": [4],
            "labels": [2, 3],
        },
    )
    use("POST", "/api/tasks/10/complete/")
    use("GET", "/api/tasks/10/")
    use("POST", "/api/tasks/1/reopen/")
    use("POST", "/api/tasks/700/complete/")
    use("GET", "/api/tasks/?status=done&page_size=10")
    use("DELETE", "/api/tasks/12/")
    use("GET", "/api/tasks/12/")
    use("GET", "/api/projects/3/")
    made = use("POST", "/api/projects/", {"name": "Garden", "description": "Plants"})
    use("POST", "/api/projects/", {"name": ""})
    use("GET", f"/api/projects/{made['id']}/")
    use("PATCH", f"/api/projects/{made['id']}/", {"archived": True, "name": "Gardens"})
    use("POST", "/api/tasks/", {"title": "Water it", "project_id": made["id"], "assignees": [3]})
    use("GET", f"/api/tasks/?project={made['id']}")
    use("GET", "/api/projects/?search=gard")
    use("DELETE", "/api/projects/1/")
    use("DELETE", f"/api/projects/{made['id']}/")
    use("GET", f"/api/projects/{made['id']}/")
    use("GET", "/api/tasks/?page_size=30")
    use("POST", "/api/auth/logout/")
    use("GET", "/api/projects/")
