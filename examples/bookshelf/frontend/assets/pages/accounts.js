// Logging in and registering.

import * as api from "../api.js";
import { h } from "../dom.js";
import * as router from "../router.js";
import * as session from "../session.js";
import { field, form } from "../parts/form.js";
import { notify } from "../parts/notices.js";

const DEMO = { email: "ada@example.com", password: "correct horse" };

export async function login({ query }) {
  return page(query, {
    title: "Log in",
    path: "/auth/login",
    hello: (user) => `Welcome back, ${user.name}.`,
    fields: [email(DEMO.email), password("current-password", { value: DEMO.password })],
    below: [
      h("p", { class: "hint" }, "This is a demo. ", h("b", {}, DEMO.email), " and ", h("b", {}, "ben@example.com"), " both log in with the password ", h("b", {}, DEMO.password), "."),
      h("p", {}, "New here? ", h("a", { href: `/register${location.search}` }, "Register")),
    ],
  });
}

export async function register({ query }) {
  return page(query, {
    title: "Register",
    path: "/auth/register",
    hello: (user) => `Welcome, ${user.name}.`,
    fields: [
      field({ label: "Name", name: "name", autocomplete: "name", required: true, maxlength: 80, wide: true }),
      email(),
      password("new-password", { minlength: 8, hint: "At least 8 characters" }),
    ],
    below: [h("p", {}, "Registered already? ", h("a", { href: `/login${location.search}` }, "Log in"))],
  });
}

function page(query, { title, path, hello, fields, below }) {
  const submit = async (values) => {
    session.change(await api.post(path, values));
    notify(hello(session.user()));
    router.go(safe(query.next), { replace: true });
  };
  const content = [h("h1", {}, title), form({ submit, action: title, class: "panel" }, fields), below];
  return { title, content: h("section", { class: "narrow slim" }, content) };
}

function email(value) {
  return field({ label: "Email", name: "email", type: "email", autocomplete: "email", value, required: true, wide: true });
}

function password(autocomplete, more) {
  return field({ label: "Password", name: "password", type: "password", autocomplete, required: true, wide: true, ...more });
}

/** Where to go on: a path of this app and nothing else. */
function safe(next) {
  return new URL(next ?? "/", location.origin).origin === location.origin ? (next ?? "/") : "/";
}
