import { h } from "../dom.js";

/** Asks in a dialog; the promise is true when the answer is the action. */
export function confirm({ title, text, action }) {
  const dialog = h(
    "dialog",
    { "aria-labelledby": "confirm-title", "aria-describedby": "confirm-text" },
    h("h2", { id: "confirm-title" }, title),
    h("p", { id: "confirm-text" }, text),
    h(
      "form",
      { method: "dialog", class: "actions" },
      h("button", { value: "cancel", class: "quiet", autofocus: true }, "Cancel"),
      h("button", { value: "confirm", class: "danger" }, action),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "confirm");
    });
  });
}
