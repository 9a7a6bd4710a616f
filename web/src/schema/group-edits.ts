import type { Edit, TableView } from "@/api/client";

type Single = Exclude<Edit, { edit: "group" }>;
export type Readers = TableView["readers"];

const STANDARD = ["created_at", "updated_at"] as const;

/** Edits as one step; null where there is none. */
function together(edits: Single[]): Edit | null {
  if (edits.length < 2) return edits[0] ?? null;
  return { edit: "group", edits };
}

/** Drops the tables, those that refer to others first. */
export function dropping(tables: TableView[]): Edit | null {
  const left = [...tables];
  const edits: Single[] = [];
  while (left.length > 0) {
    const free = left.findIndex((table) => !left.some((other) => other !== table && other.relations.some((relation) => relation.table === table.name)));
    const [table] = left.splice(Math.max(free, 0), 1);
    edits.push({ edit: "drop_table", table: table!.name });
  }
  return together(edits);
}

const has = (table: TableView, name: string) => table.columns.some((column) => column.name === name);

/** Whether the tables have the times of creation and change: all, none or some of them. */
export function standardOf(tables: TableView[]): boolean | "some" {
  const there = tables.flatMap((table) => STANDARD.map((name) => has(table, name)));
  return there.every(Boolean) ? true : there.some(Boolean) ? "some" : false;
}

/** Gives all tables the times of creation and change, or takes them from all. */
export function standard(tables: TableView[], on: boolean): Edit | null {
  const edits = tables.flatMap((table) =>
    STANDARD.filter((name) => has(table, name) !== on).map(
      (name): Single =>
        on
          ? {
              edit: "add_column",
              table: table.name,
              column: { name, type: "timestamptz", nullable: false, default: "now", role: "server", touched: name === "updated_at" },
            }
          : { edit: "drop_column", table: table.name, column: name },
    ),
  );
  return together(edits);
}

/** Whether rows of the table have an owner, of their own or through what they belong to. */
export const isOwned = (table: TableView) => Boolean(table.owner || table.through);

/** Who reads the rows of the tables; "" where they differ. */
export function readersOf(tables: TableView[]): Readers | "" {
  const [first, ...others] = tables.map((table) => table.readers);
  return first && others.every((one) => one === first) ? first : "";
}

/** Says for all tables who reads them; rows that nobody owns cannot be their owner's alone. */
export function reading(tables: TableView[], readers: Readers): Edit | null {
  return together(
    tables
      .filter((table) => table.readers !== readers && (readers !== "owner" || isOwned(table)))
      .map((table) => ({ edit: "set_readers", table: table.name, readers })),
  );
}
