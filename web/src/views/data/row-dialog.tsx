"use client";

import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { type FormEvent, useCallback, useEffect, useState } from "react";
import { api, ApiError, type RowView, type StoredTable, type Trouble as Told, type Values } from "@/api/client";
import { text } from "@/text";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Trouble, troubleOf } from "@/ui/trouble";
import { addressOf, filtersFor, ways } from "./browse";
import { ValueField } from "./value-field";

const words = text.data;

interface Props {
  job: string;
  table: StoredTable;
  /** Of the row; null for a new one. */
  rowKey: string[] | null;
  onClose: () => void;
  onDone: (what: keyof typeof words.done) => void;
}

/** One row: its values to change, what it refers to, what refers to it, and its end. */
export function RowDialog({ job, table, rowKey, onClose, onDone }: Props) {
  const [row, setRow] = useState<RowView | null>(null);
  const [typed, setTyped] = useState<Values>({});
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [trouble, setTrouble] = useState<Told | null>(null);
  const [isOld, setIsOld] = useState(false);
  const [busy, setBusy] = useState(false);
  const [leaving, setLeaving] = useState(false);

  const load = useCallback(async () => {
    if (!rowKey) return;
    try {
      setRow(await api.row(job, table.name, rowKey));
      setTyped({});
      setIsOld(false);
      setTrouble(null);
    } catch (error) {
      setTrouble(troubleOf(error));
    }
  }, [job, table.name, rowKey]);
  useEffect(() => {
    // eslint-disable-next-line react-hooks/set-state-in-effect -- it sets what the server said
    void load();
  }, [load]);

  async function act(what: keyof typeof words.done, action: () => Promise<unknown>) {
    setBusy(true);
    setTrouble(null);
    setProblems({});
    try {
      await action();
      onDone(what);
    } catch (error) {
      const told = troubleOf(error);
      const fields = told.fields ?? {};
      setProblems(fields);
      setIsOld(error instanceof ApiError && error.status === 409);
      if (!Object.keys(fields).length) setTrouble(told);
      setLeaving(false);
      setBusy(false);
    }
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!rowKey) void act("added", () => api.insertRow(job, table.name, typed));
    else if (row) void act("changed", () => api.updateRow(job, table.name, row, typed));
  }

  function type(column: string, value: string | null) {
    setTyped((known) => {
      const others = without(known, column);
      return row && row.values[column] === value ? others : { ...others, [column]: value };
    });
    setProblems((known) => without(known, column));
  }

  const names = table.columns.map((column) => column.name);
  const leads = row ? ways(table, names, names.map((name) => row.values[name] ?? null)) : new Map<string, never>();
  const ready = !rowKey || row !== null;
  const title = rowKey ? `${words.rowOf} ${table.name}` : `${words.newIn} ${table.name}`;
  return (
    <Dialog open title={title} onClose={onClose}>
      <form onSubmit={submit} noValidate className="grid gap-4">
        {ready &&
          table.columns.map((column) => {
            const lead = leads.get(column.name);
            return (
              <ValueField
                key={`${column.name} ${row?.version}`}
                column={column}
                held={row ? row.values[column.name] : undefined}
                typed={typed[column.name]}
                onChange={(value) => type(column.name, value)}
                problem={problems[column.name]}
                isKey={table.key.includes(column.name)}
                isCut={row?.cut.includes(column.name) ?? false}
              >
                {lead && typed[column.name] === undefined && (
                  <Link href={addressOf(job, lead)} onClick={onClose} className="mt-1 inline-flex items-center gap-1 text-sm text-accent hover:underline">
                    {words.follow} {lead.table} <ArrowRight aria-hidden className="size-3.5" />
                  </Link>
                )}
              </ValueField>
            );
          })}
        {trouble && <Trouble told={trouble} />}
        {isOld && <Button onClick={() => void load()}>{words.again}</Button>}
        {row && <ReferringRows job={job} row={row} onClose={onClose} />}
        {leaving ? (
          <div role="group" aria-label={words.delete} className="flex flex-wrap items-center gap-2 rounded-lg bg-bad-wash p-3">
            <p className="mr-auto">{words.deleteAsk}</p>
            <Button autoFocus onClick={() => setLeaving(false)}>
              {words.keep}
            </Button>
            <Button kind="danger" disabled={busy} onClick={() => row && void act("deleted", () => api.deleteRow(job, table.name, row))}>
              {words.deleteSure}
            </Button>
          </div>
        ) : (
          <div className="flex flex-wrap items-center justify-between gap-2">
            <Button type="submit" kind="primary" disabled={busy || (rowKey !== null && !Object.keys(typed).length)}>
              {busy ? words.saving : rowKey ? words.save : words.add}
            </Button>
            {row && (
              <Button kind="danger" disabled={busy} onClick={() => setLeaving(true)}>
                {words.delete}
              </Button>
            )}
          </div>
        )}
      </form>
    </Dialog>
  );
}

function ReferringRows({ job, row, onClose }: { job: string; row: RowView; onClose: () => void }) {
  return (
    <section aria-labelledby="referring" className="text-sm">
      <h3 id="referring" className="font-semibold">
        {words.referring}
      </h3>
      {row.referring.length === 0 && <p className="text-soft">{words.noneReferring}</p>}
      <ul>
        {row.referring.map((one) => {
          const filters = filtersFor(one.columns, one.references.map((name) => row.values[name]));
          return (
            <li key={`${one.table} ${one.columns.join(" ")}`}>
              <Link href={addressOf(job, { table: one.table, filters: filters ?? [] })} onClick={onClose} className="text-accent hover:underline">
                {one.count}
                {one.more && "+"} {one.table} <span className="font-mono">({one.columns.join(", ")})</span>
              </Link>{" "}
              <span className="text-soft">– {words.onDelete[one.on_delete]}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** The record without one of its names. */
function without<T>(record: Record<string, T>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([one]) => one !== name));
}
