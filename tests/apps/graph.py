"""A reading club over GraphQL: connections with cursors, payloads, uuids, errors with status 200."""

from __future__ import annotations

import base64
import uuid
from typing import Any

from graphql import GraphQLError, build_schema, graphql_sync

from tests.apps.recording import Clock
from tests.verify.traffic import Answered

type Row = dict[str, Any]

SCHEMA = build_schema(
    """
    enum Direction { ASC DESC }
    enum Genre { NOVEL ESSAY POEMS }
    input BookOrder { field: String!, direction: Direction! }
    input TextFilter { eq: String, contains: String }
    input NumberFilter { eq: Int, gt: Int, lt: Int, in: [Int!] }
    input BookFilter { title: TextFilter, year: NumberFilter, genre: Genre }
    input BookInput { title: String!, year: Int!, genre: Genre, authorId: ID!, tagIds: [ID!] }
    input BookPatch { title: String, year: Int, genre: Genre, authorId: ID, tagIds: [ID!] }
    input ReviewInput { stars: Int!, text: String }
    type PageInfo { hasNextPage: Boolean!, endCursor: String }
    type BookEdge { cursor: String!, node: Book! }
    type BookConnection { edges: [BookEdge!]!, pageInfo: PageInfo!, totalCount: Int! }
    type Reviews { nodes: [Review!]!, totalCount: Int! }
    type Book {
      id: ID!, title: String!, year: Int!, genre: Genre, createdAt: String!, author: Author!
      tags: [Tag!]!, reviews(first: Int): Reviews!
    }
    type Author { id: ID!, name: String!, country: String, books: [Book!]! }
    type Tag { id: ID!, name: String! }
    type Review { id: ID!, stars: Int!, text: String, createdAt: String!, author: User!, book: Book! }
    type User { id: ID!, email: String!, displayName: String! }
    type Problem { message: String!, path: [String!] }
    type BookPayload { book: Book, problems: [Problem!]! }
    type ReviewPayload { review: Review }
    type Deleted { deletedId: ID }
    type Session { token: String!, user: User! }
    type Query {
      books(first: Int, after: String, filter: BookFilter, orderBy: BookOrder): BookConnection!
      book(id: ID!): Book
      authors: [Author!]!
      tags: [Tag!]!
      viewer: User
    }
    type Mutation {
      login(email: String!, password: String!): Session
      createBook(input: BookInput!): BookPayload!
      updateBook(id: ID!, patch: BookPatch!): BookPayload!
      deleteBook(id: ID!): Deleted!
      addReview(bookId: ID!, input: ReviewInput!): ReviewPayload!
      createTag(name: String!): Tag!
    }
    """
)


