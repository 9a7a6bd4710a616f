import type { ColumnView, Edit, TableView } from "@/api/client";

/** Which table goes into which, and what the columns of the one that goes are called there. */
export interface Merge {
  table: TableView;
  into: TableView;
  columns: Record<string, string>;
}

const isKeyOf = (table: TableView, other: TableView) =>
  table.relations.some((relation) => relation.table === other.name && relation.columns.join() === table.primary_key.join());

/** The tables in the order in which one goes into the other: whose key is a reference goes, else who has fewer rows. */
export function directed(one: TableView, two: TableView): [TableView, TableView] {
  if (isKeyOf(one, two)) return [one, two];
  if (isKeyOf(two, one)) return [two, one];
  return one.rows > two.rows ? [two, one] : [one, two];
}

/** The table with which another one is most likely to be the same. */
export function partnerOf(table: TableView, tables: TableView[]): TableView | undefined {
  const others = tables.filter((other) => other.name !== table.name);
  const kinds = (of: TableView) => of.primary_key.map((key) => of.columns.find((column) => column.name === key)?.type).join();
  return others.find((other) => isKeyOf(table, other) || isKeyOf(other, table)) ?? others.find((other) => kinds(other) === kinds(table)) ?? others[0];
}

const fits = (one: ColumnView, other: ColumnView) => one.type === other.type && one.array === other.array;
const called = (table: TableView, name: string) => table.columns.find((column) => column.name === name);

/** What a column is called where it joins none of the other table's. */
export const ownName = (column: ColumnView, table: TableView, into: TableView) => (called(into, column.name) ? `${table.name}_${column.name}` : column.name);

/** The columns of the other table that a column can be. */
export const fitting = (column: ColumnView, into: TableView) => into.columns.filter((other) => fits(column, other) && !into.primary_key.includes(other.name));

/** A merge to begin with: the keys are the same, and so are columns of one name and type. */
export function begun(table: TableView, into: TableView): Merge {
  const columns = table.columns.map((column): [string, string] => {
    const key = into.primary_key[table.primary_key.indexOf(column.name)];
    const same = fitting(column, into).some((other) => other.name === column.name);
    return [column.name, key ?? (same ? column.name : ownName(column, table, into))];
  });
  return { table, into, columns: Object.fromEntries(columns) };
}

export const mergeOf = ({ table, into, columns }: Merge): Edit => ({ edit: "merge_tables", table: table.name, into: into.name, columns });
