// The reviews of a book: read, written, changed and deleted.

import * as api from "../api.js";
import { h, hidden, icon } from "../dom.js";
import * as session from "../session.js";
import { day } from "../words.js";
import { confirm } from "./confirm.js";
import { attempt, field, form, number } from "./form.js";
import { notify } from "./notices.js";

const RATINGS = ["", "Not for me", "It was all right", "Good", "Very good", "A favourite"];

/** The section of reviews; `changed` is called when there is one more, one less or a new rating. */
export function reviews(book, first, changed) {
  const list = h("ol", { class: "reviews" }, first.items.map((review) => entry(book, review, changed)));
  const none = h("p", { class: "muted" }, "Nobody has reviewed this book yet.");
  return h(
    "section",
    { class: "reviews-section", "aria-labelledby": "reviews-title" },
    h("h2", { id: "reviews-title" }, "Reviews"),
    first.total ? list : none,
    first.pages > 1 && more(book, first, list, changed),
    session.user() ? writing(book, changed) : invitation(book),
  );
}

function more(book, first, list, changed) {
  let page = first.page;
  const button = h("button", { type: "button", class: "quiet" }, "Show more reviews");
  button.onclick = () =>
    attempt(async () => {
      page += 1;
      const next = await api.get(`/books/${book.slug}/reviews`, { page });
      list.append(...next.items.map((review) => entry(book, review, changed)));
      if (page >= next.pages) button.remove();
    });
  return button;
}

function entry(book, review, changed) {
  const item = h("li", { class: "review" });
  item.append(...shown(book, review, item, changed));
  return item;
}

function shown(book, review, item, changed) {
  const own = session.user()?.id === review.user.id;
  const edited = review.updated_at !== review.created_at;
  return [
    h(
      "p",
      { class: "review-head" },
      h("b", {}, review.user.name),
      stars(review.rating),
      h("time", { datetime: review.created_at }, day(review.created_at), edited && " (edited)"),
    ),
    h("p", { class: "review-body" }, review.body),
    own && actions(book, review, item, changed),
  ].filter(Boolean);
}

function stars(rating) {
  const icons = Array.from({ length: 5 }, (_, index) => {
    const star = icon("star");
    star.classList.toggle("off", index >= rating);
    return star;
  });
  return h("span", { class: "stars" }, icons, hidden(`${rating} of 5 stars`));
}

function actions(book, review, item, changed) {
  return h(
    "p",
    { class: "actions" },
    h("button", { type: "button", class: "quiet small", onclick: () => edit(book, review, item, changed) }, "Edit review"),
    h("button", { type: "button", class: "quiet small", onclick: () => drop(book, review, changed) }, "Delete review"),
  );
}

function edit(book, review, item, changed) {
  const back = () => item.replaceChildren(...shown(book, review, item, changed));
  const editing = form(
    {
      action: "Save review",
      cancel: h("button", { type: "button", class: "quiet", onclick: back }, "Cancel"),
      submit: async (values) => {
        await api.patch(`${path(book)}/${review.id}`, body(values));
        notify("Your review is saved.");
        changed();
      },
    },
    fields(review, `-${review.id}`),
  );
  item.replaceChildren(editing);
  editing.querySelector("select").focus();
}

async function drop(book, review, changed) {
  const title = "Delete your review?";
  const text = "Your rating goes with it.";
  if (!(await confirm({ title, text, action: "Delete review" }))) return;
  await attempt(async () => {
    await api.remove(`${path(book)}/${review.id}`);
    notify("Your review is deleted.");
    changed();
  });
}

function writing(book, changed) {
  const submit = async (values) => {
    await api.post(path(book), body(values));
    notify("Thank you for your review.");
    changed();
  };
  return h(
    "section",
    { class: "panel", "aria-labelledby": "review-title" },
    h("h3", { id: "review-title" }, "Write a review"),
    form({ submit, action: "Post review" }, fields({ rating: "", body: "" })),
  );
}

function invitation(book) {
  const next = encodeURIComponent(`/books/${book.slug}`);
  return h("p", { class: "muted" }, h("a", { href: `/login?next=${next}` }, "Log in"), " to write a review.");
}

function fields(review, suffix = "") {
  const options = [["", "Choose a rating"], ...RATINGS.map((text, stars) => [stars, `${stars} – ${text}`]).slice(1)];
  return [
    field({ label: "Rating", name: "rating", id: `field-rating${suffix}`, control: "select", options, value: review.rating, required: true }),
    field({ label: "Your review", name: "body", id: `field-body${suffix}`, control: "textarea", rows: 4, value: review.body, required: true, wide: true }),
  ];
}

const path = (book) => `/books/${book.slug}/reviews`;
const body = (values) => ({ rating: number(values.rating), body: values.body });
