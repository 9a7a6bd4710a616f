import * as api from "../api.js";
import { h } from "../dom.js";
import * as router from "../router.js";
import { shelf } from "../parts/books.js";
import { tag } from "../parts/tags.js";

const NEWEST = { sort: "-created_at", per_page: 6 };
const BEST = { sort: "-favourites_count", per_page: 6 };

export async function home({ signal }) {
  const [stats, tags, newest, best] = await Promise.all([
    api.get("/stats", {}, signal),
    api.get("/tags", {}, signal),
    api.get("/books", NEWEST, signal),
    api.get("/books", BEST, signal),
  ]);
  return {
    title: "Bookshelf",
    content: [
      hero(stats),
      part("Favourites of our readers", best.items, "/books?sort=-favourites_count"),
      part("New on the shelf", newest.items, "/books?sort=-created_at"),
      h(
        "section",
        { "aria-labelledby": "tags-title" },
        h("h2", { id: "tags-title" }, "Browse by tag"),
        h("p", { class: "tags" }, tags.map(({ name, books_count }) => tag(name, books_count))),
      ),
    ],
  };
}

function hero(stats) {
  return h(
    "section",
    { class: "hero" },
    h("h1", {}, "Good books, and what readers say of them"),
    search(),
    h(
      "dl",
      { class: "stats" },
      Object.entries(stats).map(([name, number]) => h("div", {}, h("dt", {}, name), h("dd", {}, number))),
    ),
  );
}

function search() {
  const find = (event) => {
    event.preventDefault();
    router.go(`/books?${new URLSearchParams(new FormData(event.target))}`);
  };
  return h(
    "form",
    { role: "search", class: "search", onsubmit: find },
    h("label", { for: "home-search" }, "Search by title or author"),
    h("input", { type: "search", id: "home-search", name: "q", placeholder: "Jane Eyre" }),
    h("button", { type: "submit" }, "Search"),
  );
}

function part(title, books, address) {
  return h(
    "section",
    {},
    h("div", { class: "section-head" }, h("h2", {}, title), h("a", { href: address }, "See all")),
    shelf(books),
  );
}
