import type { Endpoint } from "@/api/client";
import { filled, targetOf, takesBody, type Typed } from "./request";

export const languages = ["curl", "Python", "TypeScript"] as const;
export type Language = (typeof languages)[number];

/** Where who asks is told; the token itself never stands in a snippet. */
export type Carrier = Endpoint["carriers"][number];

/** The same request as a program of one's own would make it, on what the language brings along. */
export function snippet(language: Language, endpoint: Endpoint, typed: Typed, backend: string, asAccount: boolean): string {
  const carriers = asAccount ? endpoint.carriers.slice(0, 1) : [];
  const headers = Object.entries(filled(typed.headers));
  const body = takesBody(endpoint) ? typed.body.trim() : "";
  if (body) headers.push(["Content-Type", "application/json"]);
  const [carrier] = carriers;
  const request = { method: endpoint.method, url: withToken(backend + targetOf(endpoint, typed), carrier), headers, body, carrier };
  return { curl, Python: python, TypeScript: typescript }[language](request);
}

interface Request {
  method: string;
  url: string;
  headers: [string, string][];
  body: string;
  carrier: Carrier | undefined;
}

const MARK = "\u0000";

function withToken(url: string, carrier: Carrier | undefined): string {
  if (carrier?.place !== "query") return url;
  return `${url}${url.includes("?") ? "&" : "?"}${encodeURIComponent(carrier.name)}=${MARK}`;
}

function tokenHeader(carrier: Carrier | undefined): [string, string][] {
  if (carrier?.place === "cookie") return [["Cookie", `${carrier.name}=${MARK}`]];
  if (carrier?.place === "header") return [[carrier.name, carrier.scheme ? `${carrier.scheme} ${MARK}` : MARK]];
  return [];
}

function curl({ method, url, headers, body, carrier }: Request): string {
  // Between apostrophes a shell reads nothing; the token comes from its environment.
  const quoted = (value: string) => `'${value.replaceAll("'", `'\\''`).replaceAll(MARK, `'"$TOKEN"'`)}'`;
  const lines = [`curl -s ${method === "GET" ? "" : `-X ${method} `}${quoted(url)}`];
  for (const [name, value] of [...tokenHeader(carrier), ...headers]) lines.push(`  -H ${quoted(`${name}: ${value}`)}`);
  if (body) lines.push(`  --data-raw ${quoted(body)}`);
  return lines.join(" \\\n");
}

function python({ method, url, headers, body, carrier }: Request): string {
  const quoted = (value: string) => {
    // JSON's strings are Python's, but for what is no character of its own.
    const text = JSON.stringify(value.replaceAll(MARK, "{TOKEN}"));
    return value.includes(MARK) ? `f${JSON.stringify(value.replaceAll(/[{}]/g, "$&$&").replaceAll(MARK, "{TOKEN}"))}` : text;
  };
  const lines = ["import json", ...(carrier ? ["import os"] : []), "import urllib.request", ""];
  if (carrier) lines.push('TOKEN = os.environ["TOKEN"]');
  lines.push("request = urllib.request.Request(", `    ${quoted(url)},`, `    method=${quoted(method)},`);
  const told = [...tokenHeader(carrier), ...headers];
  if (told.length) lines.push(`    headers={${told.map(([name, value]) => `${quoted(name)}: ${quoted(value)}`).join(", ")}},`);
  if (body) lines.push(`    data=${quoted(body)}.encode(),`);
  lines.push(")", "with urllib.request.urlopen(request) as answer:", "    print(answer.status, json.loads(answer.read() or b\"null\"))");
  return lines.join("\n");
}

function typescript({ method, url, headers, body, carrier }: Request): string {
  const quoted = (value: string) =>
    value.includes(MARK)
      ? `\`${value.replaceAll(/[`\\]|\$\{/g, "\\$&").replaceAll(MARK, "${token}")}\``
      : JSON.stringify(value);
  const lines = carrier ? ["const token = process.env.TOKEN;"] : [];
  lines.push(`const answer = await fetch(${quoted(url)}, {`, `  method: ${quoted(method)},`);
  const told = [...tokenHeader(carrier), ...headers];
  if (told.length) lines.push(`  headers: { ${told.map(([name, value]) => `${JSON.stringify(name)}: ${quoted(value)}`).join(", ")} },`);
  if (body) lines.push(`  body: ${quoted(body)},`);
  lines.push("});", "console.log(answer.status, await answer.text());");
  return lines.join("\n");
}
