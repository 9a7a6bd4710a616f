import { expect, test } from "vitest";
import { readDefault, shownDefault } from "./default-choice";

test.each([
  ["", "text", { default: "none", value: null }],
  ["now", "timestamptz", { default: "now", value: null }],
  ["12", "integer", { default: "value", value: 12 }],
  ["12", "text", { default: "value", value: "12" }],
  ["2026-01-01", "date", { default: "value", value: "2026-01-01" }],
] as const)("%j of %s is read", (written, type, read) => {
  expect(readDefault(written, type)).toEqual(read);
});

test("what is shown is read as it was", () => {
  for (const [value, type] of [["x", "text"], [1, "integer"], [true, "boolean"], [{ a: 1 }, "jsonb"]] as const)
    expect(readDefault(shownDefault({ default: "value", default_value: value }), type).value).toEqual(value);
});
