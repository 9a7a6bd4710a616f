import { h } from "../dom.js";

export function loading() {
  return h("p", { class: "state", role: "status" }, "Loading…");
}

/** What a page shows in place of itself when it could not be built. */
export function failed(error, again) {
  const gone = error.status === 404;
  return h(
    "section",
    { class: "state" },
    h("h1", {}, gone ? "Nothing here" : "That did not work"),
    h("p", {}, error.message),
    gone
      ? h("a", { class: "button", href: "/books" }, "Browse all books")
      : h("button", { type: "button", onclick: again }, "Try again"),
  );
}

export function empty(text, ...more) {
  return h("div", { class: "state" }, h("p", {}, text), more);
}
