"use client";

import { ChevronDown, ChevronRight, EyeOff } from "lucide-react";
import { type KeyboardEvent, type MouseEvent, useEffect, useMemo, useRef, useState } from "react";
import type { TableView } from "@/api/client";
import { text } from "@/text";
import { cx } from "@/ui/cx";
import { type Area, grouped } from "./areas";
import { clicked, span, toggled, toggledAll } from "./selection";

const words = text.schema;

interface Props {
  tables: TableView[];
  areas: Area[];
  chosen: string[];
  hidden: ReadonlySet<string>;
  onChoose: (names: string[]) => void;
  onRename: (name: string) => void;
}

type Row = { key: string; level: number } & ({ table: TableView; group: string } | { group: string; tables: string[]; open: boolean });

const isTable = (row: Row): row is Row & { table: TableView } => "table" in row;
const tableKey = (name: string) => `table ${name}`;

/** All tables as a tree, by area: the same choice as on the canvas. */
export function TableList({ tables, areas, chosen, hidden, onChoose, onRename }: Props) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [at, setAt] = useState("");
  const [anchor, setAnchor] = useState("");
  const tree = useRef<HTMLDivElement>(null);
  const held = useRef(false);
  const rows = useMemo(() => rowsOf(tables, areas, closed), [tables, areas, closed]);
  const order = useMemo(() => rows.flatMap((row) => (isTable(row) ? [row.table.name] : [])), [rows]);
  const current = [at, tableKey(chosen.at(-1) ?? "")].find((key) => rows.some((row) => row.key === key)) ?? rows[0]?.key;

  // A row that goes, as its table was dropped, leaves the focus to the list.
  useEffect(() => {
    if (held.current && document.activeElement === document.body) tree.current?.querySelector<HTMLElement>("[tabindex='0']")?.focus();
  }, [rows]);

  function choose(names: string[], from = "") {
    if (from) setAnchor(from);
    onChoose(names);
  }

  function go(row: Row | undefined, event: KeyboardEvent) {
    if (!row) return;
    setAt(row.key);
    tree.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(row.key)}"]`)?.focus();
    if (!isTable(row) || event.ctrlKey || event.metaKey) return;
    if (event.shiftKey) choose(span(order, anchor || chosen[0] || row.table.name, row.table.name));
    else choose([row.table.name], row.table.name);
  }

  function fold(group: string, open: boolean) {
    const others = [...closed].filter((one) => one !== group);
    setClosed(new Set(open ? others : [...others, group]));
  }

  function press(event: KeyboardEvent, row: Row) {
    const place = rows.indexOf(row);
    const header = isTable(row) ? rows.find((one) => !isTable(one) && one.group === row.group) : undefined;
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(rows[place + 1], event),
      ArrowUp: () => go(rows[place - 1], event),
      Home: () => go(rows[0], event),
      End: () => go(rows.at(-1), event),
      ArrowLeft: () => (isTable(row) ? go(header, event) : fold(row.group, false)),
      ArrowRight: () => (isTable(row) ? undefined : row.open ? go(rows[place + 1], event) : fold(row.group, true)),
      " ": () => (isTable(row) ? choose(toggled(chosen, row.table.name), row.table.name) : choose(toggledAll(chosen, row.tables))),
      Enter: () => {
        if (!isTable(row)) choose(row.tables);
        else if (chosen.length === 1 && chosen[0] === row.table.name) onRename(row.table.name);
        else choose([row.table.name], row.table.name);
      },
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  }

  function click(event: MouseEvent, row: Row) {
    setAt(row.key);
    if (isTable(row)) {
      const next = clicked(chosen, order, anchor, row.table.name, event);
      choose(next, event.shiftKey ? "" : row.table.name);
    } else if (event.shiftKey || event.ctrlKey || event.metaKey) choose(toggledAll(chosen, row.tables));
    else fold(row.group, !row.open);
  }

  return (
    <div ref={tree} role="tree" aria-label={words.tables} aria-multiselectable="true" data-tables onFocus={() => (held.current = true)} onBlur={() => (held.current = false)} className="min-h-0 flex-1 overflow-y-auto p-2 select-none">
      {rows.map((row) => {
        const selected = isTable(row) ? chosen.includes(row.table.name) : row.tables.every((name) => chosen.includes(name));
        return (
          <div
            key={row.key}
            data-key={row.key}
            role="treeitem"
            tabIndex={row.key === current ? 0 : -1}
            aria-level={row.level}
            aria-selected={selected}
            aria-expanded={isTable(row) ? undefined : row.open}
            onClick={(event) => click(event, row)}
            onFocus={() => setAt(row.key)}
            onKeyDown={(event) => press(event, row)}
            className={cx(
              "flex w-full cursor-pointer items-center gap-1.5 rounded-md px-2.5 py-1.5",
              row.level === 2 && "pl-6",
              selected && isTable(row) ? "bg-accent-wash font-medium text-accent" : "hover:bg-raised",
            )}
          >
            {isTable(row) ? <TableRow table={row.table} hidden={hidden.has(row.table.name)} /> : <GroupRow name={row.group} count={row.tables.length} open={row.open} />}
          </div>
        );
      })}
      {rows.length === 0 && (
        <div role="treeitem" aria-selected="false" aria-disabled="true" tabIndex={0} className="p-2 text-sm text-soft">
          {words.noMatch}
        </div>
      )}
    </div>
  );
}

function rowsOf(tables: TableView[], areas: Area[], closed: ReadonlySet<string>): Row[] {
  if (areas.length === 0) return tables.map((table) => ({ key: tableKey(table.name), level: 1, table, group: "" }));
  return grouped(tables, areas).flatMap(({ area, tables: inside }): Row[] => {
    const group = area?.name ?? "";
    const open = !closed.has(group);
    const rows = inside.map((table) => ({ key: tableKey(table.name), level: 2, table, group }));
    return [{ key: `area ${group}`, level: 1, group, tables: inside.map((one) => one.name), open }, ...(open ? rows : [])];
  });
}

function TableRow({ table, hidden }: { table: TableView; hidden: boolean }) {
  return (
    <>
      <span className={cx("min-w-0 flex-1 truncate", hidden && "text-soft italic")}>{table.name}</span>
      {hidden && <EyeOff aria-label={words.isHidden} className="size-3.5 shrink-0 text-soft" />}
      <span className="text-sm text-soft tabular-nums">
        {table.columns.length}
        <span className="sr-only"> {words.columns}</span>
      </span>
    </>
  );
}

function GroupRow({ name, count, open }: { name: string; count: number; open: boolean }) {
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <>
      <Chevron aria-hidden className="size-3.5 shrink-0 text-soft" />
      <span className="min-w-0 flex-1 truncate text-xs font-semibold tracking-wide text-soft uppercase">
        {name ? (
          <>
            <span className="sr-only">{words.area} </span>
            {name}
          </>
        ) : (
          words.noArea
        )}
      </span>
      <span className="text-xs text-soft tabular-nums">
        {count}
        <span className="sr-only"> {words.tables}</span>
      </span>
    </>
  );
}
