"use client";

import {
  Background,
  BackgroundVariant,
  Controls,
  type Edge,
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useNodesState,
  useReactFlow,
} from "@xyflow/react";
import { BoxSelect, Sparkles } from "lucide-react";
import { type KeyboardEvent, type MouseEvent, type Ref, useCallback, useEffect, useImperativeHandle, useMemo, useRef, useState } from "react";
import type { TableView } from "@/api/client";
import { text } from "@/text";
import { Button } from "@/ui/button";
import { cx } from "@/ui/cx";
import { AreaBackgrounds } from "./area-backgrounds";
import type { Area } from "./areas";
import { completed, heightOf, laidOut, type Positions, WIDTH } from "./layout";
import { keep, pngOf, svgOf } from "./picture";
import { changed, sameNames, toggled } from "./selection";
import { TableNode, type TableNodeType } from "./table-node";
import { pressed } from "./toolbar";
import type { Mode } from "./visible";

const nodeTypes = { table: TableNode };

/** What stays free around the whole diagram: at the top, for the buttons. */
const ROOM = { top: "72px", right: "24px", bottom: "24px", left: "24px" } as const;

/** The keys with which a click chooses one more. */
const MORE = ["Shift", "Control", "Meta"];

interface Props {
  id: string;
  tables: TableView[];
  areas: Area[];
  mode: Mode;
  chosen: string[];
  matching: Set<string>;
  onChoose: (names: string[]) => void;
  onRename: (name: string) => void;
  handle: Ref<DiagramHandle>;
}

/** What the rest of the page asks of the diagram. */
export interface DiagramHandle {
  fit: () => void;
  tidy: () => void;
  draw: (kind: "SVG" | "PNG") => void;
  /** Lets a table that has another name now stand where it stood. */
  stay: (from: string, to: string) => void;
}

export function Diagram(props: Props) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}

const keyOf = (id: string) => `positions:${id}`;

function kept(id: string): Positions {
  try {
    return JSON.parse(localStorage.getItem(keyOf(id)) ?? "{}") as Positions;
  } catch {
    return {};
  }
}

function Canvas({ id, tables, areas, mode, chosen, matching, onChoose, onRename, handle }: Props) {
  const [nodes, setNodes, onNodesChange] = useNodesState<TableNodeType>([]);
  const [positions, setPositions] = useState<Positions | null>(null);
  const [banding, setBanding] = useState(false);
  const flow = useReactFlow();
  const tidying = useRef(false);
  const fitted = useRef(false);
  /** What the band has caught so far; null where there is no band. */
  const caught = useRef<string[] | null>(null);
  const latest = useRef(chosen);
  useEffect(() => {
    latest.current = chosen;
  }, [chosen]);

  const place = useCallback(
    (next: Positions) => {
      localStorage.setItem(keyOf(id), JSON.stringify(next));
      setPositions(next);
    },
    [id],
  );

  const fit = useCallback(() => void flow.fitView({ padding: ROOM, maxZoom: 1 }), [flow]);

  const tidy = useCallback(async () => {
    if (tidying.current) return;
    tidying.current = true;
    place(await laidOut(tables, mode, areas));
    tidying.current = false;
    requestAnimationFrame(fit);
  }, [tables, areas, mode, place, fit]);

  useEffect(() => {
    const known = positions ?? kept(id);
    if (tables.length === 0) return;
    if (!tables.some((table) => known[table.name])) void tidy();
    else if (!positions || tables.some((table) => !known[table.name])) {
      // eslint-disable-next-line react-hooks/set-state-in-effect -- positions outlive the tables' changes
      place({ ...known, ...completed(known, tables, mode) });
    }
  }, [id, tables, mode, positions, tidy, place]);

  const draw = useCallback(
    async (kind: "SVG" | "PNG") => {
      const theme = document.documentElement.dataset.theme === "dark" ? "dark" : "light";
      const svg = svgOf(tables, positions ?? {}, mode, theme, areas);
      keep(kind === "SVG" ? new Blob([svg], { type: "image/svg+xml" }) : await pngOf(svg), `schema.${kind.toLowerCase()}`);
    },
    [tables, areas, positions, mode],
  );

  const stay = useCallback(
    (from: string, to: string) => {
      const known = positions ?? kept(id);
      if (known[from]) place({ ...known, [to]: known[from] });
    },
    [id, positions, place],
  );

  useImperativeHandle(handle, () => ({ fit, tidy: () => void tidy(), draw: (kind) => void draw(kind), stay }), [fit, tidy, draw, stay]);

  const near = useMemo(() => neighbours(tables, chosen), [tables, chosen]);

  useEffect(() => {
    if (!positions) return;
    setNodes(
      tables
        .filter((table) => positions[table.name])
        .map((table) => {
          const selected = chosen.includes(table.name);
          return {
            id: table.name,
            type: "table",
            position: positions[table.name]!,
            width: WIDTH,
            height: heightOf(table, mode),
            data: {
              table,
              mode,
              dimmed: !matching.has(table.name) || (chosen.length > 0 && !near.has(table.name)),
              fresh: false,
            },
            selected,
            ariaLabel: selected ? `${table.name}, ${text.schema.isChosen}` : table.name,
          };
        }),
    );
    if (!fitted.current) {
      fitted.current = true;
      requestAnimationFrame(fit);
    }
  }, [tables, positions, mode, chosen, near, matching, setNodes, fit]);

  const edges = useMemo(() => edgesOf(tables, chosen), [tables, chosen]);

  function change(changes: NodeChange<TableNodeType>[]) {
    onNodesChange(changes);
    const moved = changes.filter((one) => one.type === "position" && one.position && !one.dragging);
    if (moved.length > 0) place({ ...positions, ...Object.fromEntries(moved.map((one) => (one.type === "position" ? [one.id, one.position!] : []))) });
    const picks = changes.filter((one) => one.type === "select");
    if (picks.length === 0) return;
    const next = changed(caught.current ?? latest.current, picks);
    if (caught.current) caught.current = next;
    else choose(next);
  }

  function choose(names: string[]) {
    if (sameNames(names, latest.current)) return;
    latest.current = names;
    onChoose(names);
  }

  function press(event: KeyboardEvent) {
    const name = event.target instanceof HTMLElement && event.target.matches(".react-flow__node") ? event.target.dataset.id : undefined;
    if (!name || (event.key !== " " && event.key !== "Enter")) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === " ") choose(toggled(chosen, name));
    else if (chosen.length === 1 && chosen[0] === name) onRename(name);
    else choose([name]);
  }

  return (
    <div className="relative size-full" data-testid="diagram" data-tables onKeyDownCapture={press}>
      <Ends />
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        onNodesChange={change}
        onNodeClick={(event: MouseEvent, node) => {
          if (!event.shiftKey && !event.ctrlKey && !event.metaKey) choose([node.id]);
        }}
        onSelectionStart={() => {
          caught.current = [];
        }}
        onSelectionEnd={() => {
          const names = caught.current ?? [];
          caught.current = null;
          choose(names);
        }}
        multiSelectionKeyCode={MORE}
        selectionOnDrag={banding}
        panOnDrag={banding ? [1, 2] : true}
        selectionMode={SelectionMode.Partial}
        panActivationKeyCode={null}
        onlyRenderVisibleElements
        nodesConnectable={false}
        edgesFocusable={false}
        deleteKeyCode={null}
        minZoom={0.1}
        proOptions={{ hideAttribution: true }}
      >
        <Background variant={BackgroundVariant.Dots} gap={22} />
        <AreaBackgrounds areas={areas} nodes={nodes} onChoose={choose} />
        <Controls showInteractive={false} position="bottom-right" fitViewOptions={{ padding: ROOM, maxZoom: 1 }} />
      </ReactFlow>
      {!positions && tables.length > 0 && (
        <p role="status" className="absolute inset-0 grid place-items-center text-soft">
          {text.schema.arranging}
        </p>
      )}
      <div className="absolute top-3 right-3 flex flex-wrap justify-end gap-1">
        <Button small className={cx(banding && pressed)} aria-pressed={banding} title={text.schema.bandHint} onClick={() => setBanding(!banding)}>
          <BoxSelect aria-hidden className="size-4" /> {text.schema.band}
        </Button>
        {(["SVG", "PNG"] as const).map((kind) => (
          <Button key={kind} small aria-label={text.schema.picture(kind)} onClick={() => void draw(kind)}>
            {kind}
          </Button>
        ))}
        <Button small onClick={() => void tidy()}>
          <Sparkles aria-hidden className="size-4" /> {text.schema.tidy}
        </Button>
      </div>
    </div>
  );
}

