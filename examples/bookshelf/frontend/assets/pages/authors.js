import * as api from "../api.js";
import { h } from "../dom.js";
import * as router from "../router.js";
import * as session from "../session.js";
import { field } from "../parts/form.js";
import { pagination } from "../parts/pagination.js";
import { empty } from "../parts/states.js";
import { count, year } from "../words.js";

const SORTS = [
  ["name", "Name"],
  ["born_on", "Earliest born"],
  ["-books_count", "Most books"],
];

export async function authors({ query, signal }) {
  const found = await api.get("/authors", { per_page: 9, ...query }, signal);
  return {
    title: "Authors",
    content: [
      h("div", { class: "page-head" }, h("h1", {}, "Authors"), session.user() && h("a", { class: "button", href: "/authors/new" }, "Add an author")),
      filters(query),
      found.items.length ? h("ul", { class: "people" }, found.items.map((author) => h("li", {}, card(author)))) : empty("Nobody of that name is here."),
      pagination(found, query),
    ],
  };
}

function filters(query) {
  const form = h(
    "form",
    { class: "panel bar", role: "search", "aria-label": "Authors" },
    field({ label: "Search", name: "q", type: "search", value: query.q, placeholder: "Name" }),
    field({ label: "Sort by", name: "sort", control: "select", options: SORTS, value: query.sort ?? "name" }),
    h("button", { type: "submit" }, "Search"),
  );
  const apply = (event) => {
    event.preventDefault();
    const given = [...new FormData(form)].filter(([, value]) => value);
    router.go(`/authors?${new URLSearchParams(given)}`);
  };
  form.addEventListener("submit", apply);
  form.querySelector("select").addEventListener("change", apply);
  return form;
}

function card(author) {
  return h(
    "article",
    { class: "person" },
    h("span", { class: "initials", "aria-hidden": "true" }, initials(author.name)),
    h(
      "div",
      {},
      h("h2", {}, h("a", { href: `/authors/${author.id}` }, author.name)),
      h("p", { class: "muted" }, origin(author), ` · ${count(author.books_count, "book", "books")}`),
      author.biography && h("p", { class: "clamp" }, author.biography),
    ),
  );
}

/** Where and when somebody was born, as far as it is known. */
export function origin({ country, born_on }) {
  if (!country && !born_on) return "Origin unknown";
  return [country, born_on && `born ${year(born_on)}`].filter(Boolean).join(", ");
}

export function initials(name) {
  const words = name.split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => word.charAt(0)).join("");
}
