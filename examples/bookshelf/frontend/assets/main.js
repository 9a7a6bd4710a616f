// Bookshelf: the pages and their addresses.

import * as api from "./api.js";
import * as router from "./router.js";
import * as session from "./session.js";
import { header } from "./parts/header.js";
import { login, register } from "./pages/accounts.js";
import { author } from "./pages/author.js";
import { changeAuthor, newAuthor } from "./pages/author-form.js";
import { authors } from "./pages/authors.js";
import { book } from "./pages/book.js";
import { changeBook, newBook } from "./pages/book-form.js";
import { books } from "./pages/books.js";
import { favourites } from "./pages/favourites.js";
import { home } from "./pages/home.js";
import { missing } from "./pages/missing.js";

const place = document.getElementById("header");
const showHeader = () => place.replaceChildren(header());

session.watch(showHeader);
router.watch(showHeader);
if (session.token()) {
  const known = { token: session.token() };
  api.get("/auth/me").then((user) => session.change({ ...known, user }), () => {});
}
router.start([
  ["/", home],
  ["/books", books],
  ["/books/new", newBook],
  ["/books/:slug", book],
  ["/books/:slug/edit", changeBook],
  ["/authors", authors],
  ["/authors/new", newAuthor],
  ["/authors/:id", author],
  ["/authors/:id/edit", changeAuthor],
  ["/favourites", favourites],
  ["/login", login],
  ["/register", register],
  ["*", missing],
]);
