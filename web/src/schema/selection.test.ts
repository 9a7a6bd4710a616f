import { expect, test } from "vitest";
import { changed, clicked, sameNames, span, toggled, toggledAll } from "./selection";

const order = ["a", "b", "c", "d"];
const none = { shiftKey: false, ctrlKey: false, metaKey: false };

test("a name is put in and taken out", () => {
  expect(toggled(["a"], "b")).toEqual(["a", "b"]);
  expect(toggled(["a", "b"], "a")).toEqual(["b"]);
});

test("some names are put in together, and taken out where all are in", () => {
  expect(toggledAll(["a", "c"], ["a", "b"])).toEqual(["c", "a", "b"]);
  expect(toggledAll(["a", "b", "c"], ["a", "b"])).toEqual(["c"]);
});

test("a span goes both ways, and begins nowhere else than where it can", () => {
  expect(span(order, "b", "d")).toEqual(["b", "c", "d"]);
  expect(span(order, "d", "c")).toEqual(["c", "d"]);
  expect(span(order, "gone", "c")).toEqual(["c"]);
  expect(span(order, "gone", "lost")).toEqual([]);
});

test("a click chooses one, with Ctrl one more, with Shift all from the last one", () => {
  expect(clicked(["a", "b"], order, "a", "c", none)).toEqual(["c"]);
  expect(clicked(["a"], order, "a", "c", { ...none, ctrlKey: true })).toEqual(["a", "c"]);
  expect(clicked(["a"], order, "a", "a", { ...none, metaKey: true })).toEqual([]);
  expect(clicked(["d"], order, "a", "c", { ...none, shiftKey: true })).toEqual(["a", "b", "c"]);
  expect(clicked(["d"], order, "a", "b", { ...none, shiftKey: true, ctrlKey: true })).toEqual(["d", "a", "b"]);
});

test("what the diagram tells changes what is chosen", () => {
  const changes = [
    { id: "a", selected: false },
    { id: "c", selected: true },
  ];
  expect(changed(["a", "b"], changes)).toEqual(["b", "c"]);
});

test("names are the same in any order", () => {
  expect(sameNames(["a", "b"], ["b", "a"])).toBe(true);
  expect(sameNames(["a"], ["a", "b"])).toBe(false);
});
