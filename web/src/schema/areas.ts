import type { RelationView, TableView } from "@/api/client";

/** Tables that belong together, called after the one that most of them refer to. */
export interface Area {
  name: string;
  tables: string[];
}

/** How much more a table is tied to one without which its rows are nothing. */
const BELONGING = 3;

/**
 * The tables by what they are about. Ties are the relations; tables are joined as long as that puts more ties within
 * areas than chance would (modularity, joined greedily: Clauset, Newman and Moore, 2004), so that one table to which
 * all refer, such as the users, does not make one area of everything. A table without ties is in no area.
 */
export function areasOf(tables: TableView[]): Area[] {
  const ties = tiesOf(tables);
  return joined(ties)
    .filter((names) => names.length > 1)
    .map((names) => ({ name: mainOf(names, tables), tables: names }))
    .sort((one, two) => one.name.localeCompare(two.name));
}

/** Gains that differ by less are equal. */
const LEAST = 1e-9;

type Ties = Map<string, Map<string, number>>;

function tiesOf(tables: TableView[]): Ties {
  const ties: Ties = new Map(tables.map((table) => [table.name, new Map()]));
  for (const table of tables)
    for (const relation of table.relations) {
      const other = ties.get(relation.table);
      if (!other || relation.table === table.name) continue;
      const strength = belongs(relation, table) ? BELONGING : 1;
      const own = ties.get(table.name)!;
      own.set(relation.table, (own.get(relation.table) ?? 0) + strength);
      other.set(table.name, (other.get(table.name) ?? 0) + strength);
    }
  return ties;
}

/** Whether a row exists only below the row that it refers to. */
function belongs(relation: RelationView, table: TableView): boolean {
  const inKey = relation.columns.every((column) => table.primary_key.includes(column));
  return relation.on_delete === "cascade" || inKey || relation.columns.join() === table.through;
}

const sum = (numbers: Iterable<number>) => [...numbers].reduce((one, two) => one + two, 0);

/** The names in groups: two groups are joined as long as that gains something, those that gain most first. */
function joined(ties: Ties): string[][] {
  const members = new Map([...ties.keys()].map((name) => [name, [name]]));
  const between: Ties = new Map([...ties].map(([name, others]) => [name, new Map(others)]));
  const weight = new Map([...ties].map(([name, others]) => [name, sum(others.values())]));
  const total = sum(weight.values());
  for (;;) {
    const pair = bestPair(between, weight, total);
    if (!pair) return [...members.values()];
    const [kept, gone] = pair;
    members.get(kept)!.push(...members.get(gone)!);
    members.delete(gone);
    weight.set(kept, weight.get(kept)! + weight.get(gone)!);
    for (const [other, strength] of between.get(gone)!) {
      between.get(other)!.delete(gone);
      if (other === kept) continue;
      const now = (between.get(kept)!.get(other) ?? 0) + strength;
      between.get(kept)!.set(other, now);
      between.get(other)!.set(kept, now);
    }
    between.delete(gone);
  }
}

/** The pair that gains most; of equals the first by name, whatever the order of the tables. */
function bestPair(between: Ties, weight: Map<string, number>, total: number): [string, string] | null {
  let best: [string, string] | null = null;
  let most = LEAST;
  for (const [one, others] of between)
    for (const [two, strength] of others) {
      if (one >= two) continue;
      const gain = strength - (weight.get(one)! * weight.get(two)!) / total;
      const isEqual = best !== null && Math.abs(gain - most) <= LEAST;
      if (isEqual ? one < best![0] || (one === best![0] && two < best![1]) : gain > most) {
        most = gain;
        best = [one, two];
      }
    }
  return best;
}

/** The table that most others of the area refer to. */
function mainOf(names: string[], tables: TableView[]): string {
  const within = tables.filter((table) => names.includes(table.name));
  const referred = (name: string) => within.filter((table) => table.name !== name && table.relations.some((relation) => relation.table === name)).length;
  return names.reduce((main, name) => (referred(name) > referred(main) ? name : main));
}

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

export const PADDING = 24;
/** The room above the ground of an area in which its name stands. */
export const HEADROOM = 24;

/** The ground below some tables. */
export function around(boxes: Rectangle[]): Rectangle | null {
  if (boxes.length === 0) return null;
  const left = Math.min(...boxes.map((box) => box.x)) - PADDING;
  const top = Math.min(...boxes.map((box) => box.y)) - PADDING;
  const right = Math.max(...boxes.map((box) => box.x + box.width)) + PADDING;
  const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + PADDING;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

export interface Grouped {
  area: Area | null;
  tables: TableView[];
}

/** The tables by area, and last those that are in none. */
export function grouped(tables: TableView[], areas: Area[]): Grouped[] {
  const known = new Map(tables.map((table) => [table.name, table]));
  const placed = new Set(areas.flatMap((area) => area.tables));
  return [
    ...areas.map((area) => ({ area, tables: area.tables.flatMap((name) => known.get(name) ?? []) })),
    { area: null, tables: tables.filter((table) => !placed.has(table.name)) },
  ].filter((group) => group.tables.length > 0);
}
