import type { TableView } from "@/api/client";
import { text } from "@/text";
import { cx } from "@/ui/cx";

/** All tables as a list: the same choice as on the canvas. */
export function TableList({ tables, selected, onSelect }: { tables: TableView[]; selected: string; onSelect: (name: string) => void }) {
  return (
    <ul aria-label={text.schema.tables} className="min-h-0 flex-1 overflow-y-auto p-2">
      {tables.length === 0 && <li className="p-2 text-sm text-soft">{text.schema.noMatch}</li>}
      {tables.map((table) => (
        <li key={table.name}>
          <button
            type="button"
            aria-current={table.name === selected ? "true" : undefined}
            onClick={() => onSelect(table.name)}
            className={cx(
              "flex w-full items-center justify-between gap-2 rounded-md px-2.5 py-1.5 text-left",
              table.name === selected ? "bg-accent-wash font-medium text-accent" : "hover:bg-raised",
            )}
          >
            <span className="truncate">{table.name}</span>
            <span className="text-sm text-soft tabular-nums">{table.columns.length}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
