"use client";

import { Background, BackgroundVariant, Controls, type Edge, ReactFlow, ReactFlowProvider, useNodesState, useReactFlow } from "@xyflow/react";
import { Sparkles } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { TableView } from "@/api/client";
import { text } from "@/text";
import { Button } from "@/ui/button";
import { completed, heightOf, laidOut, type Positions, WIDTH } from "./layout";
import { keep, pngOf, svgOf } from "./picture";
import { TableNode, type TableNodeType } from "./table-node";
import type { Mode } from "./visible";

const nodeTypes = { table: TableNode };

interface Props {
  id: string;
  tables: TableView[];
  mode: Mode;
  selected: string;
  matching: Set<string>;
  onSelect: (table: string) => void;
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

function Canvas({ id, tables, mode, selected, matching, onSelect }: Props) {
  const [nodes, setNodes, onNodesChange] = useNodesState<TableNodeType>([]);
  const [positions, setPositions] = useState<Positions | null>(null);
  const flow = useReactFlow();
  const tidying = useRef(false);
  const fitted = useRef(false);

  const place = useCallback(
    (next: Positions) => {
      localStorage.setItem(keyOf(id), JSON.stringify(next));
      setPositions(next);
    },
    [id],
  );

  const tidy = useCallback(async () => {
    if (tidying.current) return;
    tidying.current = true;
    place(await laidOut(tables, mode));
    tidying.current = false;
    requestAnimationFrame(() => void flow.fitView({ padding: 0.1, maxZoom: 1 }));
  }, [tables, mode, place, flow]);

  useEffect(() => {
    const known = positions ?? kept(id);
    if (tables.length === 0) return;
    if (!tables.some((table) => known[table.name])) void tidy();
    else if (!positions || tables.some((table) => !known[table.name])) {
      // eslint-disable-next-line react-hooks/set-state-in-effect -- positions outlive the tables' changes
      place(completed(known, tables, mode));
    }
  }, [id, tables, mode, positions, tidy, place]);

  const draw = async (kind: "SVG" | "PNG") => {
    const theme = document.documentElement.dataset.theme === "dark" ? "dark" : "light";
    const svg = svgOf(tables, positions ?? {}, mode, theme);
    keep(kind === "SVG" ? new Blob([svg], { type: "image/svg+xml" }) : await pngOf(svg), `schema.${kind.toLowerCase()}`);
  };

  const near = useMemo(() => neighbours(tables, selected), [tables, selected]);

  useEffect(() => {
    if (!positions) return;
    setNodes(
      tables
        .filter((table) => positions[table.name])
        .map((table) => ({
          id: table.name,
          type: "table",
          position: positions[table.name]!,
          width: WIDTH,
          height: heightOf(table, mode),
          data: {
            table,
            mode,
            dimmed: !matching.has(table.name) || Boolean(selected && !near.has(table.name)),
            fresh: false,
          },
          selected: table.name === selected,
          ariaLabel: table.name,
        })),
    );
    if (!fitted.current) {
      fitted.current = true;
      requestAnimationFrame(() => void flow.fitView({ padding: 0.1, maxZoom: 1 }));
    }
  }, [tables, positions, mode, selected, near, matching, setNodes, flow]);

  const edges = useMemo(() => edgesOf(tables, selected), [tables, selected]);

  return (
    <div className="relative size-full" data-testid="diagram">
      <Ends />
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        onNodesChange={onNodesChange}
        onNodeClick={(_, node) => onSelect(node.id)}
        onPaneClick={() => onSelect("")}
        onNodeDragStop={(_, node) => place({ ...positions, [node.id]: node.position })}
        onlyRenderVisibleElements
        nodesConnectable={false}
        deleteKeyCode={null}
        minZoom={0.1}
        proOptions={{ hideAttribution: true }}
      >
        <Background variant={BackgroundVariant.Dots} gap={22} />
        <Controls showInteractive={false} />
      </ReactFlow>
      {!positions && tables.length > 0 && (
        <p role="status" className="absolute inset-0 grid place-items-center text-soft">
          {text.schema.arranging}
        </p>
      )}
      <div className="absolute top-3 right-3 flex gap-1">
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

function neighbours(tables: TableView[], selected: string): Set<string> {
  const near = new Set([selected]);
  for (const table of tables)
    for (const relation of table.relations) {
      if (table.name === selected) near.add(relation.table);
      if (relation.table === selected) near.add(table.name);
    }
  return near;
}

function edgesOf(tables: TableView[], selected: string): Edge[] {
  return tables.flatMap((table) =>
    table.relations.map((relation, n) => {
      const single = relation.columns.length === 1 && table.columns.find((column) => column.name === relation.columns[0]);
      const one = single && (single.unique || (table.primary_key.length === 1 && table.primary_key[0] === single.name));
      const active = selected === table.name || selected === relation.table;
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
          opacity: selected && !active ? 0.2 : 1,
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
