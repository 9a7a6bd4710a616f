import { expect, test } from "vitest";
import { type Item, matching, placesOf } from "./palette-items";
import { table } from "./samples";

const command = (label: string): Item => ({ key: label, kind: "command", label, run: () => undefined });
const chosen: string[][] = [];
const items = [command("Tidy up"), ...placesOf([table("users"), table("posts", "users")], [{ name: "users", tables: ["users", "posts"] }], (names) => chosen.push(names))];
const labels = (search: string) => matching(items, search).map((item) => `${item.kind} ${item.label}`);

test("without a search there are commands, tables and areas", () => {
  expect(labels("")).toEqual(["command Tidy up", "table users", "table posts", "area users"]);
});

test("what begins with the search comes before what holds it", () => {
  expect(labels("users")).toEqual(["table users", "area users", "column users.id", "column posts.users_id"]);
  expect(labels("posts id")).toEqual(["column posts.id", "column posts.users_id"]);
  expect(labels("up")).toEqual(["command Tidy up"]);
  expect(labels("nothing")).toEqual([]);
});

test("a column leads to its table, and an area to all of its tables", () => {
  for (const item of matching(items, "users").slice(1, 4)) item.run();
  expect(chosen).toEqual([["users", "posts"], ["users"], ["posts"]]);
});
