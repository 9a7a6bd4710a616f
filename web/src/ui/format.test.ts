import { expect, test } from "vitest";
import { age, duration, percent } from "./format";

test("a share is all only when it is", () => {
  expect([1, 0.9996, 0.97, 0.004, 0].map(percent)).toEqual(["100 %", "99.9 %", "97 %", "<1 %", "0 %"]);
});

test("durations grow into larger units", () => {
  const start = "2026-01-01T00:00:00Z";
  expect(duration(start, "2026-01-01T00:00:42Z")).toBe("42 s");
  expect(duration(start, "2026-01-01T00:02:05Z")).toBe("2 min 5 s");
  expect(duration(start, "2026-01-01T03:02:05Z")).toBe("3 h 2 min");
});

test("ages are told as people do", () => {
  const now = new Date("2026-01-03T00:00:00Z").getTime();
  expect(age("2026-01-02T23:59:50Z", now)).toBe("just now");
  expect(age("2026-01-02T23:30:00Z", now)).toBe("30 min ago");
  expect(age("2026-01-01T12:00:00Z", now)).toBe("36 h ago");
});
