import { expect, test } from "vitest";
import { areasOf, around } from "./areas";
import { completed, heightOf, laidOut, WIDTH } from "./layout";
import { table } from "./samples";

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

test("the tables of an area stand together, and nothing else among them", async () => {
  const tables = [table("a", "b"), table("b"), table("c", "b", "d"), table("d"), table("e", "d"), table("alone")];
  const areas = [
    { name: "b", tables: ["a", "b"] },
    { name: "d", tables: ["c", "d", "e"] },
  ];
  const positions = await laidOut(tables, "all", areas);
  expect(Object.keys(positions).sort()).toEqual(["a", "alone", "b", "c", "d", "e"]);
  const box = (names: string[]) =>
    around(tables.filter((one) => names.includes(one.name)).map((one) => ({ ...positions[one.name]!, width: WIDTH, height: heightOf(one, "all") })))!;
  const [one, two] = areas.map((area) => box(area.tables)) as [ReturnType<typeof box>, ReturnType<typeof box>];
  const apart = one.x + one.width <= two.x || two.x + two.width <= one.x || one.y + one.height <= two.y || two.y + two.height <= one.y;
  expect(apart).toBe(true);
});

test("three hundred tables are laid out by area no slower than without", async () => {
  const many = Array.from({ length: 300 }, (_, n) => (n ? table(`t${n}`, `t${Math.floor(n / 3)}`) : table("t0")));
  const taken = async (areas: Parameters<typeof laidOut>[2]) => {
    const begin = performance.now();
    expect(Object.keys(await laidOut(many, "all", areas))).toHaveLength(300);
    return performance.now() - begin;
  };
  await taken([]);
  const without = await taken([]);
  expect(await taken(areasOf(many))).toBeLessThan(without * 1.5 + 200);
});
