import { h } from "../dom.js";

/** A link to the books of a tag, with their number where it is known. */
export function tag(name, books) {
  return h(
    "a",
    { class: "tag", href: `/books?tag=${encodeURIComponent(name)}` },
    name,
    books !== undefined && h("span", { class: "tag-count" }, ` ${books}`),
  );
}