/** The chosen tables, and those that they refer to or that refer to them. */
function neighbours(tables: TableView[], chosen: string[]): Set<string> {
  const near = new Set(chosen);
  for (const table of tables)
    for (const relation of table.relations) {
      if (chosen.includes(table.name)) near.add(relation.table);
      if (chosen.includes(relation.table)) near.add(table.name);
    }
  return near;
}

function edgesOf(tables: TableView[], chosen: string[]): Edge[] {
  const shown = new Set(tables.map((table) => table.name));
  return tables.flatMap((table) =>
    table.relations.filter((relation) => shown.has(relation.table)).map((relation, n) => {
      const single = relation.columns.length === 1 && table.columns.find((column) => column.name === relation.columns[0]);
      const one = single && (single.unique || (table.primary_key.length === 1 && table.primary_key[0] === single.name));
      const active = chosen.includes(table.name) || chosen.includes(relation.table);
      return {
        id: `${table.name}/${relation.columns.join(",")}/${n}`,
        source: table.name,
        target: relation.table,
        type: "smoothstep",
        markerStart: one ? "end-one" : "end-many",
        markerEnd: "end-one",
        ariaLabel: `${table.name}.${relation.columns.join(", ")} → ${relation.table}`,
        style: {
          stroke: active ? "var(--accent)" : "var(--soft)",
          strokeWidth: active ? 2 : 1.2,
          strokeDasharray: relation.enforced ? undefined : "5 4",
          opacity: chosen.length > 0 && !active ? 0.2 : 1,
        },
      };
    }),
  );
}

/** The ends of relations: a crow's foot for many, a bar for one. */
function Ends() {
  return (
    <svg aria-hidden className="absolute size-0">
      <defs>
        <marker id="end-many" viewBox="0 0 14 14" refX="1" refY="7" markerWidth="14" markerHeight="14" markerUnits="userSpaceOnUse" orient="auto">
          <path d="M0 1 L12 7 L0 13 M0 7 L12 7" fill="none" stroke="var(--soft)" strokeWidth="1.4" />
        </marker>
        <marker id="end-one" viewBox="0 0 14 14" refX="13" refY="7" markerWidth="14" markerHeight="14" markerUnits="userSpaceOnUse" orient="auto-start-reverse">
          <path d="M6 2 L6 12" fill="none" stroke="var(--soft)" strokeWidth="1.6" />
        </marker>
      </defs>
    </svg>
  );
}
