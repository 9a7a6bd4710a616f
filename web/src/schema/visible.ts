import type { ColumnView, TableView } from "@/api/client";

export const MODES = ["all", "keys", "names"] as const;
export type Mode = (typeof MODES)[number];

/** Whether a column is part of the key or refers to another table. */
export function isKey(column: ColumnView, table: TableView): boolean {
  return table.primary_key.includes(column.name) || table.relations.some((relation) => relation.columns.includes(column.name));
}

/** The columns that a mode shows. */
export function columnsOf(table: TableView, mode: Mode): ColumnView[] {
  if (mode === "names") return [];
  return mode === "keys" ? table.columns.filter((column) => isKey(column, table)) : table.columns;
}

/** The tables whose name, or a column's, holds the text. */
export function found(tables: TableView[], search: string): TableView[] {
  const wanted = search.trim().toLowerCase();
  if (!wanted) return tables;
  const fits = (name: string) => name.toLowerCase().includes(wanted);
  return tables.filter((table) => fits(table.name) || table.columns.some((column) => fits(column.name)));
}

const TIME = ["timestamptz", "date", "time", "interval"];
const NUMBER = ["integer", "bigint", "numeric", "double precision"];

/** The colour of a type's family. */
export function colourOf(type: string): string {
  if (NUMBER.includes(type)) return "var(--number)";
  if (TIME.includes(type)) return "var(--time)";
  return type === "text" || type === "uuid" ? "var(--text)" : "var(--other)";
}
