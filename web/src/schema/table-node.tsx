"use client";

import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import { Diamond, Fingerprint, KeyRound, Link2, Lock } from "lucide-react";
import { memo } from "react";
import type { ColumnView, TableView } from "@/api/client";
import { text } from "@/text";
import { cx } from "@/ui/cx";
import { HEADER, ROW, WIDTH } from "./layout";
import { colourOf, columnsOf, type Mode } from "./visible";

export type TableNodeType = Node<{ table: TableView; mode: Mode; dimmed: boolean; fresh: boolean }, "table">;

/** The marks of a column: colour is never the only sign. */
export function Marks({ column, table }: { column: ColumnView; table: TableView }) {
  const legend = text.schema.legend;
  const refers = table.relations.some((relation) => relation.columns.includes(column.name));
  return (
    <span className="flex shrink-0 items-center gap-0.5">
      {table.primary_key.includes(column.name) && <KeyRound aria-label={legend.key} className="size-3.5 text-warn" />}
      {refers && <Link2 aria-label={legend.reference} className="size-3.5 text-accent" />}
      {column.unique && <Fingerprint aria-label={legend.unique} className="size-3.5" />}
      {column.role === "secret" && <Lock aria-label={legend.secret} className="size-3.5 text-bad" />}
      <Diamond
        aria-label={column.required ? legend.required : legend.optional}
        className={cx("size-3", column.required && "fill-current")}
      />
    </span>
  );
}

export const TableNode = memo(function TableNode({ data, selected }: NodeProps<TableNodeType>) {
  const { table, mode, dimmed, fresh } = data;
  const columns = columnsOf(table, mode);
  return (
    <div
      style={{ width: WIDTH }}
      className={cx(
        "overflow-hidden rounded-lg border bg-surface text-sm shadow-sm transition-opacity",
        selected ? "border-accent ring-2 ring-accent" : "border-line",
        dimmed && "opacity-30",
        fresh && "animate-pulse",
      )}
    >
      <Handle type="target" position={Position.Left} isConnectable={false} className="!invisible" style={{ top: HEADER / 2 }} />
      <Handle type="source" position={Position.Right} isConnectable={false} className="!invisible" style={{ top: HEADER / 2 }} />
      <div style={{ height: HEADER }} className="flex items-center justify-between gap-2 border-t-4 border-t-accent bg-raised px-3 font-semibold">
        <span className="truncate">{table.name}</span>
        <span className="text-xs font-normal text-soft tabular-nums">{table.rows || ""}</span>
      </div>
      {columns.map((column) => (
        <div key={column.name} style={{ height: ROW }} className="flex items-center gap-2 border-t border-line/60 px-3">
          <span className="flex w-12 justify-end text-soft">
            <Marks column={column} table={table} />
          </span>
          <span className="min-w-0 flex-1 truncate">{column.name}</span>
          <span className="font-mono text-xs" style={{ color: colourOf(column.type) }}>
            {column.type === "double precision" ? "double" : column.type}
            {column.array ? "[]" : ""}
          </span>
        </div>
      ))}
    </div>
  );
});
