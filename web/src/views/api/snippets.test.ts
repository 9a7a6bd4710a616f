import { describe, expect, it } from "vitest";
import type { Endpoint } from "@/api/client";
import { blank } from "./request";
import { languages, snippet } from "./snippets";

const endpoint = {
  name: "create",
  method: "POST",
  path: "/api/rows",
  parameters: [],
  carriers: [{ place: "header", name: "authorization", scheme: "Token" }],
} as unknown as Endpoint;
const typed = { ...blank(), body: `{"it's": "\${x} {y} \\"z\\""}` };
const of = (language: (typeof languages)[number], asAccount = true, more = {}) =>
  snippet(language, { ...endpoint, ...more }, typed, "http://127.0.0.1:1", asAccount);

describe("snippets", () => {
  it("quote as their language does", () => {
    expect(of("curl")).toContain(`--data-raw '{"it'\\''s": "\${x} {y} \\"z\\""}'`);
    expect(of("Python")).toContain(JSON.stringify(typed.body));
    expect(of("TypeScript")).toContain(`body: ${JSON.stringify(typed.body)}`);
  });

  it("say where the token goes, and never the token", () => {
    expect(of("curl")).toContain(`-H 'authorization: Token '"$TOKEN"''`);
    expect(of("Python")).toContain('"authorization": f"Token {TOKEN}"');
    expect(of("TypeScript")).toContain('"authorization": `Token ${token}`');
    const inQuery = { carriers: [{ place: "query", name: "key", scheme: "" }] };
    expect(of("curl", true, inQuery)).toContain(`'http://127.0.0.1:1/api/rows?key='"$TOKEN"''`);
    for (const language of languages) expect(of(language, false)).not.toMatch(/token/i);
  });
});
