import { expect, test } from "vitest";
import { dropping, reading, readersOf, standard, standardOf } from "./group-edits";
import { table } from "./samples";

test("what refers to others is dropped before them, as one step", () => {
  const names = (edit: ReturnType<typeof dropping>) => (edit?.edit === "group" ? edit.edits.map((one) => ("table" in one ? one.table : "")) : []);
  expect(names(dropping([table("users"), table("orders", "users"), table("lines", "orders")]))).toEqual(["lines", "orders", "users"]);
  expect(names(dropping([table("a", "b"), table("b", "a")]))).toEqual(["a", "b"]);
  expect(dropping([table("users")])).toEqual({ edit: "drop_table", table: "users" });
  expect(dropping([])).toBeNull();
});

test("the times of creation and change come to the tables that lack them", () => {
  const bare = table("tags");
  const half = { ...table("users"), columns: [...bare.columns, { ...bare.columns[0]!, name: "created_at" }] };
  expect(standardOf([bare])).toBe(false);
  expect(standardOf([bare, half])).toBe("some");
  const edit = standard([bare, half], true);
  const added = edit?.edit === "group" ? edit.edits.map((one) => (one.edit === "add_column" ? `${one.table}.${one.column.name} ${one.column.touched}` : "")) : [];
  expect(added).toEqual(["tags.created_at false", "tags.updated_at true", "users.updated_at true"]);
  expect(standard([half], false)).toEqual({ edit: "drop_column", table: "users", column: "created_at" });
  expect(standard([bare], false)).toBeNull();
});

test("rows that nobody owns are not made their owner's", () => {
  const shared = table("tags");
  const owned = { ...table("notes"), owner: "user_id" };
  expect(readersOf([shared, owned])).toBe("all");
  expect(reading([shared, owned], "owner")).toEqual({ edit: "set_readers", table: "notes", readers: "owner" });
  expect(reading([shared], "owner")).toBeNull();
  expect(readersOf([shared, { ...owned, readers: "nobody" }])).toBe("");
});
