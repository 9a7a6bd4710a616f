import type { Endpoint, Exchange, Trial } from "@/api/client";
import { bytesOf } from "./bytes";

/** How a body is sent. */
export const KINDS = ["json", "urlencoded", "multipart"] as const;
export type Kind = (typeof KINDS)[number];

/** A field of a form as it is typed; a file stands in place of the value. */
export interface TypedField {
  name: string;
  value: string;
  file: File | null;
}

/** A request to an endpoint as it is typed; what is empty is not sent. */
export interface Typed {
  path: Record<string, string>;
  query: Record<string, string>;
  headers: Record<string, string>;
  /** Query parameters that the endpoint is not known to have, as they stand in an address. */
  more: string;
  kind: Kind;
  /** As JSON. */
  body: string;
  /** As a form. */
  fields: TypedField[];
}

export const variables = (path: string) => [...path.matchAll(/\{([^{}]*)\}/g)].map((found) => found[1] ?? "");

/** Whether the endpoint is given a body. */
export const takesBody = (endpoint: Pick<Endpoint, "method" | "parameters">) =>
  endpoint.parameters.some((one) => one.place === "body") || ["POST", "PUT", "PATCH"].includes(endpoint.method);

/** Whether asking changes nothing. */
export const isSafe = (endpoint: Pick<Endpoint, "method">) => ["GET", "HEAD", "OPTIONS"].includes(endpoint.method);

/** Nothing typed yet. */
export const blank = (): Typed => ({ path: {}, query: {}, headers: {}, more: "", kind: "json", body: "", fields: [] });

/** The body as it was recorded, as if it had been typed; the content of files was not kept. */
export const bodyFrom = ({ form, request }: Pick<Exchange, "request" | "form">): Pick<Typed, "kind" | "body" | "fields"> => ({
  kind: form?.kind ?? "json",
  body: form ? "" : request,
  fields: (form?.fields ?? []).map((field) => ({ name: field.name, value: field.value ?? "", file: field.file ? new File([], field.file.name) : null })),
});

/** The fields of a form that are sent: those that have a name. */
export const sentFields = (typed: Typed) => typed.fields.filter((field) => field.name !== "");

/** What was recorded, as if it had been typed. */
export function typedFrom(endpoint: Endpoint, exchange: Pick<Exchange, "url" | "request" | "form">): Typed {
  const url = new URL(exchange.url, "http://app.invalid");
  const pattern = endpoint.path.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{[^{}]*\}/g, "([^/]*)");
  const values = new RegExp(`^${pattern}/?$`).exec(url.pathname)?.slice(1) ?? [];
  const known = new Set(endpoint.parameters.filter((one) => one.place === "query" && !one.array).map((one) => one.key));
  const query: Record<string, string> = {};
  const more = new URLSearchParams();
  for (const [name, value] of url.searchParams) {
    if (known.has(name) && !(name in query)) query[name] = value;
    else more.append(name, value);
  }
  return {
    path: Object.fromEntries(variables(endpoint.path).map((name, n) => [name, decoded(values[n] ?? "")])),
    query,
    headers: {},
    more: more.toString(),
    ...bodyFrom(takesBody(endpoint) ? exchange : { request: "", form: null }),
  };
}

/** What is asked of the studio. */
export async function trialOf(endpoint: Endpoint, typed: Typed, account: string): Promise<Trial> {
  const sent = takesBody(endpoint) ? typed.kind : null;
  return {
    operation: endpoint.name,
    path: typed.path,
    query: queryOf(typed),
    headers: filled(typed.headers),
    body: sent === "json" && typed.body ? typed.body : null,
    form: sent === "urlencoded" || sent === "multipart" ? await formOf(sent, typed) : null,
    account,
  };
}

async function formOf(kind: "urlencoded" | "multipart", typed: Typed): Promise<NonNullable<Trial["form"]>> {
  const fields = sentFields(typed).map(async ({ name, value, file }) => ({
    name,
    value,
    file: file && { name: file.name, type: file.type.split(";")[0], content: bytesOf(await file.arrayBuffer()) },
  }));
  return { kind, fields: await Promise.all(fields) };
}

/** The query parameters in order, those that are known first. */
export const queryOf = (typed: Typed): [string, string][] => [
  ...Object.entries(filled(typed.query)),
  ...new URLSearchParams(typed.more.replace(/^\?/, "")).entries(),
];

/** Path and query as they are sent; a part of the path that is empty stands there as it is called. */
export function targetOf(endpoint: Pick<Endpoint, "path">, typed: Typed): string {
  const path = endpoint.path.replace(/\{([^{}]*)\}/g, (whole, name: string) => (typed.path[name] ? encodeURIComponent(typed.path[name]) : whole));
  const query = new URLSearchParams(queryOf(typed)).toString();
  return query ? `${path}?${query}` : path;
}

/** What is wrong with a body, in the words of the browser; "" where it is JSON or nothing. */
export function bodyProblem(body: string): string {
  if (!body.trim()) return "";
  try {
    JSON.parse(body);
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export const filled = (values: Record<string, string>) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
