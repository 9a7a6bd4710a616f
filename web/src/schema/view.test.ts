import { expect, test } from "vitest";
import { addressOf, renamed, viewOf } from "./view";

const read = (address: string) => viewOf(new URL(address, "http://x.test").searchParams);

test("an address leads back to its view", () => {
  const view = { chosen: ["a b", "c&d"], hidden: ["ü"], areas: false, mode: "keys" as const };
  expect(read(addressOf("1", view))).toEqual(view);
});

test("what is as usual is not in the address", () => {
  expect(addressOf("1", { chosen: [], hidden: [], areas: true, mode: "all" })).toBe("/job?id=1&view=schema");
  expect(read("/job?id=1&show=strange&table=&table=x&table=x")).toEqual({ chosen: ["x"], hidden: [], areas: true, mode: "all" });
});

test("a table is known under its new name", () => {
  expect(renamed({ chosen: ["a", "b"], hidden: ["a"], areas: true, mode: "all" }, "a", "z")).toEqual({ chosen: ["z", "b"], hidden: ["z"], areas: true, mode: "all" });
});
