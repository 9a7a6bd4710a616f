import type { JobEvent } from "@/api/client";

/** Lines that the page keeps of a feed. */
export const KEPT = 1000;

/** Both lists as one, each event once, in order: what was missed while offline falls into place. */
export function merged(known: JobEvent[], more: JobEvent[]): JobEvent[] {
  const all = new Map(known.map((event) => [event.id, event]));
  for (const event of more) all.set(event.id, event);
  return [...all.values()].sort((one, two) => one.id - two.id).slice(-KEPT);
}
