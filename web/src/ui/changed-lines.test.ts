import { expect, test } from "vitest";
import { changedLines } from "./changed-lines";

test("lines that are new are named, those that moved are not", () => {
  expect(changedLines("a\nb\nc", "b\na\nx\nc")).toEqual([3]);
});

test("a line that stands once more is new once", () => {
  expect(changedLines("a", "a\na\n")).toEqual([2]);
});
