import { expect, test } from "vitest";
import { commandOf } from "./keys";

const press = (keys: string) => {
  const parts = keys.split("+");
  return {
    key: parts.at(-1)!,
    shiftKey: parts.includes("shift"),
    ctrlKey: parts.includes("ctrl"),
    metaKey: parts.includes("meta"),
    altKey: parts.includes("alt"),
  };
};
const there = { typing: false, tables: true };

test.each([
  ["meta+k", "palette"],
  ["ctrl+k", "palette"],
  ["ctrl+f", "find"],
  ["meta+z", "undo"],
  ["meta+shift+Z", "redo"],
  ["ctrl+y", "redo"],
  ["ctrl+s", "apply"],
  ["ctrl+b", "list"],
  ["ctrl+0", "fit"],
  ["ctrl+a", "all"],
  ["shift+?", "help"],
  ["Delete", "drop"],
  ["Backspace", "drop"],
  ["F2", "rename"],
  ["h", "hide"],
  ["Escape", "leave"],
  ["x", null],
  ["alt+ctrl+k", null],
])("%s means %s", (keys, command) => {
  expect(commandOf(press(keys), there)).toBe(command);
});

test("who writes is left alone", () => {
  const writing = { typing: true, tables: false };
  for (const keys of ["Delete", "Backspace", "h", "?", "ctrl+z", "ctrl+a", "ctrl+f", "Escape"]) expect(commandOf(press(keys), writing)).toBeNull();
  expect(commandOf(press("ctrl+k"), writing)).toBe("palette");
});

test("tables are not dropped from elsewhere on the page", () => {
  expect(commandOf(press("Delete"), { typing: false, tables: false })).toBeNull();
  expect(commandOf(press("ctrl+z"), { typing: false, tables: false })).toBe("undo");
});
