import { h } from "../dom.js";

const SHOWN_MS = 5000;

/** Says something in the corner for a few seconds. */
export function notify(text, kind = "done") {
  const notice = h("p", { class: `notice ${kind}` }, text);
  document.getElementById("notices").append(notice);
  setTimeout(() => notice.remove(), SHOWN_MS);
}
