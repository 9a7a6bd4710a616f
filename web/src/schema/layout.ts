import type { ELK } from "elkjs/lib/elk-api";
import type { TableView } from "@/api/client";
import { columnsOf, type Mode } from "./visible";

export const WIDTH = 250;
export const HEADER = 40;
export const ROW = 27;
const GAP = 40;
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

/** Related tables in layers from left to right, and those without relations packed in rows below. */
export async function laidOut(tables: TableView[], mode: Mode): Promise<Positions> {
  const names = new Set(tables.map((table) => table.name));
  const edges = tables.flatMap((table) =>
    table.relations
      .filter((relation) => names.has(relation.table) && relation.table !== table.name)
      .map((relation, n) => ({ id: `${table.name}/${n}`, sources: [table.name], targets: [relation.table] })),
  );
  const related = new Set(edges.flatMap((edge) => [...edge.sources, ...edge.targets]));
  const graph = await (await engine()).layout({
    id: "root",
    layoutOptions: {
      "elk.algorithm": "layered",
      "elk.direction": "RIGHT",
      "elk.layered.spacing.nodeNodeBetweenLayers": "110",
      "elk.spacing.nodeNode": `${GAP}`,
      "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
      "elk.separateConnectedComponents": "true",
    },
    children: tables
      .filter((table) => related.has(table.name))
      .map((table) => ({ id: table.name, width: WIDTH, height: heightOf(table, mode) })),
    edges,
  });
  const positions: Positions = {};
  for (const node of graph.children ?? []) positions[node.id] = { x: node.x ?? 0, y: node.y ?? 0 };
  return { ...positions, ...packed(tables.filter((table) => !related.has(table.name)), mode, bottom(positions, tables, mode)) };
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
