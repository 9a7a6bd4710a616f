// Client-side routing: paths to pages, links without reloads, scroll positions kept.

import { h } from "./dom.js";
import { failed, loading } from "./parts/states.js";

const main = document.getElementById("main");
const scrolls = new Map();
const listeners = new Set();
let routes = [];
let running = new AbortController();
let key = history.state?.key ?? 0;

/** Starts with routes of the form ["/books/:slug", page]; the last one takes what is left. */
export function start(table) {
  routes = table.map(([template, page]) => [pattern(template), page]);
  history.scrollRestoration = "manual";
  document.addEventListener("click", follow);
  addEventListener("popstate", (event) => {
    keepScroll();
    key = event.state?.key ?? 0;
    show(scrolls.get(key) ?? 0);
  });
  show(0);
}

/** Goes to another address of the app. */
export function go(address, { replace = false } = {}) {
  keepScroll();
  key = replace ? key : key + 1;
  history[replace ? "replaceState" : "pushState"]({ key }, "", address);
  show(0);
}

/** Shows the present address again. */
export function reload() {
  show(scrollY);
}

export function watch(listener) {
  listeners.add(listener);
}

async function show(scroll) {
  running.abort();
  running = new AbortController();
  const { signal } = running;
  const focus = keptFocus();
  const waiting = setTimeout(() => main.replaceChildren(loading()), 250);
  for (const listener of listeners) listener();
  try {
    const { title, content } = await build(signal);
    if (!signal.aborted) enter(title, content, scroll, focus);
  } catch (error) {
    if (!signal.aborted) refuse(error);
  } finally {
    clearTimeout(waiting);
  }
}

function build(signal) {
  const path = location.pathname.replace(/(.)\/$/, "$1");
  const [match, page] = routes
    .map(([template, candidate]) => [template.exec(path), candidate])
    .find(([found]) => found);
  const params = Object.fromEntries(
    Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
  );
  return page({ params, query: Object.fromEntries(new URLSearchParams(location.search)), signal });
}

function enter(title, content, scroll, focus) {
  document.title = title === "Bookshelf" ? title : `${title} · Bookshelf`;
  main.replaceChildren(h("div", { class: "page" }, content));
  scrollTo(0, scroll);
  focus();
}

/** Gives the focus to the control that has it now, or else to the page, once that is shown. */
function keptFocus() {
  const { activeElement } = document;
  if (activeElement === document.body) return () => {};
  const name = main.contains(activeElement) && activeElement.name;
  const control = () => name && main.querySelector(`[name="${CSS.escape(name)}"]`);
  return () => (control() || main).focus({ preventScroll: true });
}

function refuse(error) {
  if (error.status === 401) {
    go(`/login?next=${encodeURIComponent(location.pathname + location.search)}`, { replace: true });
  } else {
    document.title = "Bookshelf";
    main.replaceChildren(failed(error, reload));
  }
}

function follow(event) {
  const link = event.target.closest("a[href]");
  const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey);
  if (!link || !plain || link.target || link.origin !== location.origin) return;
  if (link.hash && link.pathname === location.pathname) return;
  event.preventDefault();
  go(link.pathname + link.search);
}

function pattern(template) {
  return new RegExp(`^${template.replace(/:(\w+)/g, "(?<$1>[^/]+)").replace("*", ".*")}$`);
}

function keepScroll() {
  scrolls.set(key, scrollY);
}
