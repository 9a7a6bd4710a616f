"use client";

import { ArrowLeftRight, TriangleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { api, type Edit, type Preview, type TableView } from "@/api/client";
import { text } from "@/text";
import { Button } from "@/ui/button";
import { cx } from "@/ui/cx";
import { Dialog } from "@/ui/dialog";
import { control } from "@/ui/field";
import { Sql } from "@/ui/sql";
import { begun, directed, fitting, type Merge, mergeOf, ownName, partnerOf } from "./merging";

const words = text.schema.merge;

interface Props {
  id: string;
  open: boolean;
  tables: TableView[];
  /** One table, or the two, with which it begins. */
  chosen: TableView[];
  onClose: () => void;
  onMerge: (edit: Edit, into: string) => Promise<boolean>;
}

/** Two tables that are to be one: which goes, what its columns become, and the text that will run. */
export function MergeDialog({ open, onClose, ...more }: Props) {
  return (
    <Dialog open={open} onClose={onClose} title={words.title} wide>
      <Merging onClose={onClose} {...more} />
    </Dialog>
  );
}

function start(tables: TableView[], [one, two]: TableView[]): Merge | null {
  if (!one) return null;
  const other = two ?? partnerOf(one, tables);
  return other ? begun(...directed(one, other)) : null;
}

function Merging({ id, tables, chosen, onClose, onMerge }: Omit<Props, "open">) {
  const [merge, setMerge] = useState(() => start(tables, chosen));
  const [preview, setPreview] = useState<Preview | null>(null);

  useEffect(() => {
    if (!merge) return;
    const asked = new AbortController();
    api.preview(id, [mergeOf(merge)], asked.signal).then(setPreview, () => undefined);
    return () => asked.abort();
  }, [id, merge]);

  if (!merge) return <p>{words.alone}</p>;
  const { table, into } = merge;
  const named = (name: string) => tables.find((one) => one.name === name)!;
  const objections = preview?.objections ?? [];
  const final = objections.some((one) => one.final);
  const told = [...new Set([...objections.map((one) => one.text), ...(preview?.losses ?? [])])];

  return (
    <form
      className="grid gap-5 lg:grid-cols-[1.1fr_1fr]"
      onSubmit={(event) => {
        event.preventDefault();
        if (preview && !final) void onMerge(mergeOf(merge), into.name).then((done) => done && onClose());
      }}
    >
      <div className="grid min-w-0 content-start gap-4">
        <div className="flex items-end gap-2">
          <TableChoice label={words.goes} value={table.name} tables={tables} except={into.name} onChange={(name) => setMerge(begun(named(name), into))} />
          <Button small aria-label={words.swap} title={words.swap} className="h-9" onClick={() => setMerge(begun(into, table))}>
            <ArrowLeftRight aria-hidden className="size-4" />
          </Button>
          <TableChoice label={words.stays} value={into.name} tables={tables} except={table.name} onChange={(name) => setMerge(begun(table, named(name)))} />
        </div>
        <p className="text-sm text-soft">{words.how(table.name, into.name)}</p>
        <Columns merge={merge} onChange={(columns) => setMerge({ ...merge, columns })} />
        {told.length > 0 && (
          <div role={final ? "alert" : undefined}>
            <ul className="grid gap-2" aria-label={text.schema.against}>
              {told.map((one) => (
                <li key={one} className="flex gap-2.5 text-sm">
                  <TriangleAlert aria-hidden className={cx("mt-0.5 size-4 shrink-0", final ? "text-bad" : "text-warn")} />
                  <span className="min-w-0 break-words">{one}</span>
                </li>
              ))}
            </ul>
          </div>
        )}
        <div className="sticky -bottom-5 -mb-5 flex flex-wrap justify-end gap-2 bg-surface py-3">
          <Button onClick={onClose}>{text.schema.back}</Button>
          <Button kind={told.length > 0 ? "danger" : "primary"} type="submit" disabled={!preview || final}>
            {objections.length > 0 ? text.schema.force : words.submit}
          </Button>
        </div>
      </div>
      <div className="flex min-h-64 min-w-0 flex-col">
        <h3 className="mb-1 text-sm font-medium">{text.schema.preview}</h3>
        <div className="min-h-0 flex-1 overflow-hidden rounded-lg border border-line bg-ground">
          <Sql label={text.schema.preview}>{preview?.migration ?? ""}</Sql>
        </div>
      </div>
    </form>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  tables: TableView[];
  except: string;
  onChange: (name: string) => void;
}

function TableChoice({ label, value, tables, except, onChange }: ChoiceProps) {
  return (
    <label className="grid min-w-0 flex-1 gap-1 text-sm font-medium">
      {label}
      <select className={control} value={value} onChange={(event) => onChange(event.target.value)}>
        {tables
          .filter((one) => one.name !== except)
          .map((one) => (
            <option key={one.name}>{one.name}</option>
          ))}
      </select>
    </label>
  );
}

function Columns({ merge, onChange }: { merge: Merge; onChange: (columns: Merge["columns"]) => void }) {
  const { table, into, columns } = merge;
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-sm font-medium">{words.columns(table.name)}</legend>
      <ul className="grid gap-1">
        {table.columns.map((column) => {
          const own = ownName(column, table, into);
          const isKey = table.primary_key.includes(column.name);
          return (
            <li key={column.name} className="grid grid-cols-2 items-center gap-2 text-sm">
              <span className="min-w-0 truncate" title={column.name}>
                {column.name}
              </span>
              <select
                aria-label={words.becomes(`${table.name}.${column.name}`)}
                className={cx(control, "h-8 text-sm")}
                disabled={isKey}
                value={columns[column.name]}
                onChange={(event) => onChange({ ...columns, [column.name]: event.target.value })}
              >
                {isKey ? (
                  <option value={columns[column.name]}>{words.key(columns[column.name] ?? "")}</option>
                ) : (
                  <>
                    <option value={own}>{words.own(own)}</option>
                    {fitting(column, into).map((other) => (
                      <option key={other.name}>{other.name}</option>
                    ))}
                  </>
                )}
              </select>
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}
