import type { TableView } from "@/api/client";
import type { Area } from "./areas";

/** Something that the palette offers. */
export interface Item {
  key: string;
  kind: "command" | "table" | "column" | "area";
  label: string;
  /** What stands beside it: a type, a key. */
  hint?: string;
  run: () => void;
}

/** All that one can go to. */
export function placesOf(tables: TableView[], areas: Area[], choose: (names: string[]) => void): Item[] {
  return [
    ...tables.map((table): Item => ({ key: `table ${table.name}`, kind: "table", label: table.name, run: () => choose([table.name]) })),
    ...areas.map((area): Item => ({ key: `area ${area.name}`, kind: "area", label: area.name, hint: `${area.tables.length}`, run: () => choose(area.tables) })),
    ...tables.flatMap((table) =>
      table.columns.map(
        (column): Item => ({
          key: `column ${table.name}.${column.name}`,
          kind: "column",
          label: `${table.name}.${column.name}`,
          hint: column.type,
          run: () => choose([table.name]),
        }),
      ),
    ),
  ];
}

const MOST = 60;

/** The items that hold each word of the search, the nearest first. */
export function matching(items: Item[], search: string): Item[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return items.filter((item) => item.kind !== "column").slice(0, MOST);
  return items
    .filter((item) => words.every((word) => item.label.toLowerCase().includes(word)))
    .map((item, place) => ({ item, place, distance: distanceOf(item.label.toLowerCase(), words[0]!) }))
    .sort((one, two) => one.distance - two.distance || one.place - two.place)
    .slice(0, MOST)
    .map(({ item }) => item);
}

/** 0 of the very word, 1 where it begins with it, 2 where a part of it does, else 3. */
function distanceOf(label: string, word: string): number {
  if (label === word) return 0;
  const at = label.indexOf(word);
  return at === 0 ? 1 : /[\s._-]/.test(label[at - 1] ?? "") ? 2 : 3;
}
