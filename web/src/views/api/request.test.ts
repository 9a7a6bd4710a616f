import { describe, expect, it } from "vitest";
import type { Endpoint } from "@/api/client";
import { blank, bodyProblem, targetOf, trialOf, typedFrom } from "./request";

const parameter = (place: string, key: string, more = {}) => ({ name: key, place, key, type: "text", array: false, required: false, values: [], meaning: "", ...more });
const endpoint = {
  name: "get_rows",
  method: "POST",
  path: "/api.v1/rows/{id}/parts/{part}",
  parameters: [parameter("path", "id"), parameter("query", "limit"), parameter("query", "tag", { array: true })],
} as unknown as Endpoint;

describe("a request to an endpoint", () => {
  const url = "https://app.example/api.v1/rows/a%2Fb/parts/%C3%A9/?limit=2&tag=x&tag=y&other=1%262";

  it("is typed as it was recorded", () => {
    const typed = typedFrom(endpoint, { url, request: '{"a":1}', form: null });
    expect(typed.path).toEqual({ id: "a/b", part: "é" });
    expect(typed.query).toEqual({ limit: "2" });
    expect(typed.more).toBe("tag=x&tag=y&other=1%262");
    expect(typed.body).toBe('{"a":1}');
    expect(targetOf(endpoint, typed)).toBe("/api.v1/rows/a%2Fb/parts/%C3%A9?limit=2&tag=x&tag=y&other=1%262");
  });

  it("is sent without what is empty", async () => {
    const typed = { ...blank(), path: { id: "1" }, query: { limit: "" }, headers: { "x-a": "" }, more: "?a=1" };
    expect(await trialOf(endpoint, typed, "7")).toEqual({
      operation: "get_rows",
      path: { id: "1" },
      query: [["a", "1"]],
      headers: {},
      body: null,
      form: null,
      account: "7",
    });
    expect(targetOf(endpoint, typed)).toBe("/api.v1/rows/1/parts/{part}?a=1");
  });

  it("is told of a body that is none", () => {
    expect(bodyProblem("")).toBe("");
    expect(bodyProblem('{"a": 1}')).toBe("");
    expect(bodyProblem("{a}")).not.toBe("");
  });

  it("carries a form as it was recorded", async () => {
    const form = { kind: "multipart" as const, fields: [{ name: "title", value: "a&b" }, { name: "scan", file: { name: "a.png" } }] };
    const typed = typedFrom(endpoint, { url, request: "--x", form });
    expect([typed.kind, typed.body]).toEqual(["multipart", ""]);
    typed.fields[1]!.file = new File([new Uint8Array([0x89, 0xff])], "b.png", { type: "image/png" });
    typed.fields.push({ name: "", value: "unnamed", file: null });
    const trial = await trialOf(endpoint, typed, "");
    expect(trial.body).toBe(null);
    expect(trial.form).toEqual({
      kind: "multipart",
      fields: [
        { name: "title", value: "a&b", file: null },
        { name: "scan", value: "", file: { name: "b.png", type: "image/png", content: "if8=" } },
      ],
    });
  });

  it("carries JSON or a form, and not both", async () => {
    const typed = { ...blank(), body: "{}", fields: [{ name: "a", value: "1", file: null }] };
    expect((await trialOf(endpoint, typed, "")).form).toBe(null);
    expect((await trialOf(endpoint, { ...typed, kind: "urlencoded" as const }, "")).body).toBe(null);
  });
});
