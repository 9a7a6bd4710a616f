"use client";

import { ArrowDown, ArrowUp, Pencil } from "lucide-react";
import Link from "next/link";
import type { RowsView, StoredTable } from "@/api/client";
import { text } from "@/text";
import { addressOf, type Browse, ways } from "./browse";

const words = text.data;

interface Props {
  job: string;
  table: StoredTable;
  page: RowsView;
  browse: Browse;
  onSort: (column: string) => void;
  onEdit: (key: string[]) => void;
}

/** A page of rows; a reference leads to its row. */
export function Grid({ job, table, page, browse, onSort, onEdit }: Props) {
  const editable = page.keys.length > 0;
  return (
    <div className="min-h-0 flex-1 overflow-auto rounded-xl border border-line bg-surface" tabIndex={0} role="region" aria-label={table.name}>
      <table className="w-full text-left text-sm">
        <thead className="sticky top-0 z-10 bg-raised">
          <tr>
            {editable && (
              <th scope="col" className="w-0">
                <span className="sr-only">{words.edit}</span>
              </th>
            )}
            {page.columns.map((column) => {
              const sorted = browse.order === column;
              const Icon = browse.descending ? ArrowDown : ArrowUp;
              return (
                <th key={column} scope="col" aria-sort={sorted ? (browse.descending ? "descending" : "ascending") : undefined} className="p-0 font-medium">
                  <button type="button" className="flex w-full items-center gap-1 px-3 py-2 text-left whitespace-nowrap hover:text-accent" onClick={() => onSort(column)}>
                    {column}
                    {sorted && <Icon aria-hidden className="size-3.5" />}
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {page.rows.map((row, n) => {
            const key = page.keys[n];
            const leads = ways(table, page.columns, row);
            return (
              <tr key={key ? JSON.stringify(key) : n} className="hover:bg-raised/60">
                {key && (
                  <td className="pl-1.5">
                    <button type="button" className="grid size-8 place-items-center rounded-md text-soft hover:bg-raised hover:text-ink" aria-label={`${words.edit} ${key.join(", ")}`} onClick={() => onEdit(key)}>
                      <Pencil aria-hidden className="size-4" />
                    </button>
                  </td>
                )}
                {row.map((value, m) => {
                  const lead = leads.get(page.columns[m] ?? "");
                  return (
                    <td key={m} className="max-w-80 truncate px-3 py-1.5 font-mono text-[13px]" title={value ?? undefined}>
                      {value === null ? (
                        <span className="text-soft italic">{words.null}</span>
                      ) : lead ? (
                        <Link href={addressOf(job, lead)} title={`${words.follow} ${lead.table}`} className="text-accent underline underline-offset-2">
                          {value}
                        </Link>
                      ) : (
                        value
                      )}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
      {page.rows.length === 0 && <p className="p-4 text-soft">{words.empty}</p>}
    </div>
  );
}
