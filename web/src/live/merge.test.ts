import { expect, test } from "vitest";
import type { JobEvent } from "@/api/client";
import { KEPT, merged } from "./merge";

const event = (id: number): JobEvent => ({
  id,
  job: "j",
  at: "2026-01-01T00:00:00Z",
  stage: "capture",
  what: "exchange",
  text: `${id}`,
  counts: {},
});

test("events that come twice or late stand once and in order", () => {
  const ids = merged([event(1), event(4)], [event(3), event(4), event(2)]).map((one) => one.id);
  expect(ids).toEqual([1, 2, 3, 4]);
});

test("a long feed keeps its end", () => {
  const many = Array.from({ length: KEPT + 5 }, (_, n) => event(n));
  expect(merged([], many)[0]?.id).toBe(5);
});
