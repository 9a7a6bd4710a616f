import { describe, expect, it } from "vitest";
import { fromInput, kindOf, laidOut, toInput } from "./value";

const column = (type: string, more = {}) => ({ type: type as "text", array: false, values: [], ...more });

describe("inputs", () => {
  it("are those of the type", () => {
    expect(kindOf(column("bigint"), "1")).toBe("number");
    expect(kindOf(column("boolean"), null)).toBe("choice");
    expect(kindOf(column("text", { values: ["a"] }), "a")).toBe("choice");
    expect(kindOf(column("text", { array: true }), null)).toBe("document");
    expect(kindOf(column("date"), "2026-01-31")).toBe("date");
    expect(kindOf(column("text"), "one\ntwo")).toBe("long");
  });

  it("are text where the browser's would lose something", () => {
    expect(kindOf(column("date"), "infinity")).toBe("text");
    expect(kindOf(column("timestamptz"), "2026-01-31 10:00:00.123456+00")).toBe("text");
    expect(kindOf(column("timestamptz"), "2026-01-31 10:00:00.123+00")).toBe("moment");
    expect(kindOf(column("time"), "10:00:00.123456")).toBe("text");
  });

  it("carry moments there and back", () => {
    const value = "2026-01-31 10:00:00.5+00";
    expect(fromInput(toInput(value))).toBe(value);
    expect(fromInput("2026-01-31T10:00")).toBe("2026-01-31 10:00:00+00");
    expect(fromInput("")).toBe("");
  });
});

describe("documents", () => {
  it("are laid out where nothing of them changes", () => {
    expect(laidOut('{"a": [1, "b  c"]}')).toBe('{\n "a": [\n  1,\n  "b  c"\n ]\n}');
    expect(laidOut('{"n": 12345678901234567890}')).toBe('{"n": 12345678901234567890}');
    expect(laidOut("no")).toBe("no");
  });
});
