import { describe, expect, it } from "vitest";
import { addressOf, type Browse, complete, filtersFor, read, ways } from "./browse";

const browse: Browse = {
  table: "a & b",
  filters: [{ column: "x", comparison: "contains", value: 'é"&' }],
  search: "q=1",
  order: "x",
  descending: true,
  offset: 50,
};

describe("the address of rows", () => {
  it("says all that is looked at", () => {
    const address = addressOf("7", browse);
    expect(read(new URL(address, "http://x.test").searchParams)).toEqual(browse);
  });

  it("says nothing of what is as usual", () => {
    expect(addressOf("7", { table: "t" })).toBe("/job?id=7&view=data&table=t");
  });

  it("is read whatever stands there", () => {
    const odd = new URLSearchParams("filters={&offset=-5&direction=up");
    expect(read(odd)).toEqual({ table: "", filters: [], search: "", order: "", descending: false, offset: 0 });
    expect(read(new URLSearchParams("filters=[null,{},3]")).filters).toEqual([]);
  });
});

describe("filters", () => {
  it("are asked once they say something", () => {
    const column = (name: string, type: "text" | "integer") => ({ name, type, array: false, required: false, filled: false, values: [] });
    const table = { name: "t", key: [], references: [], columns: [column("n", "integer"), column("s", "text")] };
    const asked = [
      { column: "n", comparison: "=" as const, value: "" },
      { column: "n", comparison: "is null" as const, value: "" },
      { column: "s", comparison: "=" as const, value: "" },
    ];
    expect(complete(asked, table)).toEqual(asked.slice(1));
  });
});

describe("following references", () => {
  it("leads to the row whose key the columns hold, all of it or none", () => {
    const table = {
      name: "lines",
      key: [],
      columns: [],
      references: [{ columns: ["order", "place"], table: "orders", references: ["id", "n"] }],
    };
    const way = ways(table, ["place", "order"], ["2", "7"]).get("place");
    expect(way).toEqual({ table: "orders", filters: filtersFor(["id", "n"], ["7", "2"]) });
    expect(ways(table, ["place", "order"], ["2", null]).size).toBe(0);
  });
});
