import { X } from "lucide-react";
import { Button } from "@/ui/button";
import type { ComponentProps } from "react";
import { text } from "@/text";
import { TableActions } from "./table-actions";

const words = text.schema;

interface Props extends ComponentProps<typeof TableActions> {
  onChoose: (names: string[]) => void;
}

/** Several tables: what they are together, and what can be done with all of them. */
export function SelectionDetails({ onChoose, ...actions }: Props) {
  const { tables } = actions;
  const names = tables.map((table) => table.name);
  const count = (of: (table: (typeof tables)[number]) => number) => tables.reduce((sum, table) => sum + of(table), 0);
  const within = count((table) => table.relations.filter((relation) => names.includes(relation.table)).length);
  return (
    <article className="grid gap-5 p-4" aria-label={words.chosen(tables.length)}>
      <header className="flex items-start justify-between gap-2">
        <div>
          <h2 className="text-lg font-semibold">{words.chosen(tables.length)}</h2>
          <p className="text-sm text-soft">
            {count((table) => table.columns.length)} {words.columns.toLowerCase()} · {within} {words.relationsWithin} · {count((table) => table.rows)} {words.rows}
          </p>
        </div>
        <Button small kind="quiet" onClick={() => onChoose([])} title={`${words.leave} (Esc)`}>
          <X aria-hidden className="size-4" /> {words.leave}
        </Button>
      </header>
      <TableActions {...actions} />
      <section aria-label={words.chosenTables}>
        <h3 className="mb-2 font-semibold">{words.tables}</h3>
        <ul className="grid gap-1">
          {tables.map((table) => (
            <li key={table.name} className="flex items-center gap-2 rounded-lg border border-line bg-surface py-1 pr-1 pl-3">
              <button type="button" className="min-w-0 flex-1 truncate text-left text-accent underline" onClick={() => onChoose([table.name])}>
                {table.name}
              </button>
              <span className="text-sm text-soft tabular-nums">{table.columns.length}</span>
              <button
                type="button"
                aria-label={`${words.leaveOut} ${table.name}`}
                onClick={() => onChoose(names.filter((name) => name !== table.name))}
                className="grid size-8 shrink-0 place-items-center rounded-md text-soft hover:bg-raised hover:text-ink"
              >
                <X aria-hidden className="size-4" />
              </button>
            </li>
          ))}
        </ul>
      </section>
    </article>
  );
}
