import * as api from "../api.js";
import { h } from "../dom.js";
import * as router from "../router.js";
import * as session from "../session.js";
import { shelf } from "../parts/books.js";
import { checkbox, field } from "../parts/form.js";
import { pagination } from "../parts/pagination.js";
import { empty } from "../parts/states.js";
import { FORMATS, count } from "../words.js";

const SORTS = [
  ["title", "Title"],
  ["-published_on", "Newest first"],
  ["published_on", "Oldest first"],
  ["price", "Lowest price"],
  ["-price", "Highest price"],
  ["-average_rating", "Best rated"],
  ["-favourites_count", "Most loved"],
  ["-created_at", "Last added"],
];
const ANY = ["", "Any"];
const WIDE = matchMedia("(min-width: 60rem)");

export async function books({ query, signal }) {
  const [found, tags, authors] = await Promise.all([
    api.get("/books", query, signal),
    api.get("/tags", {}, signal),
    api.get("/authors", { sort: "name", per_page: 100 }, signal),
  ]);
  return {
    title: "Books",
    content: [
      h("div", { class: "page-head" }, h("h1", {}, "Books"), session.user() && h("a", { class: "button", href: "/books/new" }, "Add a book")),
      h(
        "div",
        { class: "browse" },
        filters(query, tags, authors.items),
        h("section", { "aria-label": "Results" }, results(found, query)),
      ),
    ],
  };
}

function results(found, query) {
  if (!found.items.length) {
    return empty("No book is like that.", h("a", { class: "button quiet", href: "/books" }, "Clear the filters"));
  }
  return [
    h("p", { class: "muted", role: "status" }, count(found.total, "book", "books")),
    shelf(found.items),
    pagination(found, query),
  ];
}

function filters(query, tags, authors) {
  const details = h(
    "details",
    { open: WIDE.matches || narrowed(query) },
    h("summary", {}, "Filters"),
    h("div", { class: "fields" }, choices(query, tags, authors)),
  );
  const form = h(
    "form",
    { class: "panel filters", role: "search", "aria-label": "Books" },
    field({ label: "Search", name: "q", type: "search", value: query.q, placeholder: "Title or author" }),
    field({ label: "Sort by", name: "sort", control: "select", options: SORTS, value: query.sort ?? "title" }),
    details,
    h(
      "div",
      { class: "actions" },
      h("button", { type: "submit" }, "Search"),
      h("a", { class: "button quiet", href: "/books" }, "Clear filters"),
    ),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    apply(form);
  });
  form.addEventListener("change", (event) => {
    if (event.target.matches("select, [type=checkbox]")) apply(form);
  });
  return form;
}

function choices(query, tags, authors) {
  return [
    field({ label: "Tag", name: "tag", control: "select", options: [ANY, ...tags.map(({ name }) => [name, name])], value: query.tag ?? "" }),
    field({ label: "Author", name: "author", control: "select", options: [ANY, ...authors.map(({ id, name }) => [id, name])], value: query.author ?? "" }),
    field({ label: "Format", name: "format", control: "select", options: [ANY, ...Object.entries(FORMATS)], value: query.format ?? "" }),
    field({ label: "From year", name: "year_from", type: "number", min: 1, max: 9999, value: query.year_from, placeholder: "1800" }),
    field({ label: "To year", name: "year_to", type: "number", min: 1, max: 9999, value: query.year_to, placeholder: "1940" }),
    checkbox({ label: "Only books in print", name: "in_print", value: "true", checked: query.in_print === "true" }),
  ];
}

function narrowed(query) {
  return ["tag", "author", "format", "year_from", "year_to", "in_print"].some((name) => query[name]);
}

function apply(form) {
  const given = [...new FormData(form)].filter(([name, value]) => value && !(name === "sort" && value === "title"));
  router.go(given.length ? `/books?${new URLSearchParams(given)}` : "/books");
}
