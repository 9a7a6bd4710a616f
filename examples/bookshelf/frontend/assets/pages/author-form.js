import * as api from "../api.js";
import { h } from "../dom.js";
import * as router from "../router.js";
import { field, form, orNull } from "../parts/form.js";
import { notify } from "../parts/notices.js";

export async function newAuthor({ signal }) {
  await api.get("/auth/me", {}, signal);
  const save = async (values) => {
    const made = await api.post("/authors", body(values));
    notify(`${made.name} is added.`);
    router.go(`/authors/${made.id}`);
  };
  return page("Add an author", {}, save, "Add author", "/authors");
}

export async function changeAuthor({ params, signal }) {
  const [author] = await Promise.all([
    api.get(`/authors/${params.id}`, {}, signal),
    api.get("/auth/me", {}, signal),
  ]);
  const save = async (values) => {
    await api.patch(`/authors/${author.id}`, body(values));
    notify("The author is saved.");
    router.go(`/authors/${author.id}`);
  };
  return page(`Edit ${author.name}`, author, save, "Save changes", `/authors/${author.id}`);
}

function page(title, author, submit, action, back) {
  const cancel = h("a", { class: "button quiet", href: back }, "Cancel");
  const fields = [
    field({ label: "Name", name: "name", value: author.name, required: true, maxlength: 120, wide: true }),
    field({ label: "Country", name: "country", value: author.country, maxlength: 80 }),
    field({ label: "Born on", name: "born_on", type: "date", value: author.born_on }),
    field({ label: "Biography", name: "biography", control: "textarea", rows: 5, value: author.biography, maxlength: 4000, wide: true }),
  ];
  const content = [h("h1", {}, title), form({ submit, action, cancel, class: "panel" }, fields)];
  return { title, content: h("section", { class: "narrow" }, content) };
}

function body({ name, country, born_on, biography }) {
  return { name, country: orNull(country), born_on: orNull(born_on), biography: orNull(biography) };
}
