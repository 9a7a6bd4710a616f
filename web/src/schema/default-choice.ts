import type { ColumnView } from "@/api/client";

type Default = ColumnView["default"];

/** Words for the defaults that are not a value of their own. */
export const NAMED: Default[] = ["none", "now", "uuid", "identity", "random", "token"];

/** What stands in the field of a default. */
export function shownDefault(column: Pick<ColumnView, "default" | "default_value">): string {
  if (column.default === "none") return "";
  if (column.default !== "value") return column.default;
  return typeof column.default_value === "string" ? column.default_value : JSON.stringify(column.default_value);
}

/** The default that the field asks for: a name, or a value of the column's type. */
export function readDefault(written: string, type: string): { default: Default; value: unknown } {
  const name = written.trim();
  if (!name) return { default: "none", value: null };
  if ((NAMED as string[]).includes(name)) return { default: name as Default, value: null };
  if (type === "text") return { default: "value", value: written };
  try {
    return { default: "value", value: JSON.parse(name) as unknown };
  } catch {
    return { default: "value", value: name };
  }
}
