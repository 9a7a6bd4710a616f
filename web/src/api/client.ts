import type { components } from "./schema";

type Schemas = components["schemas"];
export type Job = Schemas["Job"];
export type JobEvent = Schemas["JobEvent"];
export type Options = Schemas["Options"];
export type Sketch = Schemas["Sketch"];
export type SchemaView = Schemas["SchemaView"];
export type TableView = Schemas["TableView"];
export type ColumnView = Schemas["ColumnView"];
export type RelationView = Schemas["RelationView"];
export type EvidenceView = Schemas["EvidenceView"];
export type Edit = Schemas["Edits"]["edits"][number];
export type Preview = Schemas["PreviewView"];
export type Objection = Schemas["ObjectionView"];
export type Endpoint = Schemas["EndpointView"];
export type Exchange = Schemas["ExchangeView"];
export type Trial = Schemas["NewTrial"];
export type Answer = Schemas["TrialView"];
export type Account = Schemas["AccountView"];
export type StudioView = Schemas["Studio"];
export type Shipment = Schemas["ShipmentView"];
export type Trouble = Schemas["Trouble"];
export type StoredTable = Schemas["StoredTable"];
export type StoredColumn = Schemas["StoredColumn"];
export type RowsView = Schemas["RowsView"];
export type RowView = Schemas["RowView"];
export type Values = Schemas["NewRow"]["values"];
/** As `build/browsing.py` compares. */
export type Comparison = "=" | "<>" | "<" | "<=" | ">" | ">=" | "contains" | "is null" | "is not null";
export interface Filter {
  column: string;
  comparison: Comparison;
  value: string;
}

/** What the server said of a request that it did not do. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly trouble: Trouble,
  ) {
    super(trouble.what);
  }
}

async function ask<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(`/studio/v1${path}`, {
      method,
      signal,
      ...(body === undefined
        ? {}
        : body instanceof Blob
          ? { body }
          : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, { what: "The studio does not answer.", next: "See that `wirebase studio` still runs." });
  }
  if (!answer.ok) {
    const trouble = (await answer.json().catch(() => ({ what: answer.statusText }))) as Trouble;
    throw new ApiError(answer.status, trouble);
  }
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

/** The path of something of a job. */
export const pathOf = (id: string, rest = "") => `/jobs/${id}${rest}`;
/** The address of a file that the browser itself fetches. */
export const fileOf = (id: string, rest: string) => `/studio/v1${pathOf(id, rest)}`;

const rowsOf = (id: string, table: string) => pathOf(id, `/rows/${encodeURIComponent(table)}`);

export const api = {
  studio: () => ask<StudioView>("GET", "/studio"),
  jobs: () => ask<Job[]>("GET", "/jobs"),
  create: (url: string, options: Partial<Options>, given: { script?: string; storage?: string }) =>
    ask<Job>("POST", "/jobs", { url, options, ...given }),
  demo: () => ask<Job>("POST", "/demo"),
  upload: (file: File) => ask<Job>("POST", `/captures?name=${encodeURIComponent(file.name)}`, file),
  job: (id: string) => ask<Job>("GET", pathOf(id)),
  events: (id: string, after: number) => ask<JobEvent[]>("GET", pathOf(id, `/events?after=${after}`)),
  finish: (id: string) => ask<boolean>("POST", pathOf(id, "/finish")),
  cancel: (id: string) => ask<Job>("POST", pathOf(id, "/cancel")),
  resume: (id: string, capture: boolean) => ask<Job>("POST", pathOf(id, "/resume"), { capture }),
  startBackend: (id: string) => ask<Job>("POST", pathOf(id, "/backend")),
  stopBackend: (id: string) => ask<Job>("DELETE", pathOf(id, "/backend")),
  schema: (id: string) => ask<SchemaView>("GET", pathOf(id, "/schema")),
  preview: (id: string, edits: Edit[], signal?: AbortSignal) =>
    ask<Preview>("POST", pathOf(id, "/preview"), { edits }, signal),
  sql: (id: string, table: string) =>
    ask<{ sql: string }>("GET", pathOf(id, `/sql/${encodeURIComponent(table)}`)),
  edit: (id: string, revision: number, edits: Edit[], force: boolean) =>
    ask<SchemaView>("POST", pathOf(id, "/edits"), { revision, edits, force }),
  undo: (id: string, revision: number) => ask<SchemaView>("POST", pathOf(id, "/undo"), { revision }),
  redo: (id: string, revision: number) => ask<SchemaView>("POST", pathOf(id, "/redo"), { revision }),
  migration: (id: string) => ask<Schemas["Migration"]>("GET", pathOf(id, "/migration")),
  apply: (id: string, revision: number) => ask<Schemas["Applied"]>("POST", pathOf(id, "/apply"), { revision }),
  rehearse: (id: string, url: string) => ask<Shipment>("POST", pathOf(id, "/rehearsals"), { url }),
  ship: (id: string, url: string, fingerprint: string) => ask<Shipment>("POST", pathOf(id, "/shipments"), { url, fingerprint }),
  endpoints: (id: string) => ask<Endpoint[]>("GET", pathOf(id, "/endpoints")),
  exchange: (id: string, index: number) => ask<Exchange>("GET", pathOf(id, `/exchanges/${index}`)),
  accounts: (id: string, search: string) => ask<Account[]>("GET", pathOf(id, `/accounts?${new URLSearchParams({ search })}`)),
  attempt: (id: string, trial: Trial) => ask<Answer>("POST", pathOf(id, "/trials"), trial),
  tables: (id: string) => ask<StoredTable[]>("GET", pathOf(id, "/tables")),
  rows: (id: string, table: string, query: Record<string, string>, signal?: AbortSignal) =>
    ask<RowsView>("GET", `${rowsOf(id, table)}?${new URLSearchParams(query)}`, undefined, signal),
  row: (id: string, table: string, key: string[]) =>
    ask<RowView>("GET", `${rowsOf(id, table)}/row?${new URLSearchParams({ key: JSON.stringify(key) })}`),
  insertRow: (id: string, table: string, values: Values) =>
    ask<{ key: string[] }>("POST", rowsOf(id, table), { values }),
  updateRow: (id: string, table: string, seen: RowView, values: Values) =>
    ask<{ key: string[] }>("PATCH", `${rowsOf(id, table)}/row`, { key: seen.key, version: seen.version, values }),
  deleteRow: (id: string, table: string, seen: RowView) =>
    ask<undefined>("DELETE", `${rowsOf(id, table)}/row`, { key: seen.key, version: seen.version }),
};
