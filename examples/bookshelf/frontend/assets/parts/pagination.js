import { h, hidden } from "../dom.js";

/** Links to the pages of a list; none where one page holds it all. */
export function pagination({ page, pages }, query) {
  if (pages <= 1) return null;
  return h(
    "nav",
    { class: "pagination", "aria-label": "Pages" },
    step(page - 1, "Previous", page > 1, query, "prev"),
    h("ol", {}, around(page, pages).map((number) => h("li", {}, entry(number, page, query)))),
    step(page + 1, "Next", page < pages, query, "next"),
  );
}

function step(number, text, possible, query, rel) {
  if (!possible) return h("span", { class: "step", "aria-disabled": "true" }, text);
  return h("a", { class: "step", rel, href: address(query, number) }, text);
}

function entry(number, page, query) {
  if (number === null) return h("span", { class: "gap" }, "…");
  const current = number === page ? "page" : undefined;
  return h("a", { href: address(query, number), "aria-current": current }, hidden("Page "), number);
}

/** The first, the last and those around the present page, with null for what is left out. */
function around(page, pages) {
  const near = Array.from({ length: pages }, (_, index) => index + 1).filter(
    (number) => number === 1 || number === pages || Math.abs(number - page) <= 1,
  );
  return near.flatMap((number, index) => {
    const between = index ? number - near[index - 1] - 1 : 0;
    if (between === 1) return [number - 1, number];
    return between ? [null, number] : [number];
  });
}

function address(query, page) {
  return `?${new URLSearchParams({ ...query, page })}`;
}
