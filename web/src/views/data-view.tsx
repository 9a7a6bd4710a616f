"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import { useEffect, useState } from "react";
import { api, type Job, type TableView, type Trouble as Told } from "@/api/client";
import { text } from "@/text";
import { Button } from "@/ui/button";
import { control, Field } from "@/ui/field";
import { Trouble, troubleOf } from "@/ui/trouble";

const words = text.data;
const SIZE = 50;

export function DataView({ job, setJob }: { job: Job; setJob: (job: Job) => void }) {
  const [tables, setTables] = useState<TableView[]>([]);
  const [chosen, setChosen] = useState("");
  const [search, setSearch] = useState("");
  const [order, setOrder] = useState<{ column: string; descending: boolean } | null>(null);
  const [offset, setOffset] = useState(0);
  const [page, setPage] = useState<{ columns: string[]; rows: (string | null)[][]; more: boolean } | null>(null);
  const [trouble, setTrouble] = useState<Told | null>(null);
  const table = chosen || tables[0]?.name || "";
  const running = Boolean(job.backend_url);

  useEffect(() => {
    api.schema(job.id).then((schema) => setTables(schema.tables), (error: unknown) => setTrouble(troubleOf(error)));
  }, [job.id]);

  useEffect(() => {
    if (!table || !running) return;
    let current = true;
    const query: Record<string, string> = { limit: `${SIZE}`, offset: `${offset}`, search };
    if (order) Object.assign(query, { order: order.column, direction: order.descending ? "desc" : "asc" });
    const timer = setTimeout(
      () =>
        api.rows(job.id, table, query).then(
          (rows) => current && (setPage(rows), setTrouble(null)),
          (error: unknown) => current && setTrouble(troubleOf(error)),
        ),
      search ? 200 : 0,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [job.id, table, running, offset, order, search]);

  function again(change: () => void) {
    setOffset(0);
    change();
  }

  if (!running)
    return (
      <div className="p-6">
        <p className="mb-3">{words.stopped}</p>
        <Button kind="primary" onClick={() => api.startBackend(job.id).then(setJob, (error: unknown) => setTrouble(troubleOf(error)))}>
          {text.progress.startBackend}
        </Button>
        {trouble && (
          <div className="mt-4">
            <Trouble told={trouble} />
          </div>
        )}
      </div>
    );

  return (
    <div className="flex h-[calc(100dvh-6.2rem)] min-h-96 flex-col gap-3 p-4 sm:p-6">
      <div className="flex flex-wrap items-end gap-3">
        <label className="text-sm font-medium">
          {words.table}
          <select
            className={`${control} mt-1 w-56`}
            value={table}
            onChange={(event) =>
              again(() => {
                setChosen(event.target.value);
                setOrder(null);
              })
            }
          >
            {tables.map((one) => (
              <option key={one.name}>{one.name}</option>
            ))}
          </select>
        </label>
        <div className="w-64">
          <Field label={words.search} type="search" value={search} onChange={(event) => again(() => setSearch(event.target.value))} />
        </div>
        <div className="ml-auto flex items-center gap-2">
          <span className="text-sm text-soft tabular-nums">
            {page && page.rows.length > 0 ? `${offset + 1}–${offset + page.rows.length}` : ""}
          </span>
          <Button small disabled={offset === 0} onClick={() => setOffset(Math.max(0, offset - SIZE))}>
            {words.previous}
          </Button>
          <Button small disabled={!page?.more} onClick={() => setOffset(offset + SIZE)}>
            {words.next}
          </Button>
        </div>
      </div>
      {trouble && <Trouble told={trouble} />}
      <div className="min-h-0 flex-1 overflow-auto rounded-xl border border-line bg-surface" tabIndex={0} role="region" aria-label={table}>
        <table className="w-full text-left text-sm">
          <thead className="sticky top-0 bg-raised">
            <tr>
              {page?.columns.map((column) => {
                const sorted = order?.column === column;
                return (
                  <th key={column} scope="col" aria-sort={sorted ? (order.descending ? "descending" : "ascending") : undefined} className="p-0 font-medium">
                    <button
                      type="button"
                      className="flex w-full items-center gap-1 px-3 py-2 text-left hover:text-accent"
                      onClick={() => again(() => setOrder({ column, descending: sorted ? !order.descending : false }))}
                    >
                      {column}
                      {sorted && (order.descending ? <ArrowDown aria-hidden className="size-3.5" /> : <ArrowUp aria-hidden className="size-3.5" />)}
                    </button>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {page?.rows.map((row, n) => (
              <tr key={n} className="hover:bg-raised/60">
                {row.map((value, m) => (
                  <td key={m} className="max-w-80 truncate px-3 py-1.5 font-mono text-[13px]" title={value ?? undefined}>
                    {value ?? <span className="text-soft italic">{words.null}</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {page?.rows.length === 0 && <p className="p-4 text-soft">{words.empty}</p>}
      </div>
    </div>
  );
}
