"use client";

import { useStore, ViewportPortal } from "@xyflow/react";
import { text } from "@/text";
import { type Area, around } from "./areas";
import type { TableNodeType } from "./table-node";

interface Props {
  areas: Area[];
  nodes: TableNodeType[];
  onChoose: (names: string[]) => void;
}

/** How much larger names are drawn the farther away one is, so that they can be read. */
const magnified = (zoom: number) => (zoom > 0.6 ? 1 : zoom > 0.35 ? 1.6 : zoom > 0.2 ? 2.6 : 4);

/** The areas as quiet grounds below their tables, each with its name. */
export function AreaBackgrounds({ areas, nodes, onChoose }: Props) {
  const size = useStore((state) => magnified(state.transform[2]));
  const known = new Map(nodes.map((node) => [node.id, node]));
  return (
    <ViewportPortal>
      {areas.map((area) => {
        const members = area.tables.flatMap((name) => known.get(name) ?? []);
        const box = around(members.map((node) => ({ ...node.position, width: node.width ?? 0, height: node.height ?? 0 })));
        if (!box) return null;
        return (
          <div
            key={area.name}
            data-area={area.name}
            className="area pointer-events-none absolute rounded-2xl border border-line"
            style={{ transform: `translate(${box.x}px, ${box.y}px)`, width: box.width, height: box.height, zIndex: -1 }}
          >
            <button
              type="button"
              tabIndex={-1}
              title={text.schema.chooseArea(area.name)}
              onClick={() => onChoose(members.map((node) => node.id))}
              style={{ fontSize: 15 * size }}
              className="nopan nodrag pointer-events-auto absolute bottom-full left-1 max-w-full truncate leading-snug font-semibold text-soft hover:text-ink"
            >
              {area.name}
            </button>
          </div>
        );
      })}
    </ViewportPortal>
  );
}
