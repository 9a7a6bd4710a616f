import type { StoredColumn } from "@/api/client";

/** How a value is typed in. */
export type Kind = "choice" | "number" | "date" | "time" | "moment" | "document" | "long" | "text";

const whole = /^\d{4}-\d\d-\d\d$/;
const clock = /^\d\d:\d\d(:\d\d(\.\d{1,3})?)?$/;
const moment = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,3})?)\+00$/;

/** The kind of input that loses nothing of the value: what the browser's own cannot hold is text. */
export function kindOf(column: Pick<StoredColumn, "type" | "array" | "values">, value: string | null): Kind {
  if (column.array || column.type === "jsonb") return "document";
  if (column.values.length || column.type === "boolean") return "choice";
  switch (column.type) {
    case "integer":
    case "bigint":
    case "numeric":
    case "double precision":
      return "number";
    case "date":
      return fits(value, whole) ? "date" : "text";
    case "time":
      return fits(value, clock) ? "time" : "text";
    case "timestamptz":
      return fits(value, moment) ? "moment" : "text";
    case "text":
      return value !== null && (value.length > 60 || value.includes("\n")) ? "long" : "text";
    default:
      return "text";
  }
}

/** What can be chosen, in the words of Postgres. */
export const choices = (column: Pick<StoredColumn, "type" | "values">) => (column.values.length ? column.values : ["true", "false"]);

/** A moment as the browser's input wants it, in UTC. */
export const toInput = (value: string) => value.replace(moment, "$1T$2");

/** The same for Postgres. */
export function fromInput(value: string): string {
  if (!value) return "";
  const seconds = /T\d\d:\d\d$/.test(value) ? ":00" : "";
  return `${value.replace("T", " ")}${seconds}+00`;
}

/** JSON on several lines, where it is any. */
export function laidOut(text: string): string {
  // Numbers that JavaScript cannot hold, and keys that it would reorder, must come back as they were.
  try {
    const again = JSON.stringify(JSON.parse(text));
    return again === compact(text) ? JSON.stringify(JSON.parse(text), null, 1) : text;
  } catch {
    return text;
  }
}

/** Without the blanks outside of strings. */
const compact = (text: string) => text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, "$1");

const fits = (value: string | null, pattern: RegExp) => !value || pattern.test(value);
