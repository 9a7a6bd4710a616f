import { expect, test } from "vitest";
import type { Sketch } from "@/api/client";
import { around, changed, modeOf, placed, stacked, tablesOf } from "./grown";

const column = (name: string) => ({ name, type: "text" as const, array: false, required: true, unique: false, role: "stored" as const });
const sketch = (tables: Record<string, number>): Sketch => ({
  left_out: 0,
  tables: Object.entries(tables).map(([name, columns]) => ({
    name,
    rows: 1,
    columns: Array.from({ length: columns }, (_, n) => column(`c${n}`)),
    primary_key: [],
    relations: [],
  })),
});
const tables = (of: Record<string, number>) => tablesOf(sketch(of));

test("a table that is there stays in its stack, and none lies on another", () => {
  let stacks = stacked({}, tables({ books: 3 }), false);
  const first = stacks.books;
  stacks = stacked(stacks, tables({ books: 3, authors: 5, tags: 2 }), false);
  const grown = tables({ books: 9, authors: 5, tags: 2, users: 4, reviews: 6 });
  stacks = stacked(stacks, grown, false);
  expect(stacks.books).toBe(first);
  const positions = placed(stacks, grown, "all");
  const boxes = grown.map((table) => ({ ...positions[table.name]!, height: 44 + table.columns.length * 27 }));
  for (const one of boxes)
    for (const other of boxes)
      if (one !== other && one.x === other.x) expect(one.y + one.height <= other.y || other.y + other.height <= one.y).toBe(true);
});

test("a table that is called otherwise now leaves no gap", () => {
  const stacks = stacked({}, tables({ user: 2 }), false);
  const now = tables({ users: 2 });
  const positions = placed(stacked(stacks, now, false), now, "all");
  expect(Object.keys(positions)).toEqual(["users"]);
});

test("stacks are the same object where no table is new", () => {
  const now = tables({ books: 3 });
  const stacks = stacked({}, now, false);
  expect(stacked(stacks, now, false)).toBe(stacks);
});

test("a new table, a new column and a new row are changes, and nothing else is", () => {
  const before = tables({ books: 3, authors: 2, tags: 2 });
  const now = tables({ books: 3, authors: 3, tags: 2, users: 1 });
  now[2] = { ...now[2]!, rows: 7 };
  expect([...changed(before, now)]).toEqual(["authors", "tags", "users"]);
});

test("two stacks hold what little room has", () => {
  const now = tables({ a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 });
  const wide = (narrow: boolean) => around(placed(stacked({}, now, narrow), now, "keys"), now, "keys").width;
  expect(wide(true)).toBeLessThan(wide(false));
});

test("very many tables, or tables with little room, are shown by their keys", () => {
  expect(modeOf(tables({ a: 1 }), false)).toBe("all");
  expect(modeOf(tables({ a: 1 }), true)).toBe("keys");
  expect(modeOf(tables(Object.fromEntries(Array.from({ length: 13 }, (_, n) => [`t${n}`, 1]))), false)).toBe("keys");
});

test("before anything is known there are no tables", () => {
  expect(tablesOf(null)).toEqual([]);
});
