import { expect, test } from "vitest";
import { frontOf } from "./front";

test("the page that was captured stands at its own path", () => {
  expect(frontOf("http://127.0.0.1:8000", "https://app.example.com/shop/?tab=1#/cart")).toBe("http://127.0.0.1:8000/shop/?tab=1#/cart");
  expect(frontOf("http://127.0.0.1:8000", "https://app.example.com")).toBe("http://127.0.0.1:8000/");
});

test("no page leads away from the backend", () => {
  expect(frontOf("http://127.0.0.1:8000", "https://app.example.com//elsewhere.example/x")).toBe("http://127.0.0.1:8000//elsewhere.example/x");
  expect(frontOf("http://127.0.0.1:8000", "board.har")).toBe("http://127.0.0.1:8000");
});
