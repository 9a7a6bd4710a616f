// Books as they stand in lists, and the parts they share with the page of one book.

import * as api from "../api.js";
import { h, hidden, icon } from "../dom.js";
import * as router from "../router.js";
import * as session from "../session.js";
import { price, year } from "../words.js";
import { attempt } from "./form.js";
import { notify } from "./notices.js";

export function shelf(books) {
  return h("ul", { class: "shelf" }, books.map((book) => h("li", {}, card(book))));
}

/** The picture of a book, or its title on plain cloth where there is none. */
export function cover({ title, author, cover_url: url }) {
  if (url) return h("img", { class: "cover", src: url, alt: "", width: 300, height: 450, loading: "lazy" });
  return h("span", { class: "cover plain", "aria-hidden": "true" }, h("b", {}, title), author.name);
}

export function rating({ average_rating: average, reviews_count: reviews }) {
  if (average === null) return h("span", { class: "rating none" }, "No reviews yet");
  return h(
    "span",
    { class: "rating" },
    icon("star"),
    hidden("Rated "),
    average.toFixed(1),
    h("span", { class: "of" }, ` (${reviews})`),
  );
}

/** A button that marks and unmarks a book; `words` asks for a text on it. */
export function favouriteButton(book, { words = false } = {}) {
  const button = h("button", { type: "button", class: "favourite quiet" });
  const show = ({ title, favourited, favourites_count: total }) => {
    const deed = favourited ? "Remove from favourites" : "Add to favourites";
    button.setAttribute("aria-pressed", favourited);
    if (!words) button.setAttribute("aria-label", `${deed}: ${title}`);
    button.replaceChildren(icon("heart"), words ? `${deed} (${total})` : String(total));
    button.onclick = () => toggle(book.slug, favourited, show);
  };
  show(book);
  return button;
}

function card(book) {
  return h(
    "article",
    { class: "card" },
    h("a", { class: "card-cover", href: `/books/${book.slug}`, tabindex: "-1", "aria-hidden": "true" }, cover(book)),
    h("h3", {}, h("a", { href: `/books/${book.slug}` }, book.title)),
    h(
      "p",
      { class: "card-by" },
      h("a", { href: `/authors/${book.author.id}` }, book.author.name),
      `, ${year(book.published_on)}`,
    ),
    h("p", { class: "card-facts" }, rating(book), h("span", { class: "price" }, price(book.price))),
    favouriteButton(book),
  );
}

function toggle(slug, favourited, show) {
  if (!session.user()) {
    const next = encodeURIComponent(location.pathname + location.search);
    return router.go(`/login?next=${next}`);
  }
  return attempt(async () => {
    const path = `/books/${slug}/favourite`;
    show(await (favourited ? api.remove(path) : api.post(path)));
    notify(favourited ? "Removed from your favourites." : "Added to your favourites.");
  });
}
