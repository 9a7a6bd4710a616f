"use client";

import { Ban } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import type { StoredColumn } from "@/api/client";
import { text } from "@/text";
import { cx } from "@/ui/cx";
import { control, Told, toldBy } from "@/ui/field";
import { choices, fromInput, type Kind, kindOf, laidOut, toInput } from "./value";

const words = text.data;
const inputs = { number: "text", date: "date", time: "time", moment: "datetime-local", text: "text" } as const;

interface InputProps {
  id?: string;
  column: StoredColumn;
  kind: Kind;
  value: string;
  placeholder?: string;
  onChange: (value: string) => void;
  disabled?: boolean;
  invalid?: boolean;
  describedBy?: string;
  label?: string;
}

/** What a value of a column is typed into. */
export function ValueInput({ column, kind, value, onChange, placeholder, invalid, describedBy, label, ...rest }: InputProps) {
  const shared = { ...rest, "aria-label": label, "aria-invalid": invalid || undefined, "aria-describedby": describedBy };
  if (kind === "choice") {
    const known = choices(column);
    return (
      <select {...shared} className={control} value={value} onChange={(event) => onChange(event.target.value)}>
        {!known.includes(value) && <option value={value}>{value || placeholder || ""}</option>}
        {known.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    );
  }
  if (kind === "document" || kind === "long")
    return (
      <textarea
        {...shared}
        className={cx(control, "field-sizing-content h-auto max-h-72 min-h-20 py-1.5 font-mono text-[13px]")}
        spellCheck={false}
        value={value}
        placeholder={placeholder}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  const isMoment = kind === "moment";
  return (
    <input
      {...shared}
      type={inputs[kind]}
      step={isMoment || kind === "time" ? "0.001" : undefined}
      inputMode={kind === "number" ? "decimal" : undefined}
      autoComplete="off"
      className={cx(control, kind === "number" && "tabular-nums")}
      value={isMoment ? toInput(value) : value}
      placeholder={placeholder}
      onChange={(event) => onChange(isMoment ? fromInput(event.target.value) : event.target.value)}
    />
  );
}

interface FieldProps {
  column: StoredColumn;
  /** What the row holds; undefined where it is new. */
  held: string | null | undefined;
  /** What was typed; undefined where nothing was. */
  typed: string | null | undefined;
  onChange: (value: string | null) => void;
  problem?: string;
  isKey: boolean;
  isCut: boolean;
  /** What stands below the input. */
  children?: ReactNode;
}

/** One column of a row, with its type, its null, and what the database said of it. */
export function ValueField({ column, held, typed, onChange, problem, isKey, isCut, children }: FieldProps) {
  const id = useId();
  // Chosen once: an input does not become another one while it is typed in.
  const [kind] = useState(() => kindOf(column, held ?? null));
  const shown = typed === undefined ? held : typed;
  const empty = held === undefined && column.filled ? words.default : words.null;
  const laid = kind === "document" && typed === undefined && shown ? laidOut(shown) : shown;
  return (
    <div className="min-w-0">
      <div className="mb-1 flex items-baseline justify-between gap-3 text-sm">
        <label htmlFor={id} className="min-w-0 font-medium break-words">
          {column.name}
        </label>
        <span className="shrink-0 font-mono text-xs text-soft">
          {column.type}
          {column.array && "[]"}
          {kind === "moment" && ` · ${words.utc}`}
          {isKey && ` · ${text.schema.legend.key}`}
        </span>
      </div>
      <div className="flex gap-1.5">
        <ValueInput
          id={id}
          column={column}
          kind={kind}
          value={laid ?? ""}
          placeholder={empty}
          onChange={onChange}
          disabled={isCut}
          invalid={Boolean(problem)}
          describedBy={toldBy({ id, hint: isCut, problem })}
        />
        {!column.required && (
          <button
            type="button"
            className="grid size-9 shrink-0 place-items-center rounded-md border border-line text-soft hover:bg-raised disabled:opacity-55"
            aria-label={`${words.setNull}: ${column.name}`}
            title={words.setNull}
            disabled={isCut || shown === null}
            onClick={() => onChange(null)}
          >
            <Ban aria-hidden className="size-4" />
          </button>
        )}
      </div>
      <Told id={id} hint={isCut && words.cut} problem={problem} />
      {children}
    </div>
  );
}
