// Elements, made from JavaScript; texts are never read as markup.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  heart: "M12 20.5S3 15 3 8.8A4.8 4.8 0 0 1 12 6.5a4.8 4.8 0 0 1 9 2.3c0 6.2-9 11.7-9 11.7Z",
  star: "m12 2.8 2.8 6 6.5.8-4.8 4.5 1.3 6.5L12 17.4l-5.8 3.2 1.3-6.5L2.7 9.6l6.5-.8Z",
};

/** An element with attributes, listeners (`onclick`) and children; empty ones are left out. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  const { value, ...attributes } = properties;
  for (const [name, content] of Object.entries(attributes)) {
    if (typeof content === "function") element.addEventListener(name.slice(2), content);
    else if (!isEmpty(content)) element.setAttribute(name, content === true ? "" : content);
  }
  element.append(...children.flat(Infinity).filter((child) => !isEmpty(child)));
  if (!isEmpty(value)) element.value = value;
  return element;
}

/** A small picture that says nothing by itself. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `icon icon-${name}`);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A text that only screen readers hear. */
export function hidden(text) {
  return h("span", { class: "visually-hidden" }, text);
}

function isEmpty(value) {
  return value === undefined || value === null || value === false;
}
