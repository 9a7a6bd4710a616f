import type { TableView } from "@/api/client";
import { type Area, around, type Rectangle } from "./areas";
import { HEADER, heightOf, type Positions, ROW, WIDTH } from "./layout";
import { columnsOf, type Mode } from "./visible";

const MARGIN = 24;
const COLOURS = {
  light: { ground: "#ffffff", surface: "#f8fafc", line: "#cbd5e1", ink: "#0f172a", soft: "#475569" },
  dark: { ground: "#0b1120", surface: "#162033", line: "#334155", ink: "#f1f5f9", soft: "#a3b3c8" },
};
export type Theme = keyof typeof COLOURS;

/** The diagram as an SVG document of its own: tables where they stand, and lines for relations. */
export function svgOf(tables: TableView[], positions: Positions, mode: Mode, theme: Theme, areas: Area[] = []): string {
  const colours = COLOURS[theme];
  const placed = tables.filter((table) => positions[table.name]);
  const grounds = areas.flatMap((area) => groundOf(area, placed, positions, mode) ?? []);
  const box = boundsOf([...grounds, ...placed.map((table) => rectangleOf(table, positions, mode))]);
  const lines = placed.flatMap((table) =>
    table.relations
      .filter((relation) => positions[relation.table])
      .map((relation) => line(positions[table.name]!, positions[relation.table]!, relation.enforced, colours.soft)),
  );
  const boxes = placed.map((table) => boxOf(table, positions[table.name]!, mode, colours));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box.x} ${box.y} ${box.width} ${box.height}" width="${box.width}" height="${box.height}" font-family="ui-sans-serif, system-ui, sans-serif" font-size="13">`,
    `<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" fill="${colours.ground}"/>`,
    ...grounds.map((ground) => groundDrawn(ground, colours)),
    ...lines,
    ...boxes,
    "</svg>",
  ].join("\n");
}

const rectangleOf = (table: TableView, positions: Positions, mode: Mode): Rectangle => ({
  ...positions[table.name]!,
  width: WIDTH,
  height: heightOf(table, mode),
});

function boundsOf(boxes: Rectangle[]): Rectangle {
  const left = Math.min(0, ...boxes.map((box) => box.x)) - MARGIN;
  const top = Math.min(0, ...boxes.map((box) => box.y)) - MARGIN;
  const right = Math.max(0, ...boxes.map((box) => box.x + box.width)) + MARGIN;
  const bottom = Math.max(0, ...boxes.map((box) => box.y + box.height)) + MARGIN;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

type Ground = Rectangle & { name: string };

function groundOf(area: Area, tables: TableView[], positions: Positions, mode: Mode): Ground | null {
  const members = tables.filter((table) => area.tables.includes(table.name));
  const box = around(members.map((table) => rectangleOf(table, positions, mode)));
  return box && { ...box, name: area.name };
}

const groundDrawn = ({ x, y, width, height, name }: Ground, colours: (typeof COLOURS)["light"]) =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="16" fill="${colours.line}" fill-opacity="0.3" stroke="${colours.line}"/>` +
  `<text x="${x + 4}" y="${y - 8}" fill="${colours.soft}" font-weight="600">${escaped(name)}</text>`;

function boxOf(table: TableView, at: { x: number; y: number }, mode: Mode, colours: (typeof COLOURS)["light"]): string {
  const rows = columnsOf(table, mode).map((column, n) => {
    const y = at.y + HEADER + n * ROW + ROW / 2 + 4;
    const key = table.primary_key.includes(column.name);
    return [
      `<text x="${at.x + 12}" y="${y}" fill="${colours.ink}"${key ? ' font-weight="600"' : ""}>${escaped(shortened(column.name, 20))}</text>`,
      `<text x="${at.x + WIDTH - 12}" y="${y}" fill="${colours.soft}" text-anchor="end">${escaped(shortened(column.type, 12))}</text>`,
    ].join("");
  });
  return [
    "<g>",
    `<rect x="${at.x}" y="${at.y}" width="${WIDTH}" height="${heightOf(table, mode)}" rx="8" fill="${colours.surface}" stroke="${colours.line}"/>`,
    `<text x="${at.x + 12}" y="${at.y + 25}" fill="${colours.ink}" font-weight="700">${escaped(shortened(table.name, 30))}</text>`,
    `<line x1="${at.x}" y1="${at.y + HEADER - 2}" x2="${at.x + WIDTH}" y2="${at.y + HEADER - 2}" stroke="${colours.line}"/>`,
    ...rows,
    "</g>",
  ].join("\n");
}

type Point = { x: number; y: number };

function line(from: Point, to: Point, enforced: boolean, colour: string): string {
  const right = to.x >= from.x + WIDTH / 2;
  const start = { x: right ? from.x + WIDTH : from.x, y: from.y + HEADER / 2 };
  const end = { x: right ? to.x : to.x + WIDTH, y: to.y + HEADER / 2 };
  const bend = Math.max(40, Math.abs(end.x - start.x) / 2) * (right ? 1 : -1);
  const dashes = enforced ? "" : ' stroke-dasharray="5 4"';
  return `<path d="M${start.x} ${start.y} C${start.x + bend} ${start.y} ${end.x - bend} ${end.y} ${end.x} ${end.y}" fill="none" stroke="${colour}"${dashes}/>`;
}

const shortened = (words: string, most: number) => (words.length > most ? `${words.slice(0, most - 1)}…` : words);

const escaped = (words: string) =>
  words.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);

const LARGEST = 8000;

/** The same as a PNG, twice as large where the browser can hold it. */
export async function pngOf(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const scale = Math.min(2, LARGEST / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The picture is too large"))), "image/png"),
  );
}

/** Hands a file to the browser to be kept. */
export function keep(content: Blob, name: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
