import { expect, test } from "vitest";
import { begun, directed, fitting, mergeOf, ownName, partnerOf } from "./merging";
import { table } from "./samples";

const column = (name: string, type: "integer" | "text") => ({ ...table("x").columns[0]!, name, type });
const members = { ...table("members"), rows: 3, columns: [column("id", "integer"), column("name", "text"), column("age", "text")] };
const profiles = {
  ...table("profiles", "members"),
  rows: 9,
  primary_key: ["members_id"],
  columns: [column("members_id", "integer"), column("name", "text"), column("age", "integer"), column("motto", "text"), column("id", "integer")],
};

test("the table whose key is a reference goes into the other", () => {
  expect(directed(members, profiles).map((one) => one.name)).toEqual(["profiles", "members"]);
  expect(directed(profiles, members).map((one) => one.name)).toEqual(["profiles", "members"]);
});

test("otherwise the one with fewer rows goes", () => {
  const few = { ...table("few"), rows: 1 };
  expect(directed(members, few).map((one) => one.name)).toEqual(["few", "members"]);
  expect(directed(few, members).map((one) => one.name)).toEqual(["few", "members"]);
});

test("the likeliest partner is the one that shares the key", () => {
  const tables = [table("tags"), profiles, members];
  expect(partnerOf(members, tables)?.name).toBe("profiles");
  expect(partnerOf(table("notes"), [{ ...table("words"), columns: [column("id", "text")] }, table("tags")])?.name).toBe("tags");
  expect(partnerOf(members, [members])).toBeUndefined();
});

test("keys are the same, as are columns of one name and type; others come beside them", () => {
  expect(mergeOf(begun(profiles, members))).toEqual({
    edit: "merge_tables",
    table: "profiles",
    into: "members",
    columns: { members_id: "id", name: "name", age: "profiles_age", motto: "motto", id: "profiles_id" },
  });
});

test("a column can be one of its type that is no key", () => {
  expect(fitting(profiles.columns[3]!, members).map((one) => one.name)).toEqual(["name", "age"]);
  expect(fitting(profiles.columns[0]!, members)).toEqual([]);
  expect(ownName(profiles.columns[1]!, profiles, members)).toBe("profiles_name");
});
