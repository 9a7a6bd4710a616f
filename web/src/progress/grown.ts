import type { Sketch, TableView } from "@/api/client";
import { heightOf, type Positions, WIDTH } from "@/schema/layout";
import type { Mode } from "@/schema/visible";

const GAP = 60;
/** Tables up to which all their columns are shown. */
const WHOLE = 12;

/** In which stack each table stands, for as long as it is there. */
export type Stacks = Record<string, number>;

const nothing = { claim: "", support: 0, against: 0, exchanges: [], alternatives: [], parts: [] };

/** The tables of a sketch as the diagram shows tables: what a sketch does not tell is empty. */
export function tablesOf(sketch: Sketch | null | undefined): TableView[] {
  return (sketch?.tables ?? []).map((table) => ({
    ...table,
    kind: "entity",
    unique: [],
    owner: "",
    through: "",
    readers: "all",
    description: "",
    evidence: nothing,
    columns: table.columns.map((column) => ({ ...column, default: "none", values: [], touched: false, description: "", fields: [], evidence: nothing })),
    relations: table.relations.map((relation) => ({
      ...relation,
      on_delete: "restrict",
      evidence: { ...nothing, support: relation.support, against: relation.against },
    })),
  }));
}

/** What is shown of tables, by how many they are and how much room there is. */
export const modeOf = (tables: TableView[], narrow: boolean): Mode => (narrow || tables.length > WHOLE ? "keys" : "all");

/** The stacks with new tables on the shortest; a table that is there stays where it is. */
export function stacked(known: Stacks, tables: TableView[], narrow: boolean): Stacks {
  const missing = tables.filter((table) => known[table.name] === undefined);
  if (missing.length === 0) return known;
  const wished = narrow ? tables.length / 6 : Math.sqrt(tables.length * 1.5);
  const count = Math.max(2, Math.ceil(wished), ...Object.values(known).map((stack) => stack + 1));
  const next = { ...known };
  const mode = modeOf(tables, narrow);
  const tall = Array.from({ length: count }, (_, stack) => height(next, tables, stack, mode));
  for (const table of missing) {
    const stack = tall.indexOf(Math.min(...tall));
    next[table.name] = stack;
    tall[stack]! += heightOf(table, mode) + GAP;
  }
  return next;
}

function height(stacks: Stacks, tables: TableView[], stack: number, mode: Mode): number {
  return tables.filter((table) => stacks[table.name] === stack).reduce((sum, table) => sum + heightOf(table, mode) + GAP, 0);
}

/** Where tables stand: below each other in their stacks, in the order in which they came. */
export function placed(stacks: Stacks, tables: TableView[], mode: Mode): Positions {
  const order = Object.keys(stacks);
  const known = new Map(tables.map((table) => [table.name, table]));
  const ends: number[] = [];
  const positions: Positions = {};
  for (const name of order) {
    const table = known.get(name);
    if (!table) continue;
    const stack = stacks[name]!;
    const y = ends[stack] ?? 0;
    positions[name] = { x: stack * (WIDTH + GAP * 2), y };
    ends[stack] = y + heightOf(table, mode) + GAP;
  }
  return positions;
}

/** The tables that are new, or have other columns, rows or relations than before. */
export function changed(before: TableView[], now: TableView[]): Set<string> {
  const told = (table: TableView) => JSON.stringify([table.rows, table.columns.map((c) => [c.name, c.type, c.array]), table.relations.map((r) => [r.columns, r.table])]);
  const known = new Map(before.map((table) => [table.name, told(table)]));
  return new Set(now.filter((table) => known.get(table.name) !== told(table)).map((table) => table.name));
}

/** The box that holds all tables. */
export function around(positions: Positions, tables: TableView[], mode: Mode): { x: number; y: number; width: number; height: number } {
  const ends = tables.map((table) => ({ x: (positions[table.name]?.x ?? 0) + WIDTH, y: (positions[table.name]?.y ?? 0) + heightOf(table, mode) }));
  return { x: 0, y: 0, width: Math.max(WIDTH, ...ends.map((end) => end.x)), height: Math.max(1, ...ends.map((end) => end.y)) };
}
