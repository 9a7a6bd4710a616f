// Forms: labelled fields, and the server's errors beside them.

import { h } from "../dom.js";
import { notify } from "./notices.js";

/** A labelled control; `control` is "input" (with a type), "textarea" or "select" (with options). */
export function field({ label, name, control = "input", hint, options = [], wide, ...rest }) {
  const id = rest.id ?? `field-${name}`;
  const described = [hint && `${id}-hint`, `${id}-error`].filter(Boolean).join(" ");
  const attributes = { ...rest, id, name, "aria-describedby": described };
  return h(
    "div",
    { class: wide ? "field wide" : "field" },
    h("label", { for: id }, label),
    h(control, attributes, options.map(option)),
    hint && h("p", { class: "hint", id: `${id}-hint` }, hint),
    h("p", { class: "error", id: `${id}-error`, hidden: true }),
  );
}

export function checkbox({ label, name, checked, ...rest }) {
  const id = `field-${name}`;
  return h(
    "div",
    { class: "field check" },
    h("input", { type: "checkbox", id, name, checked, ...rest }),
    h("label", { for: id }, label),
  );
}

/** A form that hands its values to `submit`; what the server refuses stands at the fields. */
export function form({ submit, action, cancel, ...attributes }, ...fields) {
  const element = h(
    "form",
    { novalidate: true, ...attributes },
    h("p", { class: "error form-error", role: "alert", hidden: true }),
    h("div", { class: "fields" }, fields),
    h("div", { class: "actions" }, h("button", { type: "submit" }, action), cancel),
  );
  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (element.ariaBusy === "true") return;
    element.ariaBusy = "true";
    showErrors(element, {});
    try {
      await submit(values(element), element);
    } catch (error) {
      showErrors(element, error.fields ?? {}, error.message);
    } finally {
      element.ariaBusy = "false";
    }
  });
  return element;
}

/** A text or null, a number or null. */
export const orNull = (text) => text.trim() || null;
export const number = (text) => (text.trim() === "" ? null : Number(text));

/** Runs a deed of a button; says what went wrong, if something did. */
export async function attempt(deed) {
  try {
    await deed();
  } catch (error) {
    notify(error.message, "wrong");
  }
}

function option([value, text, selected]) {
  return h("option", { value, selected }, text);
}

function values(element) {
  const boxes = [...element.querySelectorAll("input[type=checkbox]")];
  const checked = Object.fromEntries(boxes.map((box) => [box.name, box.checked]));
  return { ...Object.fromEntries(new FormData(element)), ...checked };
}

function showErrors(element, errors, message = "") {
  const controls = [...element.elements].filter((control) => control.name);
  for (const control of controls) {
    const place = element.querySelector(`#${control.id}-error`);
    if (!place) continue;
    control.setAttribute("aria-invalid", control.name in errors);
    place.textContent = control.name in errors ? `This ${errors[control.name]}.` : "";
    place.hidden = !(control.name in errors);
  }
  const summary = element.querySelector(".form-error");
  summary.textContent = message;
  summary.hidden = !message;
  controls.find((control) => control.name in errors)?.focus();
}
