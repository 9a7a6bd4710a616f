import * as api from "../api.js";
import { h } from "../dom.js";
import * as router from "../router.js";
import { checkbox, field, form, number, orNull } from "../parts/form.js";
import { notify } from "../parts/notices.js";
import { FORMATS } from "../words.js";

const BLANK = { format: "paperback", in_print: true, tags: [] };

export async function newBook({ query, signal }) {
  const [authors] = await Promise.all([allAuthors(signal), api.get("/auth/me", {}, signal)]);
  const blank = { ...BLANK, author_id: query.author };
  const save = async (values) => {
    const made = await api.post("/books", body(values));
    notify(`“${made.title}” is on the shelf.`);
    router.go(`/books/${made.slug}`);
  };
  return page("Add a book", blank, authors, save, "Add book", "/books");
}

export async function changeBook({ params, signal }) {
  const [book, authors] = await Promise.all([
    api.get(`/books/${params.slug}`, {}, signal),
    allAuthors(signal),
    api.get("/auth/me", {}, signal),
  ]);
  const save = async (values) => {
    await api.patch(`/books/${book.slug}`, body(values));
    notify("The book is saved.");
    router.go(`/books/${book.slug}`);
  };
  return page(`Edit “${book.title}”`, book, authors, save, "Save changes", `/books/${book.slug}`);
}

function page(title, book, authors, submit, action, back) {
  const cancel = h("a", { class: "button quiet", href: back }, "Cancel");
  const content = [h("h1", {}, title), form({ submit, action, cancel, class: "panel" }, fields(book, authors))];
  return { title, content: h("section", { class: "narrow" }, content) };
}

function fields(book, authors) {
  const names = [["", "Choose an author"], ...authors.map(({ id, name }) => [id, name])];
  return [
    field({ label: "Title", name: "title", value: book.title, required: true, maxlength: 200, wide: true }),
    field({ label: "Author", name: "author_id", control: "select", options: names, value: book.author_id ?? "", required: true, hint: h("a", { href: "/authors/new" }, "Add an author") }),
    field({ label: "Format", name: "format", control: "select", options: Object.entries(FORMATS), value: book.format, required: true }),
    field({ label: "Published on", name: "published_on", type: "date", value: book.published_on, required: true }),
    field({ label: "Pages", name: "pages", type: "number", min: 1, max: 20000, value: book.pages, required: true }),
    field({ label: "Price in euros", name: "price", type: "number", min: 0, step: 0.01, value: book.price, required: true }),
    field({ label: "ISBN", name: "isbn", value: book.isbn, pattern: "[0-9]{13}", inputmode: "numeric", hint: "13 digits, if it has one" }),
    field({ label: "Tags", name: "tags", value: book.tags.join(", "), hint: "Separated by commas", wide: true }),
    field({ label: "Description", name: "description", control: "textarea", rows: 5, value: book.description, maxlength: 4000, wide: true }),
    field({ label: "Cover picture", name: "cover_url", value: book.cover_url, hint: "A web address; without it the title is shown", wide: true }),
    checkbox({ label: "In print", name: "in_print", checked: book.in_print }),
  ];
}

function body(values) {
  return {
    title: values.title,
    author_id: number(values.author_id),
    isbn: orNull(values.isbn),
    format: values.format,
    price: number(values.price),
    pages: number(values.pages),
    published_on: orNull(values.published_on),
    in_print: values.in_print,
    description: orNull(values.description),
    cover_url: orNull(values.cover_url),
    tags: values.tags.split(",").map((name) => name.trim()).filter(Boolean),
  };
}

async function allAuthors(signal) {
  return (await api.get("/authors", { sort: "name", per_page: 100 }, signal)).items;
}
