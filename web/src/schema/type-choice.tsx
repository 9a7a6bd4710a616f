import type { ComponentProps } from "react";
import { text } from "@/text";
import { control } from "@/ui/field";
import { cx } from "@/ui/cx";

/** The types of Postgres by family; `text[]` and its like are lists of them. */
export function TypeChoice({ label, className, ...rest }: { label: string } & ComponentProps<"select">) {
  return (
    <select aria-label={label} className={cx(control, "font-mono text-[13px]", className)} {...rest}>
      {Object.entries(text.schema.families).map(([family, types]) => (
        <optgroup key={family} label={family}>
          {types.flatMap((type) => [
            <option key={type} value={type}>
              {type}
            </option>,
            <option key={`${type}[]`} value={`${type}[]`}>
              {type}[]
            </option>,
          ])}
        </optgroup>
      ))}
    </select>
  );
}
