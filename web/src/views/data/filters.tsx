"use client";

import { Plus, X } from "lucide-react";
import type { Comparison, Filter, StoredTable } from "@/api/client";
import { text } from "@/text";
import { Button } from "@/ui/button";
import { cx } from "@/ui/cx";
import { control } from "@/ui/field";
import { kindOf } from "./value";
import { ValueInput } from "./value-field";

const words = text.data;
const comparisons = Object.keys(words.comparisons) as Comparison[];
const alone = ["is null", "is not null"];

interface Props {
  table: StoredTable;
  filters: Filter[];
  /** What the database said of one. */
  problemOf: (filter: Filter) => string | undefined;
  onChange: (filters: Filter[]) => void;
}

/** Conditions that all hold for the rows that are shown. */
export function Filters({ table, filters, problemOf, onChange }: Props) {
  const known = new Map(table.columns.map((column) => [column.name, column]));
  const change = (n: number, part: Partial<Filter>) => onChange(filters.map((one, m) => (m === n ? { ...one, ...part } : one)));
  const first = table.columns[0];
  return (
    <div role="group" aria-label={words.filters} className="flex flex-wrap items-start gap-2">
      {filters.map((filter, n) => {
        const column = known.get(filter.column);
        const problem = problemOf(filter);
        return (
          <div key={n} className="w-full min-w-0 sm:w-auto">
            <div className="flex flex-wrap items-center gap-1 rounded-lg border border-line bg-surface p-1 sm:flex-nowrap">
              <select
                aria-label={`${words.column} ${n + 1}`}
                className={cx(control, "w-auto flex-1 basis-24 sm:max-w-44 sm:flex-none sm:basis-auto")}
                value={filter.column}
                onChange={(event) => change(n, { column: event.target.value, value: "" })}
              >
                {!column && <option>{filter.column}</option>}
                {table.columns.map((one) => (
                  <option key={one.name}>{one.name}</option>
                ))}
              </select>
              <select
                aria-label={`${words.comparison} ${n + 1}`}
                className={cx(control, "w-auto flex-1 basis-24 sm:flex-none sm:basis-auto")}
                value={filter.comparison}
                onChange={(event) => change(n, { comparison: event.target.value as Comparison })}
              >
                {comparisons.map((one) => (
                  <option key={one} value={one}>
                    {words.comparisons[one]}
                  </option>
                ))}
              </select>
              {column && !alone.includes(filter.comparison) && (
                <div className="min-w-0 flex-1 basis-40 sm:w-44 sm:flex-none sm:basis-auto">
                  <ValueInput
                    // Of a part of a text anything may be asked, and a document is typed on one line.
                    key={`${column.name} ${filter.comparison}`}
                    label={`${words.value} ${n + 1}`}
                    column={column}
                    kind={filter.comparison === "contains" || column.array || column.type === "jsonb" ? "text" : kindOf(column, filter.value.slice(0, 40))}
                    value={filter.value}
                    onChange={(value) => change(n, { value })}
                    invalid={Boolean(problem)}
                    describedBy={problem ? `filter-${n}` : undefined}
                  />
                </div>
              )}
              <button
                type="button"
                className="grid size-8 shrink-0 place-items-center rounded-md hover:bg-raised"
                aria-label={`${words.removeFilter} ${n + 1}`}
                onClick={() => onChange(filters.filter((_, m) => m !== n))}
              >
                <X aria-hidden className="size-4" />
              </button>
            </div>
            {problem && (
              <p id={`filter-${n}`} role="alert" className="mt-1 max-w-md text-sm break-words text-bad">
                {problem}
              </p>
            )}
          </div>
        );
      })}
      <Button small className="my-1.5" disabled={!first} onClick={() => first && onChange([...filters, { column: first.name, comparison: "contains", value: "" }])}>
        <Plus aria-hidden className="size-4" /> {words.addFilter}
      </Button>
    </div>
  );
}
