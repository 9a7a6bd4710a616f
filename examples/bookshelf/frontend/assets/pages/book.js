import * as api from "../api.js";
import { h } from "../dom.js";
import * as router from "../router.js";
import * as session from "../session.js";
import { cover, favouriteButton, rating } from "../parts/books.js";
import { confirm } from "../parts/confirm.js";
import { attempt } from "../parts/form.js";
import { notify } from "../parts/notices.js";
import { reviews } from "../parts/reviews.js";
import { tag } from "../parts/tags.js";
import { FORMATS, day, price } from "../words.js";

export async function book({ params, signal }) {
  const [shown, first] = await Promise.all([
    api.get(`/books/${params.slug}`, {}, signal),
    api.get(`/books/${params.slug}/reviews`, {}, signal),
  ]);
  return {
    title: shown.title,
    content: [
      h("p", { class: "trail" }, h("a", { href: "/books" }, "Books"), " / ", shown.title),
      h("article", { class: "book" }, h("div", { class: "book-cover" }, cover(shown)), text(shown)),
      reviews(shown, first, router.reload),
    ],
  };
}

function text(shown) {
  return h(
    "div",
    { class: "book-text" },
    h("h1", {}, shown.title),
    h("p", { class: "by" }, "by ", h("a", { href: `/authors/${shown.author.id}` }, shown.author.name)),
    h("p", { class: "book-rating" }, rating(shown)),
    h("p", { class: "description" }, shown.description ?? h("span", { class: "muted" }, "There is no description yet.")),
    shown.tags.length > 0 && h("p", { class: "tags" }, shown.tags.map((name) => tag(name))),
    h("div", { class: "actions" }, favouriteButton(shown, { words: true }), session.user() && keeping(shown)),
    facts(shown),
  );
}

function keeping(shown) {
  return [
    h("a", { class: "button quiet", href: `/books/${shown.slug}/edit` }, "Edit book"),
    h("button", { type: "button", class: "quiet danger", onclick: () => drop(shown) }, "Delete book"),
  ];
}

function facts(shown) {
  const rows = [
    ["Price", price(shown.price)],
    ["Format", FORMATS[shown.format]],
    ["Pages", shown.pages],
    ["Published", day(shown.published_on)],
    ["In print", shown.in_print ? "Yes" : "No"],
    ["ISBN", shown.isbn ?? "None"],
  ];
  return h("dl", { class: "facts" }, rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

async function drop(shown) {
  const title = `Delete “${shown.title}”?`;
  const text = "The book goes with all its reviews. This cannot be undone.";
  if (!(await confirm({ title, text, action: "Delete for good" }))) return;
  await attempt(async () => {
    await api.remove(`/books/${shown.slug}`);
    notify(`“${shown.title}” is deleted.`);
    router.go("/books");
  });
}
