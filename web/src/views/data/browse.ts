import type { Filter, StoredTable } from "@/api/client";

/** Which rows of which table are looked at: all of it stands in the address. */
export interface Browse {
  table: string;
  filters: Filter[];
  search: string;
  order: string;
  descending: boolean;
  offset: number;
}

/** What the address says. */
export function read(query: URLSearchParams): Browse {
  return {
    table: query.get("table") ?? "",
    filters: filtersOf(query.get("filters")),
    search: query.get("search") ?? "",
    order: query.get("order") ?? "",
    descending: query.get("direction") === "desc",
    offset: Math.max(0, Math.floor(Number(query.get("offset"))) || 0),
  };
}

/** The address of rows of a job. */
export function addressOf(id: string, browse: Partial<Browse> & { table: string }): string {
  return `/job?${new URLSearchParams({ id, view: "data", table: browse.table, ...parameters(browse) })}`;
}

/** What is asked of the server and stands in the address; nothing of what is as usual. */
export function parameters(browse: Partial<Browse>): Record<string, string> {
  const found: Record<string, string> = {};
  if (browse.filters?.length) found.filters = JSON.stringify(browse.filters);
  if (browse.search) found.search = browse.search;
  if (browse.order) found.order = browse.order;
  if (browse.order && browse.descending) found.direction = "desc";
  if (browse.offset) found.offset = `${browse.offset}`;
  return found;
}

const alone = ["is null", "is not null"];

/** The filters that say something yet: of a number, an empty field does not. */
export function complete(filters: Filter[], table: StoredTable): Filter[] {
  const texts = new Set(table.columns.filter((one) => one.type === "text" && !one.array).map((one) => one.name));
  return filters.filter((one) => one.value || texts.has(one.column) || alone.includes(one.comparison) || one.comparison === "contains");
}

/** The filters that leave the rows with these values in these columns; null where one is empty. */
export function filtersFor(columns: string[], values: (string | null | undefined)[]): Filter[] | null {
  const filters = columns.map((column, n) => ({ column, comparison: "=" as const, value: values[n] ?? "" }));
  return values.some((value) => value === null || value === undefined) ? null : filters;
}

/** Of a row, where each column with a reference leads. */
export function ways(table: StoredTable, columns: string[], row: (string | null)[]): Map<string, { table: string; filters: Filter[] }> {
  const found = new Map<string, { table: string; filters: Filter[] }>();
  for (const reference of table.references) {
    const values = reference.columns.map((name) => row[columns.indexOf(name)]);
    const filters = filtersFor(reference.references, values);
    if (filters) for (const name of reference.columns) found.set(name, { table: reference.table, filters });
  }
  return found;
}

function filtersOf(text: string | null): Filter[] {
  try {
    const read: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(read) ? (read as Filter[]).filter((one) => typeof one?.column === "string") : [];
  } catch {
    return [];
  }
}
