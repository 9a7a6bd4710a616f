import { type Mode, MODES } from "./visible";

/** What the page shows of the tables, as its address holds it. */
export interface View {
  /** The tables that are chosen, in the order of choosing. */
  chosen: string[];
  hidden: string[];
  /** Whether areas are drawn and listed. */
  areas: boolean;
  mode: Mode;
}

export function viewOf(query: URLSearchParams): View {
  return {
    chosen: [...new Set(query.getAll("table").filter(Boolean))],
    hidden: [...new Set(query.getAll("hide").filter(Boolean))],
    areas: query.get("areas") !== "off",
    mode: MODES.find((one) => one === query.get("show")) ?? "all",
  };
}

/** The address of the schema of a job, seen so; what is as usual is left out. */
export function addressOf(id: string, view: View): string {
  const query = new URLSearchParams({ id, view: "schema" });
  for (const name of view.chosen) query.append("table", name);
  for (const name of view.hidden) query.append("hide", name);
  if (!view.areas) query.set("areas", "off");
  if (view.mode !== "all") query.set("show", view.mode);
  return `/job?${query}`;
}

/** The view after a table got another name. */
export function renamed(view: View, from: string, to: string): View {
  const names = (known: string[]) => known.map((name) => (name === from ? to : name));
  return { ...view, chosen: names(view.chosen), hidden: names(view.hidden) };
}
