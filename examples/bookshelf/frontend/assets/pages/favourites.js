import * as api from "../api.js";
import { h } from "../dom.js";
import { shelf } from "../parts/books.js";
import { pagination } from "../parts/pagination.js";
import { empty } from "../parts/states.js";
import { count } from "../words.js";

export async function favourites({ query, signal }) {
  const found = await api.get("/books", { favourited: true, ...query }, signal);
  return {
    title: "Favourites",
    content: [
      h("div", { class: "page-head" }, h("h1", {}, "Your favourites")),
      found.total
        ? [h("p", { class: "muted" }, count(found.total, "book", "books")), shelf(found.items), pagination(found, query)]
        : empty("You have no favourites yet.", h("a", { class: "button", href: "/books" }, "Find some")),
    ],
  };
}
