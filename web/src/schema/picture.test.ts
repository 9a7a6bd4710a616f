import { describe, expect, it } from "vitest";
import type { TableView } from "@/api/client";
import { svgOf } from "./picture";

const table = (name: string, relations: { table: string; enforced: boolean }[] = []) =>
  ({
    name,
    primary_key: ["id"],
    columns: [{ name: "id", type: "integer" }, { name: 'a "quoted" <name>', type: "text" }],
    relations: relations.map((one) => ({ columns: ["other_id"], ...one })),
  }) as unknown as TableView;

describe("svgOf", () => {
  const tables = [table("books", [{ table: "authors", enforced: false }]), table("authors"), table("hidden")];
  const svg = svgOf(tables, { books: { x: -10, y: 5 }, authors: { x: 400, y: 0 } }, "all", "light");

  it("draws every table that has a place, and its columns", () => {
    const texts = [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map((one) =>
      one[1]!.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))),
    );
    expect(texts).toContain("books");
    expect(texts).toContain("authors");
    expect(texts).not.toContain("hidden");
    expect(texts).toContain('a "quoted" <name>');
  });

  it("draws a line for each relation, dashed where it is not enforced", () => {
    expect(svg.match(/<path /g)).toHaveLength(1);
    expect(svg).toContain("stroke-dasharray");
  });

  it("draws the ground of an area below its tables", () => {
    const drawn = svgOf(tables, { books: { x: 0, y: 0 } }, "all", "dark", [{ name: "b & c", tables: ["books", "hidden"] }]);
    expect(drawn.indexOf(">b &#38; c<")).toBeGreaterThan(0);
    expect(drawn.indexOf(">b &#38; c<")).toBeLessThan(drawn.indexOf(">books<"));
  });

  it("holds all that it draws", () => {
    const [x, , width] = /viewBox="(\S+) (\S+) (\S+) /.exec(svg)!.slice(1).map(Number) as [number, number, number];
    expect(x).toBeLessThan(-10);
    expect(x + width).toBeGreaterThan(650);
  });
});
