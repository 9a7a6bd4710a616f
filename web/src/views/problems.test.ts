import { describe, expect, it } from "vitest";
import { problemsOf } from "./problems";

const chosen = { steps: "explore" as const, time: "300", pages: "60", script: null };
const url = "https://app.example.com";

describe("the form", () => {
  it("has nothing against what is as usual", () => {
    expect(problemsOf(url, chosen)).toEqual({});
  });

  it("tells of every field at once", () => {
    expect(Object.keys(problemsOf("", { ...chosen, time: "9", pages: "many" }))).toEqual(["url", "options/max_time", "options/max_pages"]);
    for (const time of ["", "-1", "10.5", "3601", "1e2"]) expect(problemsOf(url, { ...chosen, time })).toHaveProperty("options/max_time");
  });

  it("asks for what is used alone", () => {
    expect(problemsOf(url, { ...chosen, steps: "hand", time: "" })).toEqual({});
    expect(Object.keys(problemsOf(url, { ...chosen, steps: "script" }))).toEqual(["script"]);
    expect(problemsOf(url, { ...chosen, steps: "script", script: new File([], "a.py") })).toEqual({});
  });
});
