import type { ELK, ElkNode } from "elkjs/lib/elk-api";
import type { TableView } from "@/api/client";
import { type Area, grouped, HEADROOM, PADDING } from "./areas";
import { columnsOf, type Mode } from "./visible";

export const WIDTH = 250;
export const HEADER = 40;
export const ROW = 27;
const GAP = 40;
/** The room between areas, for their grounds and names. */
const BETWEEN = GAP + 2 * PADDING + HEADROOM;
/** How wide the rows are in which tables without relations are packed. */
const PACKED = 1400;

export type Positions = Record<string, { x: number; y: number }>;

export const heightOf = (table: TableView, mode: Mode) => HEADER + columnsOf(table, mode).length * ROW + 4;

let elk: Promise<ELK> | undefined;
/** The engine works beside the page where it can, which stays responsive while many tables are arranged. */
const engine = () => (elk ??= typeof Worker === "undefined" ? within() : beside());

const within = async (): Promise<ELK> => new (await import("elkjs/lib/elk.bundled.js")).default();

async function beside(): Promise<ELK> {
  const { default: Engine } = await import("elkjs/lib/elk-api.js");
  return new Engine({ workerFactory: () => new Worker(new URL("elkjs/lib/elk-worker.min.js", import.meta.url)) });
}

const LAYERED = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.layered.spacing.nodeNodeBetweenLayers": "110",
  "elk.spacing.nodeNode": `${GAP}`,
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.separateConnectedComponents": "true",
};
/**
 * Related tables in layers from left to right, and those without relations packed in rows below.
 *
 * The tables of an area stand together: each area is in layers by itself, and the areas are packed in rows.
 */
export async function laidOut(tables: TableView[], mode: Mode, areas: Area[] = []): Promise<Positions> {
  const pairs = pairsOf(tables);
  const related = new Set(pairs.flat());
  const groups = grouped(
    tables.filter((table) => related.has(table.name)),
    areas,
  );
  const blocks = await layered(
    groups.map((group) => group.tables),
    pairs,
    mode,
  );
  const positions = inRows(nearestFirst(blocks, pairs));
  return { ...positions, ...packed(tables.filter((table) => !related.has(table.name)), mode, bottom(positions, tables, mode)) };
}

/** Tables that stand together, where they stand from their upper left corner. */
interface Block {
  width: number;
  height: number;
  places: Positions;
}

async function layered(groups: TableView[][], pairs: Pair[], mode: Mode): Promise<Block[]> {
  const home = new Map(groups.flatMap((tables, n) => tables.map((table) => [table.name, n])));
  const graph: ElkNode = await (await engine()).layout({
    id: "root",
    layoutOptions: LAYERED,
    children: groups.map((tables, n) => ({
      id: `${n}`,
      layoutOptions: LAYERED,
      children: tables.map((table) => ({ id: `table ${table.name}`, width: WIDTH, height: heightOf(table, mode) })),
      edges: pairs.flatMap(([one, two], edge) => (home.get(one) === n && home.get(two) === n ? [{ id: `edge ${edge}`, sources: [`table ${one}`], targets: [`table ${two}`] }] : [])),
    })),
  });
  return (graph.children ?? []).map(({ width = 0, height = 0, children }) => ({
    width,
    height,
    places: Object.fromEntries((children ?? []).map(({ id, x = 0, y = 0 }) => [id.slice("table ".length), { x, y }])),
  }));
}

/** The blocks so that each comes soon after those with which it has most relations. */
function nearestFirst(blocks: Block[], pairs: Pair[]): Block[] {
  const ties = (block: Block, others: Block[]) =>
    pairs.filter(([one, two]) => [[one, two] as const, [two, one] as const].some(([a, b]) => a in block.places && others.some((other) => b in other.places))).length;
  const left = [...blocks];
  const ordered: Block[] = [];
  while (left.length > 0) {
    const near = ordered.slice(-3);
    const counts = left.map((block) => ties(block, near.length ? near : blocks));
    ordered.push(...left.splice(counts.indexOf(Math.max(...counts)), 1));
  }
  return ordered;
}

/** How much wider than high the whole is to be. */
const ASPECT = 1.3;

function inRows(blocks: Block[]): Positions {
  const area = blocks.reduce((sum, { width, height }) => sum + (width + BETWEEN) * (height + BETWEEN), 0);
  const widest = Math.max(Math.sqrt(area * ASPECT), ...blocks.map((block) => block.width));
  const positions: Positions = {};
  let [x, y, tallest] = [0, 0, 0];
  for (const { width, height, places } of blocks) {
    if (x > 0 && x + width > widest) [x, y, tallest] = [0, y + tallest + BETWEEN, 0];
    for (const [name, place] of Object.entries(places)) positions[name] = { x: x + place.x, y: y + place.y };
    x += width + BETWEEN;
    tallest = Math.max(tallest, height);
  }
  return positions;
}

type Pair = readonly [string, string];

/** Which tables refer to which others. */
function pairsOf(tables: TableView[]): Pair[] {
  const names = new Set(tables.map((table) => table.name));
  return tables.flatMap((table) =>
    table.relations.filter((relation) => names.has(relation.table) && relation.table !== table.name).map((relation): Pair => [table.name, relation.table]),
  );
}

function bottom(positions: Positions, tables: TableView[], mode: Mode): number {
  const ends = tables.map((table) => (positions[table.name] ? positions[table.name]!.y + heightOf(table, mode) + GAP * 2 : 0));
  return Math.max(0, ...ends);
}

/** Tables side by side, in as many rows as they need. */
export function packed(tables: TableView[], mode: Mode, top: number): Positions {
  const positions: Positions = {};
  let x = 0;
  let y = top;
  let tallest = 0;
  for (const table of tables) {
    if (x > 0 && x + WIDTH > PACKED) {
      x = 0;
      y += tallest + GAP;
      tallest = 0;
    }
    positions[table.name] = { x, y };
    x += WIDTH + GAP;
    tallest = Math.max(tallest, heightOf(table, mode));
  }
  return positions;
}

/** Where tables stand: those that are known stay, new ones come below them. */
export function completed(known: Positions, tables: TableView[], mode: Mode): Positions {
  const kept = Object.fromEntries(tables.flatMap((table) => (known[table.name] ? [[table.name, known[table.name]!]] : [])));
  const missing = tables.filter((table) => !known[table.name]);
  return { ...kept, ...packed(missing, mode, bottom(kept, tables, mode)) };
}
