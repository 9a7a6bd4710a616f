"""A blogging platform: enveloped documents, keys that are names and slugs, answers by viewer."""

from __future__ import annotations

import re
import secrets
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.apps.recording import Clock, Stage
from tests.verify.traffic import Answered

type Row = dict[str, Any]


class Blog:
    """Users, profiles, articles, comments and tags."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.users: dict[str, Row] = {}
        self.articles: list[Row] = []
        self.comments: list[Row] = []
        self.follows: set[tuple[str, str]] = set()
        self.favorites: set[tuple[str, str]] = set()
        self.tokens: dict[str, str] = {}
        self.made = 0
        for name in ("ida", "jon", "kim"):
            self._user(
                {"username": name, "email": f"{name}@blog.example", "password": f"{name}-secret-1"}
            )
        self.users["ida"] |= {"bio": "I write about boats.", "image": "https://img.example/ida.png"}
        words = [
            ("How to sail", "Wind and water", "ida", ["sailing", "boats"]),
            ("Bread at home", "Flour and time", "jon", ["cooking"]),
            ("Knots for all", "Ropes", "ida", ["boats", "knots"]),
            ("On reading", "Books", "kim", ["books"]),
            ("Slow travel", "By train", "kim", ["travel", "books"]),
            ("Soup season", "Pots and pans", "jon", ["cooking", "winter"]),
        ]
        for title, about, who, tags in words:
            self.clock.tick()
            self._article(
                who,
                {
                    "title": title,
                    "description": about,
                    "body": f"{title}. {about}!",
                    "tagList": tags,
                },
            )
        self.follows |= {("jon", "ida"), ("kim", "ida")}
        self.favorites |= {("jon", "how-to-sail"), ("kim", "how-to-sail"), ("ida", "on-reading")}
        self._comment("jon", "how-to-sail", "Great read.")
        self._comment("kim", "how-to-sail", "Thanks!")
        self._comment("ida", "on-reading", "More please.")

    def __call__(self, method: str, target: str, body: Any, headers: dict[str, str]) -> Answered:
        parts = urlsplit(target)
        query = {k: v[0] for k, v in parse_qs(parts.query).items()}
        me = self.tokens.get(headers.get("authorization", "").removeprefix("Token "))
        match (method, *parts.path.removeprefix("/api/").split("/")):
            case ("POST", "users"):
                return self._register(body["user"])
            case ("POST", "users", "login"):
                return self._login(body["user"])
            case ("GET", "articles"):
                return self._listed(me, self._filtered(query), query)
            case ("GET", "articles", slug) if slug != "feed":
                return self._with(slug, lambda a: (200, {"article": self._shown(a, me)}))
            case ("GET", "articles", slug, "comments"):
                found = [self._said(c, me) for c in reversed(self.comments) if c["slug"] == slug]
                return self._with(slug, lambda a: (200, {"comments": found}))
            case ("GET", "tags"):
                tags = [t for a in self.articles for t in a["tagList"]]
                return 200, {"tags": sorted(set(tags))}
            case ("GET", "profiles", name):
                return self._profiled(name, me)
        if me is None:
            return 401, {"errors": {"body": ["missing authorization credentials"]}}
        return self._known(me, method, parts.path.removeprefix("/api/").split("/"), query, body)

    def _known(
        self, me: str, method: str, path: list[str], query: dict[str, str], body: Any
    ) -> Answered:
        match (method, *path):
            case ("GET", "user"):
                return 200, {"user": self._account(me)}
            case ("PUT", "user"):
                self.users[me] |= {k: v for k, v in body["user"].items() if k != "password"}
                return 200, {"user": self._account(me)}
            case ("GET", "articles", "feed"):
                mine = [a for a in self._newest() if (me, a["author"]) in self.follows]
                return self._listed(me, mine, query)
            case ("POST" | "DELETE", "profiles", name, "follow"):
                (self.follows.add if method == "POST" else self.follows.discard)((me, name))
                return self._profiled(name, me)
            case ("POST", "articles"):
                blank = [k for k in ("title", "description", "body") if not body["article"].get(k)]
                if blank:
                    return 422, {"errors": {k: ["can't be blank"] for k in blank}}
                self._article(me, body["article"])
                return 201, {"article": self._shown(self.articles[-1], me)}
            case ("PUT", "articles", slug):
                return self._owned(slug, me, lambda a: self._edited(a, body["article"], me))
            case ("DELETE", "articles", slug):
                return self._owned(slug, me, lambda a: (self.articles.remove(a), (204, None))[1])
            case ("POST" | "DELETE", "articles", slug, "favorite"):
                (self.favorites.add if method == "POST" else self.favorites.discard)((me, slug))
                return self._with(slug, lambda a: (200, {"article": self._shown(a, me)}))
            case ("POST", "articles", slug, "comments"):
                return self._with(
                    slug,
                    lambda a: (
                        200,
                        {
                            "comment": self._said(
                                self._comment(me, slug, body["comment"]["body"]), me
                            )
                        },
                    ),
                )
            case ("DELETE", "articles", slug, "comments", number):
                found = next((c for c in self.comments if c["id"] == int(number)), None)
                if found is None:
                    return 404, {"errors": {"body": ["comment not found"]}}
                if found["author"] != me:
                    return 403, {"errors": {"body": ["you are not the author"]}}
                self.comments.remove(found)
                return 204, None
        return 404, {"errors": {"body": ["not found"]}}

    def _user(self, sent: Row) -> None:
        self.users[sent["username"]] = {"bio": None, "image": None, **sent}

    def _account(self, name: str) -> Row:
        user = self.users[name]
        token = f"eyJhbGciOiJIUzI1NiJ9.{secrets.token_urlsafe(24)}.{secrets.token_urlsafe(24)}"
        self.tokens[token] = name
        return {
            "email": user["email"],
            "token": token,
            "username": name,
            "bio": user["bio"],
            "image": user["image"],
        }

    def _register(self, sent: Row) -> Answered:
        blank = [k for k in ("username", "email", "password") if not sent.get(k)]
        if blank:
            return 422, {"errors": {k: ["can't be blank"] for k in blank}}
        if sent["username"] in self.users:
            return 422, {"errors": {"username": ["has already been taken"]}}
        self._user(sent)
        return 201, {"user": self._account(sent["username"])}

    def _login(self, sent: Row) -> Answered:
        for user in self.users.values():
            if (user["email"], user["password"]) == (sent["email"], sent["password"]):
                return 200, {"user": self._account(user["username"])}
        return 401, {"errors": {"body": ["email or password is invalid"]}}

    def _slug(self, title: str, own: Row | None = None) -> str:
        slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
        taken = {a["slug"] for a in self.articles if a is not own}
        return (
            slug
            if slug not in taken
            else next(s for n in range(2, 99) if (s := f"{slug}-{n}") not in taken)
        )

    def _article(self, who: str, sent: Row) -> None:
        now = self.clock.iso()
        kept = {
            "slug": self._slug(sent["title"]),
            "title": sent["title"],
            "description": sent["description"],
            "body": sent["body"],
        }
        self.articles.append(
            {
                **kept,
                "tagList": sorted(sent.get("tagList", [])),
                "createdAt": now,
                "updatedAt": now,
                "author": who,
            }
        )

    def _edited(self, article: Row, sent: Row, me: str) -> Answered:
        old = article["slug"]
        article |= {k: sent[k] for k in ("title", "description", "body", "tagList") if k in sent}
        if "title" in sent:
            article["slug"] = self._slug(sent["title"], article)
            self.favorites = {(n, article["slug"] if s == old else s) for n, s in self.favorites}
            for comment in self.comments:
                comment["slug"] = article["slug"] if comment["slug"] == old else comment["slug"]
        article["updatedAt"] = self.clock.iso()
        return 200, {"article": self._shown(article, me)}

    def _comment(self, who: str, slug: str, text: str) -> Row:
        self.made += 1
        now = self.clock.iso()
        self.comments.append(
            {
                "id": self.made,
                "createdAt": now,
                "updatedAt": now,
                "body": text,
                "author": who,
                "slug": slug,
            }
        )
        return self.comments[-1]

    def _said(self, comment: Row, me: str | None) -> Row:
        shown = {k: comment[k] for k in ("id", "createdAt", "updatedAt", "body")}
        return {**shown, "author": self._profile(comment["author"], me)}

    def _profile(self, name: str, me: str | None) -> Row:
        user = self.users[name]
        return {
            "username": name,
            "bio": user["bio"],
            "image": user["image"],
            "following": (me, name) in self.follows,
        }

    def _profiled(self, name: str, me: str | None) -> Answered:
        if name not in self.users:
            return 404, {"errors": {"body": ["profile not found"]}}
        return 200, {"profile": self._profile(name, me)}

    def _shown(self, article: Row, me: str | None) -> Row:
        fans = {n for n, s in self.favorites if s == article["slug"]}
        return {
            **article,
            "favorited": me in fans,
            "favoritesCount": len(fans),
            "author": self._profile(article["author"], me),
        }

    def _newest(self) -> list[Row]:
        return list(reversed(self.articles))

    def _filtered(self, query: dict[str, str]) -> list[Row]:
        return [
            a
            for a in self._newest()
            if query.get("tag") in (None, *a["tagList"])
            and query.get("author") in (None, a["author"])
            and ("favorited" not in query or (query["favorited"], a["slug"]) in self.favorites)
        ]

    def _listed(self, me: str | None, found: list[Row], query: dict[str, str]) -> Answered:
        start, size = int(query.get("offset", 0)), int(query.get("limit", 20))
        page = [
            {k: v for k, v in self._shown(a, me).items() if k != "body"}
            for a in found[start : start + size]
        ]
        return 200, {"articles": page, "articlesCount": len(found)}

    def _with(self, slug: str, then: Any) -> Answered:
        found = next((a for a in self.articles if a["slug"] == slug), None)
        if found is None:
            return 404, {"errors": {"body": ["article not found"]}}
        answered: Answered = then(found)
        return answered

    def _owned(self, slug: str, me: str, then: Any) -> Answered:
        refused = 403, {"errors": {"body": ["you are not the author"]}}
        return self._with(slug, lambda a: then(a) if a["author"] == me else refused)


def first(at: Stage) -> None:
    """A guest looks around; two people log in, one registers; they write, follow and favour."""
    use = at.visitor()
    look(use)
    use("GET", "/api/articles?tag=boats&limit=10&offset=0")
    use("GET", "/api/articles?tag=books&limit=10&offset=0")
    use("GET", "/api/articles?limit=3&offset=0")
    use("GET", "/api/articles?limit=3&offset=3")
    read(use, "how-to-sail")
    read(use, "on-reading")
    use("GET", "/api/profiles/ida")
    use("GET", "/api/articles?author=ida&limit=5&offset=0")
    use("GET", "/api/articles?favorited=ida&limit=5&offset=0")
    use("GET", "/api/articles/nowhere")
    use("GET", "/api/profiles/nobody")
    use("GET", "/api/user")
    use(
        "POST",
        "/api/users/login",
        {"user": {"email": "ida@blog.example", "password": "wrong-secret"}},
    )
    login(use, "ida")
    use("GET", "/api/articles/feed?limit=10&offset=0")
    look(use)
    use("POST", "/api/profiles/jon/follow")
    use("GET", "/api/profiles/jon")
    use("GET", "/api/articles/feed?limit=10&offset=0")
    read(use, "bread-at-home")
    use("POST", "/api/articles/bread-at-home/favorite")
    use("POST", "/api/articles/bread-at-home/comments", {"comment": {"body": "Trying this."}})
    use("POST", "/api/articles/bread-at-home/comments", {"comment": {"body": "It worked!"}})
    use("GET", "/api/articles/bread-at-home/comments")
    write(use, "Night sailing", "Stars", "Sail by night.", ["sailing", "night"])
    read(use, "night-sailing")
    use("GET", "/api/tags")
    use(
        "PUT",
        "/api/articles/night-sailing",
        {
            "article": {
                "title": "Sailing at night",
                "description": "Stars",
                "body": "Sail at night.",
                "tagList": ["sailing", "night"],
            }
        },
    )
    read(use, "sailing-at-night")
    write(use, "Bread at home", "Mine", "Another loaf.", [])
    use(
        "POST",
        "/api/articles",
        {"article": {"title": "", "description": "x", "body": "y", "tagList": []}},
    )
    use("GET", "/api/articles?author=ida&limit=5&offset=0")
    use(
        "PUT",
        "/api/user",
        {
            "user": {
                "bio": "Boats and bread.",
                "image": "https://img.example/ida2.png",
                "username": "ida",
                "email": "ida@blog.example",
            }
        },
    )
    use("GET", "/api/user")
    use("DELETE", "/api/articles/soup-season")
    other = at.visitor()
    other(
        "POST",
        "/api/users",
        {"user": {"username": "jon", "email": "x@blog.example", "password": "jon-other-1"}},
    )
    user = other(
        "POST",
        "/api/users",
        {"user": {"username": "lou", "email": "lou@blog.example", "password": "lou-secret-1"}},
    )
    other.headers["authorization"] = f"Token {user['user']['token']}"
    other("GET", "/api/user")
    look(other)
    other("GET", "/api/articles/feed?limit=10&offset=0")
    other("POST", "/api/profiles/ida/follow")
    other("POST", "/api/profiles/kim/follow")
    other("GET", "/api/articles/feed?limit=10&offset=0")
    other("DELETE", "/api/profiles/kim/follow")
    other("GET", "/api/profiles/kim")
    other("POST", "/api/articles/how-to-sail/favorite")
    other("POST", "/api/articles/slow-travel/favorite")
    other("GET", "/api/articles?favorited=lou&limit=5&offset=0")
    other("DELETE", "/api/articles/slow-travel/favorite")
    other("GET", "/api/articles?favorited=lou&limit=5&offset=0")
    read(other, "bread-at-home")
    other("DELETE", "/api/articles/bread-at-home/comments/4")
    said = other(
        "POST", "/api/articles/how-to-sail/comments", {"comment": {"body": "Hello from Lou."}}
    )
    other("DELETE", f"/api/articles/how-to-sail/comments/{said['comment']['id']}")
    other("GET", "/api/articles/how-to-sail/comments")
    write(other, "First words", "Hello", "I am new.", ["hello"])
    other("PUT", "/api/articles/first-words", {"article": {"body": "I am still new."}})
    write(other, "Second words", "Hello again", "Less new.", ["hello", "books"])
    other("DELETE", "/api/articles/second-words")
    other("GET", "/api/articles/second-words")
    look(other)


def second(at: Stage) -> None:
    """Others come, and do the like to other things."""
    use = at.visitor()
    look(use)
    use("GET", "/api/articles?tag=hello&limit=10&offset=0")
    use("GET", "/api/articles?tag=cooking&limit=10&offset=0")
    use("GET", "/api/articles?limit=4&offset=4")
    read(use, "knots-for-all")
    read(use, "sailing-at-night")
    use("GET", "/api/profiles/lou")
    use("GET", "/api/articles?author=kim&limit=5&offset=0")
    use("GET", "/api/articles?favorited=lou&limit=5&offset=0")
    use("GET", "/api/articles/not-here")
    login(use, "lou")
    use("GET", "/api/articles/feed?limit=10&offset=0")
    use("GET", "/api/profiles/ida")
    use("POST", "/api/profiles/jon/follow")
    use("GET", "/api/profiles/jon")
    use("GET", "/api/articles/feed?limit=10&offset=0")
    use("DELETE", "/api/profiles/ida/follow")
    use("GET", "/api/articles/feed?limit=10&offset=0")
    use("POST", "/api/articles/knots-for-all/favorite")
    use("GET", "/api/articles/knots-for-all")
    use("DELETE", "/api/articles/how-to-sail/favorite")
    use("GET", "/api/articles?favorited=lou&limit=5&offset=0")
    write(use, "Third words", "More", "Words upon words.", ["hello", "words"])
    use("GET", "/api/tags")
    write(use, "First words", "Same title", "Again.", ["hello"])
    use(
        "POST",
        "/api/articles",
        {"article": {"title": "", "description": "x", "body": "y", "tagList": []}},
    )
    use(
        "POST",
        "/api/articles",
        {"article": {"title": "No body", "description": "x", "body": "", "tagList": []}},
    )
    use("PUT", "/api/articles/third-words", {"article": {"title": "Fourth words"}})
    read(use, "fourth-words")
    use("PUT", "/api/articles/knots-for-all", {"article": {"body": "Mine now."}})
    use("POST", "/api/articles/fourth-words/comments", {"comment": {"body": "My own."}})
    use("GET", "/api/articles/fourth-words/comments")
    use("DELETE", "/api/articles/on-reading/comments/3")
    use(
        "PUT",
        "/api/user",
        {
            "user": {
                "bio": "New here.",
                "image": None,
                "username": "lou",
                "email": "lou@blog.example",
            }
        },
    )
    use("GET", "/api/user")
    use("GET", "/api/profiles/lou")
    use("DELETE", "/api/articles/fourth-words")
    use("GET", "/api/articles/fourth-words")
    use("GET", "/api/articles?author=lou&limit=5&offset=0")
    other = at.visitor()
    user = other(
        "POST",
        "/api/users",
        {"user": {"username": "mia", "email": "mia@blog.example", "password": "mia-secret-1"}},
    )
    other.headers["authorization"] = f"Token {user['user']['token']}"
    other("GET", "/api/user")
    other("POST", "/api/profiles/lou/follow")
    other("POST", "/api/articles/first-words/favorite")
    other("GET", "/api/articles/feed?limit=10&offset=0")
    other("GET", "/api/articles?favorited=mia&limit=5&offset=0")
    said = other("POST", "/api/articles/first-words/comments", {"comment": {"body": "Hi Lou."}})
    other("GET", "/api/articles/first-words/comments")
    other("DELETE", f"/api/articles/first-words/comments/{said['comment']['id']}")
    other("GET", "/api/articles/first-words/comments")
    write(other, "Mia speaks", "At last", "Good day.", ["travel", "hello"])
    look(other)


def look(use: Any) -> None:
    use("GET", "/api/tags")
    use("GET", "/api/articles?limit=10&offset=0")


def read(use: Any, slug: str) -> None:
    use("GET", f"/api/articles/{slug}")
    use("GET", f"/api/articles/{slug}/comments")


def login(use: Any, name: str) -> None:
    user = use(
        "POST",
        "/api/users/login",
        {"user": {"email": f"{name}@blog.example", "password": f"{name}-secret-1"}},
    )
    use.headers["authorization"] = f"Token {user['user']['token']}"
    use("GET", "/api/user")


def write(use: Any, title: str, about: str, body: str, tags: list[str]) -> None:
    use(
        "POST",
        "/api/articles",
        {"article": {"title": title, "description": about, "body": body, "tagList": tags}},
    )
