import type { ColumnView, Edit } from "@/api/client";
import { readDefault } from "./default-choice";

/** A field of a table that is being made. */
export interface Field {
  key: number;
  name: string;
  type: string;
  required: boolean;
  unique: boolean;
  default: string;
}

export interface Drafted {
  name: string;
  standard: boolean;
  fields: Field[];
}

export const emptyField = (key: number): Field => ({ key, name: "", type: "text", required: false, unique: false, default: "" });

/** The edit that makes the table; fields without any name are not meant yet. */
export function editOf({ name, standard, fields }: Drafted): Edit {
  return {
    edit: "create_table",
    table: name.trim(),
    standard,
    columns: fields
      .filter((field) => field.name.trim())
      .map((field) => {
        const type = field.type.replace("[]", "") as ColumnView["type"];
        const read = readDefault(field.default, type);
        return {
          name: field.name.trim(),
          type,
          array: field.type.endsWith("[]"),
          nullable: !field.required,
          unique: field.unique,
          default: read.default,
          default_value: read.value as never,
        };
      }),
  };
}
