import { expect, test } from "vitest";
import { text } from "@/text";
import { addressProblem } from "./address";

test.each(["https://app.example.com", "localhost:3000", "app.example.com/login"])("%s is an address", (address) => {
  expect(addressProblem(address)).toBe("");
});

test.each(["ftp://example.com", "not an app", "http://"])("%s is none", (address) => {
  expect(addressProblem(address)).toBe(text.start.notUrl);
});

test("an empty field says what to type", () => {
  expect(addressProblem("")).toBe(text.start.emptyUrl);
});
