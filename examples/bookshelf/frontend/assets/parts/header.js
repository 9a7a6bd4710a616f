import * as api from "../api.js";
import { h } from "../dom.js";
import * as router from "../router.js";
import * as session from "../session.js";
import { notify } from "./notices.js";

/** The name of the app, its main links, and who is logged in. */
export function header() {
  return h(
    "div",
    { class: "header-row" },
    h("a", { class: "brand", href: "/" }, h("span", { class: "brand-mark" }), "Bookshelf"),
    h(
      "nav",
      { "aria-label": "Main" },
      link("/books", "Books"),
      link("/authors", "Authors"),
      session.user() && link("/favourites", "Favourites"),
    ),
    h("div", { class: "account" }, session.user() ? loggedIn() : loggedOut()),
  );
}

function link(address, text) {
  const current = location.pathname === address ? "page" : undefined;
  return h("a", { href: address, "aria-current": current }, text);
}

function loggedIn() {
  return [
    h("span", { class: "who" }, session.user().name),
    h("button", { type: "button", class: "quiet", onclick: logOut }, "Log out"),
  ];
}

function loggedOut() {
  return [
    h("a", { class: "button quiet", href: "/login" }, "Log in"),
    h("a", { class: "button", href: "/register" }, "Register"),
  ];
}

async function logOut() {
  await api.post("/auth/logout").catch(() => {});
  session.change(null);
  notify("You are logged out.");
  router.go("/");
}