class Club:
    """Books, their authors and tags, and what readers say of them."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.made = 0
        self.users = [
            {"id": self._id("u1"), "email": "ann@club.example", "displayName": "Ann"},
            {"id": self._id("u2"), "email": "bob@club.example", "displayName": "Bob"},
        ]
        self.tokens: dict[str, Row] = {}
        names = ["Ada Moss", "Ben Stone", "Cleo Hart", "Dora Finch"]
        self.authors = [
            {"id": self._id(name), "name": name, "country": ("NO", None)[n % 2]}
            for n, name in enumerate(names)
        ]
        self.tags = [{"id": self._id(n), "name": n} for n in ("sea", "war", "love", "city")]
        self.books: list[Row] = []
        self.reviews: list[Row] = []
        titles = "Tide,Harbour,North,Salt,Lantern,Orchard,Mirror,Glass,River,Smoke,Thaw,Ember"
        for n, title in enumerate(titles.split(",")):
            self.clock.tick()
            self._book(title, 1950 + 5 * n, ("NOVEL", "ESSAY", None)[n % 3], n % 4, [n % 4, 3])
        for n in range(9):
            self.clock.tick()
            self._review(self.books[n % 5], self.users[n % 2], 1 + n % 5, f"Read {n}")

    def _id(self, seed: str) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, seed))

    def _fresh(self) -> str:
        self.made += 1
        return self._id(f"made {self.made}")

    def _book(self, title: str, year: int, genre: str | None, author: int, tags: list[int]) -> Row:
        row = {
            "id": self._fresh(),
            "title": title,
            "year": year,
            "genre": genre,
            "createdAt": self.clock.iso(),
            "authorId": self.authors[author]["id"],
            "tagIds": list(dict.fromkeys(self.tags[t]["id"] for t in tags)),
        }
        self.books.append(row)
        return row

    def _review(self, book: Row, user: Row, stars: int, text: str | None) -> Row:
        row = {
            "id": self._fresh(),
            "stars": stars,
            "text": text,
            "createdAt": self.clock.iso(),
            "userId": user["id"],
            "bookId": book["id"],
        }
        self.reviews.append(row)
        return row

    def __call__(self, method: str, target: str, body: Any, headers: dict[str, str]) -> Answered:
        if method != "POST" or target != "/graphql":
            return 404, {"message": "no such page"}
        user = self.tokens.get((headers.get("authorization") or "").removeprefix("Bearer "))
        told = graphql_sync(
            SCHEMA,
            body["query"],
            root_value=_Root(self, user),
            variable_values=body.get("variables"),
            operation_name=body.get("operationName"),
        )
        return 200, {
            **({"errors": [e.formatted for e in told.errors]} if told.errors else {}),
            "data": told.data,
        }

    def find(self, rows: list[Row], key: str) -> Row:
        for row in rows:
            if row["id"] == key:
                return row
        raise GraphQLError("Not found", extensions={"code": "NOT_FOUND"})


class _Root:
    """What the fields at the top resolve to."""

    def __init__(self, club: Club, user: Row | None) -> None:
        self.club, self.user = club, user

    def _caller(self) -> Row:
        if self.user is None:
            raise GraphQLError("Please log in", extensions={"code": "UNAUTHENTICATED"})
        return self.user

    def viewer(self, _info: Any) -> Any:
        return self.user

    def authors(self, _info: Any) -> Any:
        return [_author(self.club, row) for row in self.club.authors]

    def tags(self, _info: Any) -> Any:
        return self.club.tags

    def book(self, _info: Any, id: str) -> Any:
        row = next((r for r in self.club.books if r["id"] == id), None)
        return row and _book(self.club, row)

    def books(self, _info: Any, **given: Any) -> Any:
        rows = [r for r in self.club.books if _fits(r, given.get("filter") or {})]
        order = given.get("orderBy") or {"field": "createdAt", "direction": "DESC"}
        rows.sort(key=lambda r: r[order["field"]], reverse=order["direction"] == "DESC")
        start = int(base64.b64decode(given["after"])) + 1 if given.get("after") else 0
        shown = rows[start : start + (given.get("first") or 5)]
        edges = [
            {"cursor": _cursor(start + n), "node": _book(self.club, r)} for n, r in enumerate(shown)
        ]
        return {
            "edges": edges,
            "totalCount": len(rows),
            "pageInfo": {
                "hasNextPage": start + len(shown) < len(rows),
                "endCursor": edges[-1]["cursor"] if edges else None,
            },
        }

    def login(self, _info: Any, email: str, password: str) -> Any:
        user = next((u for u in self.club.users if u["email"] == email), None)
        if user is None or password != "correct horse":
            raise GraphQLError("Wrong password", extensions={"code": "UNAUTHENTICATED"})
        token = uuid.uuid4().hex
        self.club.tokens[token] = user
        return {"token": token, "user": user}

    def createBook(self, _info: Any, input: Row) -> Any:
        self._caller()
        if not input["title"].strip():
            return {"book": None, "problems": [{"message": "is blank", "path": ["title"]}]}
        row = {
            "id": self.club._fresh(),
            "genre": None,
            "tagIds": [],
            "createdAt": self.club.clock.iso(),
            **input,
        }
        self.club.books.append(row)
        return {"book": _book(self.club, row), "problems": []}

    def updateBook(self, _info: Any, id: str, patch: Row) -> Any:
        self._caller()
        row = self.club.find(self.club.books, id)
        row.update(patch)
        return {"book": _book(self.club, row), "problems": []}

    def deleteBook(self, _info: Any, id: str) -> Any:
        self._caller()
        self.club.books.remove(self.club.find(self.club.books, id))
        self.club.reviews = [r for r in self.club.reviews if r["bookId"] != id]
        return {"deletedId": id}

    def addReview(self, _info: Any, bookId: str, input: Row) -> Any:
        book = self.club.find(self.club.books, bookId)
        made = self.club._review(book, self._caller(), input["stars"], input.get("text"))
        return {"review": _review(self.club, made)}

    def createTag(self, _info: Any, name: str) -> Any:
        self._caller()
        self.club.tags.append({"id": self.club._fresh(), "name": name})
        return self.club.tags[-1]


def _cursor(place: int) -> str:
    return base64.b64encode(str(place).encode()).decode()


def _fits(row: Row, wanted: Row) -> bool:
    if wanted.get("genre") and row["genre"] != wanted["genre"]:
        return False
    for name in ("title", "year"):
        for op, value in (wanted.get(name) or {}).items():
            held = row[name]
            ok = {
                "eq": lambda h, v: h == v,
                "contains": lambda h, v: v.lower() in h.lower(),
                "gt": lambda h, v: h > v,
                "lt": lambda h, v: h < v,
                "in": lambda h, v: h in v,
            }[op](held, value)
            if not ok:
                return False
    return True


def _author(club: Club, row: Row) -> Row:
    mine = [b for b in club.books if b["authorId"] == row["id"]]
    return {**row, "books": lambda _info: [_book(club, b) for b in mine]}


def _book(club: Club, row: Row) -> Row:
    told = [r for r in club.reviews if r["bookId"] == row["id"]]

    def reviews(_info: Any, first: int | None = None) -> Row:
        return {"nodes": [_review(club, r) for r in told[:first]], "totalCount": len(told)}

    return {
        **row,
        "author": lambda _info: _author(club, club.find(club.authors, row["authorId"])),
        "tags": [club.find(club.tags, t) for t in row["tagIds"]],
        "reviews": reviews,
    }


def _review(club: Club, row: Row) -> Row:
    return {
        **row,
        "author": club.find(club.users, row["userId"]),
        "book": lambda _info: _book(club, club.find(club.books, row["bookId"])),
    }
