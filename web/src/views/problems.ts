import { text } from "@/text";
import { addressProblem } from "./address";
import type { Chosen } from "./capture-options";

const words = text.start;

/** What is wrong with each field of the form, in words, by the names that the server uses. */
export function problemsOf(url: string, chosen: Pick<Chosen, "steps" | "time" | "pages" | "script">): Record<string, string> {
  const explores = chosen.steps === "explore";
  const found = {
    url: addressProblem(url),
    "options/max_time": explores ? numberProblem(chosen.time, 10, 3600) : "",
    "options/max_pages": explores ? numberProblem(chosen.pages, 1, 1000) : "",
    script: chosen.steps === "script" && !chosen.script ? words.noScript : "",
  };
  return Object.fromEntries(Object.entries(found).filter(([, problem]) => problem));
}

function numberProblem(typed: string, least: number, most: number): string {
  const fits = /^\d+$/.test(typed.trim()) && Number(typed) >= least && Number(typed) <= most;
  return fits ? "" : words.notWithin(least, most);
}
