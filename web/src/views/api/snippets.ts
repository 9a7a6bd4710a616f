import type { Endpoint } from "@/api/client";
import { filled, sentFields, takesBody, targetOf, type Typed } from "./request";

export const languages = ["curl", "Python", "TypeScript"] as const;
export type Language = (typeof languages)[number];

/** Where who asks is told; the token itself never stands in a snippet. */
export type Carrier = Endpoint["carriers"][number];

/** The same request as a program of one's own would make it, on what the language brings along. */
export function snippet(language: Language, endpoint: Endpoint, typed: Typed, backend: string, asAccount: boolean): string {
  const carriers = asAccount ? endpoint.carriers.slice(0, 1) : [];
  const headers = Object.entries(filled(typed.headers));
  const body = takesBody(endpoint) ? bodyOf(typed) : null;
  if (body?.kind === "json") headers.push(["Content-Type", "application/json"]);
  const [carrier] = carriers;
  const request = { method: endpoint.method, url: withToken(backend + targetOf(endpoint, typed), carrier), headers, body, carrier };
  return { curl, Python: python, TypeScript: typescript }[language](request);
}

/** What is sent, a file by the name under which it lies beside the program. */
type Body = { kind: "json"; text: string } | { kind: "urlencoded" | "multipart"; fields: { name: string; value: string; file: string }[] };

function bodyOf(typed: Typed): Body | null {
  if (typed.kind !== "json") return { kind: typed.kind, fields: sentFields(typed).map(({ name, value, file }) => ({ name, value, file: file?.name ?? "" })) };
  const text = typed.body.trim();
  return text ? { kind: "json", text } : null;
}

interface Request {
  method: string;
  url: string;
  headers: [string, string][];
  body: Body | null;
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
  if (body?.kind === "json") lines.push(`  --data-raw ${quoted(body.text)}`);
  else
    for (const { name, value, file } of body?.fields ?? [])
      lines.push(
        body?.kind === "urlencoded"
          ? `  --data-urlencode ${quoted(`${encodeURIComponent(name)}=${file || value}`)}`
          : file
            ? `  -F ${quoted(`${name}=@"${file.replaceAll(/["\\]/g, "\\$&")}"`)}`
            : `  --form-string ${quoted(`${name}=${value}`)}`,
      );
  return lines.join(" \\\n");
}

function python({ method, url, headers, body, carrier }: Request): string {
  const quoted = (value: string) => {
    // JSON's strings are Python's, but for what is no character of its own.
    const text = JSON.stringify(value.replaceAll(MARK, "{TOKEN}"));
    return value.includes(MARK) ? `f${JSON.stringify(value.replaceAll(/[{}]/g, "$&$&").replaceAll(MARK, "{TOKEN}"))}` : text;
  };
  const imports = ["json", ...(carrier ? ["os"] : []), ...(body?.kind === "urlencoded" ? ["urllib.parse"] : []), "urllib.request", ...(body?.kind === "multipart" ? ["uuid"] : [])];
  const lines = [...imports.map((name) => `import ${name}`), ""];
  if (carrier) lines.push('TOKEN = os.environ["TOKEN"]');
  if (body?.kind === "multipart") {
    const named = (name: string) => name.replaceAll('"', "%22").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
    lines.push("parts = [");
    for (const { name, value, file } of body.fields) {
      const head = `name="${named(name)}"${file ? `; filename="${named(file)}"` : ""}`;
      lines.push(`    (${quoted(head)}, ${file ? `open(${quoted(file)}, "rb").read()` : `${quoted(value)}.encode()`}),`);
    }
    lines.push("]", "boundary = uuid.uuid4().hex", 'data = b""', "for name, content in parts:");
    lines.push('    data += f"--{boundary}\\r\\nContent-Disposition: form-data; {name}\\r\\n\\r\\n".encode() + content + b"\\r\\n"');
    lines.push('data += f"--{boundary}--\\r\\n".encode()');
  }
  lines.push("request = urllib.request.Request(", `    ${quoted(url)},`, `    method=${quoted(method)},`);
  const told = [...tokenHeader(carrier), ...headers];
  const heads = told.map(([name, value]) => `${quoted(name)}: ${quoted(value)}`);
  if (body?.kind === "multipart") heads.push('"Content-Type": f"multipart/form-data; boundary={boundary}"');
  if (heads.length) lines.push(`    headers={${heads.join(", ")}},`);
  if (body?.kind === "json") lines.push(`    data=${quoted(body.text)}.encode(),`);
  if (body?.kind === "urlencoded") {
    const pairs = body.fields.map(({ name, value, file }) => `(${quoted(name)}, ${quoted(file || value)})`);
    lines.push(`    data=urllib.parse.urlencode([${pairs.join(", ")}]).encode(),`);
  }
  if (body?.kind === "multipart") lines.push("    data=data,");
  lines.push(")", "with urllib.request.urlopen(request) as answer:", "    print(answer.status, json.loads(answer.read() or b\"null\"))");
  return lines.join("\n");
}

function typescript({ method, url, headers, body, carrier }: Request): string {
  const quoted = (value: string) =>
    value.includes(MARK)
      ? `\`${value.replaceAll(/[`\\]|\$\{/g, "\\$&").replaceAll(MARK, "${token}")}\``
      : JSON.stringify(value);
  const lines = body?.kind === "multipart" && body.fields.some(({ file }) => file) ? ['import { openAsBlob } from "node:fs";', ""] : [];
  if (carrier) lines.push("const token = process.env.TOKEN;");
  if (body?.kind === "multipart") {
    lines.push("const form = new FormData();");
    for (const { name, value, file } of body.fields)
      lines.push(file ? `form.append(${quoted(name)}, await openAsBlob(${quoted(file)}), ${quoted(file)});` : `form.append(${quoted(name)}, ${quoted(value)});`);
  }
  lines.push(`const answer = await fetch(${quoted(url)}, {`, `  method: ${quoted(method)},`);
  const told = [...tokenHeader(carrier), ...headers];
  if (told.length) lines.push(`  headers: { ${told.map(([name, value]) => `${JSON.stringify(name)}: ${quoted(value)}`).join(", ")} },`);
  if (body?.kind === "json") lines.push(`  body: ${quoted(body.text)},`);
  if (body?.kind === "urlencoded") lines.push(`  body: new URLSearchParams(${JSON.stringify(body.fields.map(({ name, value, file }) => [name, file || value]))}),`);
  if (body?.kind === "multipart") lines.push("  body: form,");
  lines.push("});", "console.log(answer.status, await answer.text());");
  return lines.join("\n");
}
