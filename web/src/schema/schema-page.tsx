"use client";

import { Plus, Redo2, Undo2 } from "lucide-react";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { useEffect, useMemo, useState } from "react";
import type { Job } from "@/api/client";
import { text } from "@/text";
import { Button } from "@/ui/button";
import { control } from "@/ui/field";
import { cx } from "@/ui/cx";
import { Trouble } from "@/ui/trouble";
import { Against } from "./against";
import { Diagram } from "./diagram";
import { NewTable } from "./new-table";
import { SqlPane } from "./sql-pane";
import { TableDetails } from "./table-details";
import { TableList } from "./table-list";
import { useSchema } from "./use-schema";
import { found, type Mode, MODES } from "./visible";

const words = text.schema;

export function SchemaPage({ job }: { job: Job }) {
  const router = useRouter();
  const query = useSearchParams();
  const state = useSchema(job);
  const { schema, busy, trouble, edit, undo, redo } = state;
  const [search, setSearch] = useState("");
  const [mode, setMode] = useState<Mode>("all");
  const [adding, setAdding] = useState(false);
  const [pane, setPane] = useState<"diagram" | "list">("diagram");
  const selected = query.get("table") ?? "";

  const tables = useMemo(() => schema?.tables ?? [], [schema]);
  const matching = useMemo(() => found(tables, search), [tables, search]);
  const names = useMemo(() => new Set(matching.map((table) => table.name)), [matching]);
  const table = tables.find((one) => one.name === selected);

  function select(name: string) {
    router.replace(`/job?id=${job.id}&view=schema${name ? `&table=${encodeURIComponent(name)}` : ""}`, { scroll: false });
  }

  const canUndo = Boolean(schema?.pending.length) && !busy;
  const canRedo = Boolean(schema?.redoable) && !busy;
  useEffect(() => {
    function press(event: KeyboardEvent) {
      const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea, select, [contenteditable=true]");
      if (!(event.metaKey || event.ctrlKey)) return;
      const key = event.key.toLowerCase();
      if (key === "k" || (key === "f" && !typing)) {
        event.preventDefault();
        document.getElementById("search")?.focus();
      } else if (typing) return;
      else if (key === "z" && !event.shiftKey && canUndo) {
        event.preventDefault();
        void undo();
      } else if ((key === "y" || (key === "z" && event.shiftKey)) && canRedo) {
        event.preventDefault();
        void redo();
      }
    }
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  });

  if (!schema) return <p className="p-6 text-soft">{trouble ? <Trouble told={trouble} /> : text.loading}</p>;

  return (
    <div className="flex min-h-0 flex-1 flex-col lg:h-[calc(100dvh-6.5rem)] lg:flex-none">
      <div className="flex flex-wrap items-center gap-2 border-b border-line bg-surface px-3 py-2">
        <input
          id="search"
          type="search"
          aria-label={words.search}
          placeholder={`${words.find} (⌘K)`}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          className={cx(control, "w-full sm:w-64")}
        />
        <select aria-label={words.mode} className={cx(control, "w-36")} value={mode} onChange={(event) => setMode(event.target.value as Mode)}>
          {MODES.map((one) => (
            <option key={one} value={one}>
              {words.modes[one]}
            </option>
          ))}
        </select>
        <Button small disabled={!canUndo} onClick={() => void undo()} title={`${words.undo}: ${schema.pending.at(-1) ?? ""} (⌘Z)`}>
          <Undo2 aria-hidden className="size-4" /> <span className="sr-only sm:not-sr-only">{words.undo}</span>
        </Button>
        <Button small disabled={!canRedo} onClick={() => void redo()} title={`${words.redo}: ${schema.redoable ?? ""} (⇧⌘Z)`}>
          <Redo2 aria-hidden className="size-4" /> <span className="sr-only sm:not-sr-only">{words.redo}</span>
        </Button>
        <Button small kind="primary" onClick={() => setAdding(true)}>
          <Plus aria-hidden className="size-4" /> {words.newTable}
        </Button>
        {schema.pending.length > 0 && (
          <Link href={`/job?id=${job.id}&view=ship`} className="rounded-full bg-warn-wash px-2.5 py-0.5 text-sm font-medium text-warn">
            {schema.pending.length} {words.pending}
          </Link>
        )}
        <div role="group" aria-label={words.mode} className="ml-auto flex gap-1 lg:hidden">
          {(["diagram", "list"] as const).map((one) => (
            <Button key={one} small kind={pane === one ? "primary" : "plain"} aria-pressed={pane === one} onClick={() => setPane(one)}>
              {words[one]}
            </Button>
          ))}
        </div>
      </div>
      {trouble && (
        <div className="p-3">
          <Trouble told={trouble} />
        </div>
      )}
      <div className="grid min-h-0 flex-1 lg:grid-cols-[14rem_minmax(0,1fr)_27rem]">
        <div className={cx("min-h-0 flex-col border-r border-line bg-surface lg:flex", pane === "list" ? "flex" : "hidden")}>
          <TableList tables={matching} selected={selected} onSelect={select} />
          <Legend />
        </div>
        <div className={cx("min-h-0 min-w-0 lg:flex", pane === "diagram" ? "flex" : "hidden")}>
          <div className="h-[55dvh] w-full lg:h-full">
            <Diagram id={job.id} tables={tables} mode={mode} selected={selected} matching={names} onSelect={select} />
          </div>
        </div>
        <div className="flex min-h-0 flex-col border-l border-line">
          <div className="min-h-0 flex-[3] overflow-y-auto bg-ground">
            {table ? (
              <TableDetails key={table.name} id={job.id} table={table} tables={tables} edit={(edits) => edit(edits)} onSelect={select} />
            ) : (
              <Open schema={schema} />
            )}
          </div>
          <div className="h-64 min-h-0 border-t border-line lg:h-auto lg:flex-[2]">
            <SqlPane id={job.id} schema={schema} table={selected} />
          </div>
        </div>
      </div>
      <NewTable
        id={job.id}
        open={adding}
        onClose={() => setAdding(false)}
        onCreate={async (made) => {
          const done = await edit([made], true);
          if (done && made.edit === "create_table") select(made.table);
          return done;
        }}
      />
      <Against schema={state} />
    </div>
  );
}

function Open({ schema }: { schema: NonNullable<ReturnType<typeof useSchema>["schema"]> }) {
  return (
    <div className="p-4">
      <p className="text-soft">{words.choose}</p>
      {schema.questions.length > 0 && (
        <>
          <h2 className="mt-4 font-semibold">{words.questions}</h2>
          <ul className="mt-1 grid gap-2 text-sm">
            {schema.questions.map((one) => (
              <li key={one.about + one.text}>
                <strong>{one.about}</strong>: {one.text} {one.settle && <span className="text-soft">{one.settle}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function Legend() {
  return (
    <details className="border-t border-line p-3 text-sm text-soft">
      <summary>{words.key}</summary>
      <ul className="mt-1 grid gap-0.5">
        {Object.entries(words.legend).map(([name, told]) => (
          <li key={name}>
            {symbols[name]} {told}
          </li>
        ))}
      </ul>
    </details>
  );
}

const symbols: Record<string, string> = { key: "🔑", reference: "🔗", unique: "◉", required: "◆", optional: "◇", secret: "🔒" };
