"use client";

import { type Edge, MarkerType, ReactFlow, ReactFlowProvider, useReactFlow, useStore } from "@xyflow/react";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Sketch, TableView } from "@/api/client";
import { heightOf, WIDTH } from "@/schema/layout";
import { Marks, TableNode, type TableNodeType } from "@/schema/table-node";
import { text } from "@/text";
import { Button } from "@/ui/button";
import { cx } from "@/ui/cx";
import { around, changed, modeOf, placed, stacked, type Stacks, tablesOf } from "./grown";

const words = text.progress;
const nodeTypes = { table: TableNode };
/** Milliseconds for which a table that has changed is marked. */
const PULSE = 2000;
/** Pixels below which keys alone are shown. */
const NARROW = 520;
const VIEWS = ["diagram", "list"] as const;

/** The tables as far as the capture shows them: a diagram that grows, and the same as a list. */
export function Growing({ sketch }: { sketch: Sketch | null | undefined }) {
  const tables = useMemo(() => tablesOf(sketch), [sketch]);
  const fresh = useFresh(tables);
  const [view, setView] = useState<(typeof VIEWS)[number]>("diagram");
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  return (
    <section aria-labelledby="tables" className="min-w-0">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <h2 id="tables" className="font-semibold">
          {words.tables}
        </h2>
        <p role="status" className="mr-auto text-sm text-soft tabular-nums">
          {tables.length > 0 && words.known(tables.length, rows, sketch?.left_out ?? 0)}
        </p>
        {tables.length > 0 && (
          <div role="group" aria-labelledby="tables" className="flex gap-1">
            {VIEWS.map((one) => (
              <Button key={one} small kind={view === one ? "primary" : "plain"} aria-pressed={view === one} onClick={() => setView(one)}>
                {text.schema[one]}
              </Button>
            ))}
          </div>
        )}
      </div>
      <div className="h-80 overflow-hidden rounded-xl border border-line bg-ground">
        {tables.length === 0 ? (
          <p className="grid size-full place-items-center p-4 text-center text-soft">{words.noTables}</p>
        ) : (
          <>
            {view === "diagram" && (
              // What it shows is in the list, which stays there for whoever does not see it.
              <div aria-hidden className="growing size-full" data-testid="growing">
                <ReactFlowProvider>
                  <Canvas tables={tables} fresh={fresh} />
                </ReactFlowProvider>
              </div>
            )}
            <List tables={tables} fresh={fresh} hidden={view === "diagram"} />
          </>
        )}
      </div>
    </section>
  );
}

/** The tables that have changed a moment ago. */
function useFresh(tables: TableView[]): ReadonlySet<string> {
  const [known, setKnown] = useState<TableView[]>([]);
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  if (tables !== known) {
    setKnown(tables);
    setFresh(changed(known, tables));
  }
  useEffect(() => {
    const timer = setTimeout(() => setFresh(new Set()), PULSE);
    return () => clearTimeout(timer);
  }, [known]);
  return fresh;
}

function Canvas({ tables, fresh }: { tables: TableView[]; fresh: ReadonlySet<string> }) {
  const [stacks, setStacks] = useState<Stacks>({});
  const flow = useReactFlow();
  const width = useStore((store) => store.width);
  const moved = useRef(false);
  const narrow = width > 0 && width < NARROW;
  const next = width > 0 ? stacked(stacks, tables, narrow) : stacks;
  if (next !== stacks) setStacks(next);

  const { nodes, box } = useMemo(() => {
    const mode = modeOf(tables, narrow);
    const positions = placed(next, tables, mode);
    const nodes: TableNodeType[] = tables.map((table) => ({
      id: table.name,
      type: "table",
      position: positions[table.name] ?? { x: 0, y: 0 },
      width: WIDTH,
      height: heightOf(table, mode),
      data: { table, mode, dimmed: false, fresh: fresh.has(table.name) },
    }));
    return { nodes, box: around(positions, tables, mode) };
  }, [next, tables, fresh, narrow]);
  const edges = useMemo(() => edgesOf(tables), [tables]);

  useEffect(() => {
    if (width === 0 || moved.current) return;
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    void flow.fitBounds(box, { padding: 0.1, duration: still ? 0 : 400 });
  }, [flow, width, box]);

  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      onMoveStart={(event) => {
        if (event) moved.current = true;
      }}
      nodesDraggable={false}
      nodesConnectable={false}
      nodesFocusable={false}
      edgesFocusable={false}
      elementsSelectable={false}
      disableKeyboardA11y
      zoomOnScroll={false}
      preventScrolling={false}
      minZoom={0.05}
      maxZoom={1}
      proOptions={{ hideAttribution: true }}
    />
  );
}

function edgesOf(tables: TableView[]): Edge[] {
  return tables.flatMap((table) =>
    table.relations.map((relation) => ({
      id: `${table.name}/${relation.columns.join(",")}/${relation.table}`,
      source: table.name,
      target: relation.table,
      type: "smoothstep",
      markerEnd: { type: MarkerType.ArrowClosed, color: "var(--soft)" },
      style: { stroke: "var(--soft)", strokeDasharray: relation.enforced ? undefined : "5 4" },
    })),
  );
}

function List({ tables, fresh, hidden }: { tables: TableView[]; fresh: ReadonlySet<string>; hidden: boolean }) {
  return (
    <ul aria-labelledby="tables" tabIndex={hidden ? undefined : 0} className={hidden ? "sr-only" : "h-full overflow-y-auto bg-surface text-sm"}>
      {tables.map((table) => (
        <li key={table.name} className={cx("border-b border-line px-4 py-3", fresh.has(table.name) && "ringed")}>
          <p className="flex justify-between gap-3">
            <span className="font-semibold">{table.name}</span>
            <span className="text-soft tabular-nums">{words.rows(table.rows)}</span>
          </p>
          <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-0.5">
            {table.columns.map((column) => (
              <li key={column.name} className="flex items-center gap-1">
                <Marks column={column} table={table} />
                {column.name}{" "}
                <span className="font-mono text-xs text-soft">
                  {column.type}
                  {column.array ? "[]" : ""}
                </span>
              </li>
            ))}
          </ul>
          {table.relations.map((relation) => (
            <p key={`${relation.columns.join()}/${relation.table}`} className="mt-1 text-soft">
              {words.refers(relation.columns.join(", "), relation.table)}
              {relation.evidence.support > 0 && ` ${words.times(relation.evidence.support, relation.evidence.support + relation.evidence.against)}`}
            </p>
          ))}
        </li>
      ))}
    </ul>
  );
}
