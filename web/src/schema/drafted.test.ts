import { expect, test } from "vitest";
import { editOf, emptyField } from "./drafted";

test("a form becomes the edit that makes the table", () => {
  const title = { ...emptyField(1), name: " title ", required: true };
  const price = { ...emptyField(2), name: "prices", type: "numeric[]", default: "" };
  expect(editOf({ name: "orders", standard: true, fields: [title, price, emptyField(3)] })).toEqual({
    edit: "create_table",
    table: "orders",
    standard: true,
    columns: [
      { name: "title", type: "text", array: false, nullable: false, unique: false, default: "none", default_value: null },
      { name: "prices", type: "numeric", array: true, nullable: true, unique: false, default: "none", default_value: null },
    ],
  });
});
