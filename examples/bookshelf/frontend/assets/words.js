// Dates, prices and numbers in words.

const DAY = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });
const PRICE = new Intl.NumberFormat("en-GB", { style: "currency", currency: "EUR" });

export const FORMATS = { hardcover: "Hardcover", paperback: "Paperback", ebook: "E-book" };

export function day(text) {
  return DAY.format(new Date(text));
}

export function year(text) {
  return text.slice(0, 4);
}

export function price(amount) {
  return PRICE.format(amount);
}

export function count(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}
