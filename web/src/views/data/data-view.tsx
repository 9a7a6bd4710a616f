"use client";

import { Check, Plus } from "lucide-react";
import { useEffect, useState } from "react";
import { api, type Job, type RowsView, type StoredTable, type Trouble as Told } from "@/api/client";
import { text } from "@/text";
import { Button } from "@/ui/button";
import { control, Field } from "@/ui/field";
import { Trouble, troubleOf } from "@/ui/trouble";
import { type Browse, complete, parameters } from "./browse";
import { Filters } from "./filters";
import { Grid } from "./grid";
import { RowDialog } from "./row-dialog";
import { useBrowse } from "./use-browse";

const words = text.data;
const SIZE = 50;
const PAUSE = 250;

/** The rows of the running backend. What is looked at stands in the address, so that one comes back to it. */
export function DataView({ job, setJob }: { job: Job; setJob: (job: Job) => void }) {
  const [tables, setTables] = useState<StoredTable[] | null>(null);
  const [trouble, setTrouble] = useState<Told | null>(null);
  const running = Boolean(job.backend_url);

  useEffect(() => {
    api.tables(job.id).then(setTables, (error: unknown) => setTrouble(troubleOf(error)));
  }, [job.id, job.backend_url]);

  if (!running || trouble)
    return (
      <div className="grid gap-4 p-6">
        {!running && (
          <>
            <p>{words.stopped}</p>
            <Button kind="primary" className="w-fit" onClick={() => api.startBackend(job.id).then(setJob, (error: unknown) => setTrouble(troubleOf(error)))}>
              {text.progress.startBackend}
            </Button>
          </>
        )}
        {trouble && <Trouble told={trouble} />}
      </div>
    );
  return tables?.length ? <Rows job={job} tables={tables} /> : <p className="p-6 text-soft">{tables ? words.empty : text.loading}</p>;
}

function Rows({ job, tables }: { job: Job; tables: StoredTable[] }) {
  const [browse, move] = useBrowse(job.id);
  const table = tables.find((one) => one.name === browse.table) ?? tables[0]!;
  const [found, setFound] = useState<{ table: string; page: RowsView } | null>(null);
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [trouble, setTrouble] = useState<Told | null>(null);
  const [done, setDone] = useState<keyof typeof words.done | "">("");
  const [opened, setOpened] = useState<{ key: string[] | null } | null>(null);
  const [looks, setLooks] = useState(0);
  const page = found?.table === table.name ? found.page : null;
  const name = table.name;

  const filters = complete(browse.filters, table);
  const asked = JSON.stringify(parameters({ ...browse, filters }));
  const typing = Boolean(browse.search || browse.filters.length);
  useEffect(() => {
    const leaving = new AbortController();
    const look = () =>
      api.rows(job.id, name, { limit: `${SIZE}`, ...(JSON.parse(asked) as Record<string, string>) }, leaving.signal).then(
        (rows) => {
          setFound({ table: name, page: rows });
          setProblems({});
          setTrouble(null);
        },
        (error: unknown) => {
          if (leaving.signal.aborted) return;
          const told = troubleOf(error);
          setProblems(told.fields ?? {});
          setTrouble(Object.keys(told.fields ?? {}).length ? null : told);
        },
      );
    const timer = setTimeout(look, typing ? PAUSE : 0);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [job.id, job.backend_url, name, asked, typing, looks]);

  function go(change: Partial<Browse>, visit = false) {
    setDone("");
    move({ table: name, ...change }, visit);
  }

  function open(key: string[] | null) {
    setDone("");
    setOpened({ key });
  }

  const { offset, order, descending } = browse;
  return (
    <div className="flex h-[calc(100dvh-6.2rem)] min-h-[32rem] flex-col gap-3 p-4 sm:p-6">
      <div className="flex flex-wrap items-end gap-3">
        <label className="w-full text-sm font-medium sm:w-auto">
          {words.table}
          <select className={`${control} mt-1 block sm:w-56`} value={name} onChange={(event) => go({ table: event.target.value, filters: [], order: "", search: "" }, true)}>
            {tables.map((one) => (
              <option key={one.name}>{one.name}</option>
            ))}
          </select>
        </label>
        <div className="w-full sm:w-56">
          <Field label={words.search} type="search" value={browse.search} onChange={(event) => go({ search: event.target.value })} />
        </div>
        <Button className="h-9" onClick={() => open(null)}>
          <Plus aria-hidden className="size-4" /> {words.newRow}
        </Button>
        <div className="ml-auto flex items-center gap-2">
          <span className="text-sm text-soft tabular-nums">{page && page.rows.length > 0 ? `${offset + 1}–${offset + page.rows.length}` : ""}</span>
          <Button small disabled={offset === 0} onClick={() => go({ offset: Math.max(0, offset - SIZE) }, true)}>
            {words.previous}
          </Button>
          <Button small disabled={!page?.more} onClick={() => go({ offset: offset + SIZE }, true)}>
            {words.next}
          </Button>
        </div>
      </div>
      <Filters table={table} filters={browse.filters} problemOf={(filter) => problems[`filters/${filters.indexOf(filter)}`]} onChange={(filters) => go({ filters })} />
      {!table.key.length && <p className="text-sm text-soft">{words.noKey}</p>}
      <p role="status" className="flex items-center gap-2 text-sm text-good empty:hidden">
        {done && (
          <>
            <Check aria-hidden className="size-4" /> {words.done[done]}
          </>
        )}
      </p>
      {trouble && <Trouble told={trouble} />}
      {page && (
        <Grid
          job={job.id}
          table={table}
          page={page}
          browse={browse}
          onSort={(column) => go({ order: column, descending: order === column && !descending })}
          onEdit={open}
        />
      )}
      {opened && (
        <RowDialog
          job={job.id}
          table={table}
          rowKey={opened.key}
          onClose={() => setOpened(null)}
          onDone={(what) => {
            setOpened(null);
            setDone(what);
            setLooks((n) => n + 1);
          }}
        />
      )}
    </div>
  );
}
