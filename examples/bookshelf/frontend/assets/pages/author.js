import * as api from "../api.js";
import { h } from "../dom.js";
import * as router from "../router.js";
import * as session from "../session.js";
import { shelf } from "../parts/books.js";
import { confirm } from "../parts/confirm.js";
import { attempt } from "../parts/form.js";
import { notify } from "../parts/notices.js";
import { pagination } from "../parts/pagination.js";
import { empty } from "../parts/states.js";
import { day } from "../words.js";
import { initials } from "./authors.js";

export async function author({ params, query, signal }) {
  const [shown, books] = await Promise.all([
    api.get(`/authors/${params.id}`, {}, signal),
    api.get("/books", { author: params.id, sort: "published_on", ...query }, signal),
  ]);
  return {
    title: shown.name,
    content: [
      h("p", { class: "trail" }, h("a", { href: "/authors" }, "Authors"), " / ", shown.name),
      h("article", { class: "author" }, h("span", { class: "initials large", "aria-hidden": "true" }, initials(shown.name)), text(shown)),
      h("h2", {}, "Books"),
      books.items.length ? shelf(books.items) : empty("No books of this author yet."),
      pagination(books, query),
    ],
  };
}

function text(shown) {
  const born = shown.born_on ? `Born on ${day(shown.born_on)}` : "Born nobody knows when";
  return h(
    "div",
    {},
    h("h1", {}, shown.name),
    h("p", { class: "muted" }, [born, shown.country].filter(Boolean).join(", ")),
    shown.biography && h("p", { class: "description" }, shown.biography),
    session.user() && h("div", { class: "actions" }, keeping(shown)),
  );
}

function keeping(shown) {
  return [
    h("a", { class: "button quiet", href: `/books/new?author=${shown.id}` }, "Add a book"),
    h("a", { class: "button quiet", href: `/authors/${shown.id}/edit` }, "Edit author"),
    h("button", { type: "button", class: "quiet danger", onclick: () => drop(shown) }, "Delete author"),
  ];
}

async function drop(shown) {
  const title = `Delete ${shown.name}?`;
  const text = "Only an author without books can be deleted.";
  if (!(await confirm({ title, text, action: "Delete for good" }))) return;
  await attempt(async () => {
    await api.remove(`/authors/${shown.id}`);
    notify(`${shown.name} is deleted.`);
    router.go("/authors");
  });
}
