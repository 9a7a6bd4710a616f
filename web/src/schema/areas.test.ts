import { expect, test } from "vitest";
import { areasOf, around, grouped } from "./areas";
import { table } from "./samples";

const shop = [
  table("users"),
  table("products", "categories"),
  table("categories"),
  table("reviews", "products", "users"),
  table("orders", "users"),
  table("order_lines", "orders", "products"),
  table("payments", "orders"),
  table("settings"),
];
const belonging = (name: string, ...refers: string[]) => {
  const made = table(name, ...refers);
  return { ...made, relations: made.relations.map((one, n) => (n === 0 ? { ...one, on_delete: "cascade" as const } : one)) };
};

test("an area is what refers to one another, without what refers to nothing", () => {
  const areas = areasOf([table("a"), table("b", "a"), table("x"), table("y", "x"), table("alone")]);
  expect(areas).toEqual([
    { name: "a", tables: ["a", "b"] },
    { name: "x", tables: ["x", "y"] },
  ]);
});

test("no table is in two areas, and none that is related is in none", () => {
  const names = areasOf(shop).flatMap((area) => area.tables);
  expect(new Set(names).size).toBe(names.length);
  expect(names.sort()).toEqual(shop.map((one) => one.name).filter((name) => name !== "settings").sort());
});

test("a table to which all refer does not make one area of everything", () => {
  const parts = ["posts", "files", "teams"].flatMap((name) => [table(name, "users"), belonging(`${name}_notes`, name, "users"), belonging(`${name}_links`, name)]);
  const areas = areasOf([table("users"), ...parts]);
  expect(areas.length).toBeGreaterThan(2);
  for (const name of ["posts", "files", "teams"]) {
    const area = areas.find((one) => one.tables.includes(name))!;
    expect(area.tables).toContain(`${name}_notes`);
    expect(area.tables).toContain(`${name}_links`);
  }
});

test("what exists only below a row stays with it", () => {
  const areas = areasOf([table("a", "b"), table("b"), table("c"), belonging("part", "c", "a"), table("d", "c"), table("e", "b")]);
  expect(areas.find((one) => one.tables.includes("part"))!.tables).toContain("c");
});

test("the areas of the same tables are the same", () => {
  const sets = (tables: typeof shop) => areasOf(tables).map((area) => [...area.tables].sort().join()).sort();
  expect(sets([...shop].reverse())).toEqual(sets(shop));
});

test("hundreds of tables are put in areas at once", () => {
  const many = Array.from({ length: 300 }, (_, n) => (n ? table(`t${n}`, `t${Math.floor(n / 3)}`) : table("t0")));
  const begin = performance.now();
  const areas = areasOf(many);
  expect(performance.now() - begin).toBeLessThan(400);
  expect(areas.length).toBeGreaterThan(5);
  expect(Math.max(...areas.map((area) => area.tables.length))).toBeLessThan(60);
});

test("a rectangle holds all that is in it", () => {
  const box = around([
    { x: 0, y: 0, width: 10, height: 10 },
    { x: 100, y: 50, width: 10, height: 10 },
  ])!;
  expect(box.x).toBeLessThan(0);
  expect(box.y).toBeLessThan(0);
  expect(box.x + box.width).toBeGreaterThan(110);
  expect(box.y + box.height).toBeGreaterThan(60);
  expect(around([])).toBeNull();
});

test("the list has a group for each area, and one for what is in none", () => {
  const groups = grouped([table("a"), table("z")], [{ name: "a", tables: ["a", "b"] }]);
  expect(groups.map((group) => [group.area?.name, group.tables.map((one) => one.name)])).toEqual([
    ["a", ["a"]],
    [undefined, ["z"]],
  ]);
});
