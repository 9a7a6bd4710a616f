import { expect, test } from "vitest";
import type { TableView } from "@/api/client";
import { completed, laidOut, WIDTH } from "./layout";

const evidence = { claim: "", support: 0, against: 0, exchanges: [], alternatives: [], parts: [] };

function table(name: string, ...refers: string[]): TableView {
  return {
    name,
    kind: "entity",
    columns: [],
    primary_key: [],
    unique: [],
    relations: refers.map((to) => ({ columns: [`${to}_id`], table: to, references: ["id"], on_delete: "restrict", enforced: true, evidence })),
    owner: "",
    description: "",
    rows: 0,
    evidence,
  };
}

test("no two tables stand on one another", async () => {
  const tables = [table("a", "b"), table("b", "c"), table("c"), table("alone"), ...Array.from({ length: 9 }, (_, n) => table(`x${n}`))];
  const positions = await laidOut(tables, "all");
  const places = Object.values(positions).map(({ x, y }) => `${Math.round(x / WIDTH)}:${Math.round(y / 30)}`);
  expect(Object.keys(positions)).toHaveLength(tables.length);
  expect(new Set(places).size).toBe(tables.length);
});

test("what refers stands left of what it refers to", async () => {
  const positions = await laidOut([table("orders", "users"), table("users")], "all");
  expect(positions.orders!.x).toBeLessThan(positions.users!.x);
});

test("a new table leaves the others where they are", () => {
  const known = { a: { x: 5, y: 7 } };
  const positions = completed(known, [table("a"), table("b")], "all");
  expect(positions.a).toEqual({ x: 5, y: 7 });
  expect(positions.b!.y).toBeGreaterThan(7);
});
