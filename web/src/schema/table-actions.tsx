"use client";

import { Eye, EyeOff, Merge, Trash2 } from "lucide-react";
import { useEffect, useRef } from "react";
import type { Edit, TableView } from "@/api/client";
import { text } from "@/text";
import { Button } from "@/ui/button";
import { control } from "@/ui/field";
import { cx } from "@/ui/cx";
import { dropping, isOwned, reading, type Readers, readersOf, standard, standardOf } from "./group-edits";

const words = text.schema;

interface Props {
  tables: TableView[];
  hidden: ReadonlySet<string>;
  edit: (edits: Edit[]) => Promise<boolean>;
  onHide: (names: string[], away: boolean) => void;
  /** Where two of the tables can become one. */
  onMerge?: () => void;
}

/** What can be done with one table or several at once; each is one step back. */
export function TableActions({ tables, hidden, edit, onHide, onMerge }: Props) {
  const names = tables.map((table) => table.name);
  const away = names.every((name) => hidden.has(name));
  const make = (one: Edit | null) => void (one && edit([one]));
  return (
    <div className="grid gap-3 text-sm">
      <div className="flex flex-wrap gap-2">
        <Button small onClick={() => onHide(names, !away)}>
          {away ? <Eye aria-hidden className="size-4" /> : <EyeOff aria-hidden className="size-4" />}
          {away ? words.unhide : words.hide}
        </Button>
        {onMerge && (
          <Button small onClick={onMerge}>
            <Merge aria-hidden className="size-4" /> {words.merge.open}
          </Button>
        )}
        <Button small kind="danger" onClick={() => make(dropping(tables))}>
          <Trash2 aria-hidden className="size-4" /> {tables.length > 1 ? words.dropTables(tables.length) : words.dropTable}
        </Button>
      </div>
      <Standard tables={tables} make={make} />
      <label className="grid gap-1">
        {words.readers}
        <select className={cx(control, "max-w-72")} value={readersOf(tables)} onChange={(event) => make(reading(tables, event.target.value as Readers))}>
          {readersOf(tables) === "" && (
            <option value="" disabled>
              {words.differ}
            </option>
          )}
          {(Object.entries(words.readersOf) as [Readers, string][]).map(([value, told]) => (
            <option key={value} value={value} disabled={value === "owner" && !tables.some(isOwned)}>
              {told}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

function Standard({ tables, make }: { tables: TableView[]; make: (edit: Edit | null) => void }) {
  const state = standardOf(tables);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = state === "some";
  }, [state]);
  return (
    <label className="flex items-center gap-2">
      <input ref={box} type="checkbox" className="size-4 accent-(--accent)" checked={state === true} onChange={() => make(standard(tables, state !== true))} />
      {words.times}
    </label>
  );
}
