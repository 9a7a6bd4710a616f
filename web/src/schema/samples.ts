import type { TableView } from "@/api/client";

export const evidence = { claim: "", support: 0, against: 0, exchanges: [], alternatives: [], parts: [] };

const column = (name: string, type: TableView["columns"][number]["type"] = "integer"): TableView["columns"][number] => ({
  name,
  type,
  array: false,
  required: false,
  unique: false,
  default: "none",
  default_value: null,
  values: [],
  role: "stored",
  touched: false,
  description: "",
  fields: [],
  evidence,
});

/** A table for tests, with a reference to each of some others. */
export function table(name: string, ...refers: string[]): TableView {
  return {
    name,
    kind: "entity",
    columns: [column("id"), ...refers.map((to) => column(`${to}_id`))],
    primary_key: ["id"],
    unique: [],
    relations: refers.map((to) => ({ columns: [`${to}_id`], table: to, references: ["id"], on_delete: "restrict", enforced: true, evidence })),
    owner: "",
    through: "",
    readers: "all",
    description: "",
    rows: 0,
    evidence,
  };
}
