import { Command, Eye, Group, Plus, Redo2, Undo2 } from "lucide-react";
import Link from "next/link";
import type { SchemaView } from "@/api/client";
import { text } from "@/text";
import { Button } from "@/ui/button";
import { control } from "@/ui/field";
import { cx } from "@/ui/cx";
import type { View } from "./view";
import { type Mode, MODES } from "./visible";

const words = text.schema;
/** How a button looks whose choice holds. */
export const pressed = "border-accent bg-accent-wash text-accent";

interface Props {
  id: string;
  schema: SchemaView;
  view: View;
  hidden: number;
  search: string;
  onSearch: (search: string) => void;
  show: (more: Partial<View>) => void;
  undo?: () => void;
  redo?: () => void;
  onAdd: () => void;
  onPalette: () => void;
  onKeys: () => void;
  pane: "diagram" | "list";
  onPane: (pane: "diagram" | "list") => void;
}

/** What is found, shown and done above the tables. */
export function Toolbar({ id, schema, view, hidden, search, onSearch, show, undo, redo, onAdd, onPalette, onKeys, pane, onPane }: Props) {
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line bg-surface px-3 py-2">
      <input
        id="search"
        type="search"
        aria-label={words.search}
        placeholder={`${words.find} (⌘F)`}
        value={search}
        onChange={(event) => onSearch(event.target.value)}
        className={cx(control, "w-full sm:w-56")}
      />
      <select aria-label={words.mode} className={cx(control, "w-36")} value={view.mode} onChange={(event) => show({ mode: event.target.value as Mode })}>
        {MODES.map((one) => (
          <option key={one} value={one}>
            {words.modes[one]}
          </option>
        ))}
      </select>
      <Button small aria-pressed={view.areas} className={cx(view.areas && pressed)} title={words.areasHint} onClick={() => show({ areas: !view.areas })}>
        <Group aria-hidden className="size-4" /> {words.areas}
      </Button>
      <Button small disabled={!undo} onClick={undo} title={`${words.undo}: ${schema.pending.at(-1) ?? ""} (⌘Z)`}>
        <Undo2 aria-hidden className="size-4" /> <span className="sr-only sm:not-sr-only">{words.undo}</span>
      </Button>
      <Button small disabled={!redo} onClick={redo} title={`${words.redo}: ${schema.redoable ?? ""} (⇧⌘Z)`}>
        <Redo2 aria-hidden className="size-4" /> <span className="sr-only sm:not-sr-only">{words.redo}</span>
      </Button>
      <Button small kind="primary" onClick={onAdd}>
        <Plus aria-hidden className="size-4" /> {words.newTable}
      </Button>
      <Button small onClick={onPalette} title={words.palette.title} aria-keyshortcuts="Control+K Meta+K">
        <Command aria-hidden className="size-4" /> <span className="sr-only">{words.palette.title}</span>
        <kbd aria-hidden className="font-mono text-xs">
          ⌘K
        </kbd>
      </Button>
      <Button small kind="quiet" onClick={onKeys} aria-label={words.keys.title} title={`${words.keys.title} (?)`} aria-keyshortcuts="?">
        <kbd aria-hidden className="font-mono">
          ?
        </kbd>
      </Button>
      {hidden > 0 && (
        <Button small onClick={() => show({ hidden: [] })}>
          <Eye aria-hidden className="size-4" /> {words.unhideAll(hidden)}
        </Button>
      )}
      {schema.pending.length > 0 && (
        <Link href={`/job?id=${id}&view=ship`} className="rounded-full bg-warn-wash px-2.5 py-0.5 text-sm font-medium text-warn">
          {schema.pending.length} {words.pending}
        </Link>
      )}
      <div role="group" aria-label={words.mode} className="ml-auto flex gap-1 lg:hidden">
        {(["diagram", "list"] as const).map((one) => (
          <Button key={one} small kind={pane === one ? "primary" : "plain"} aria-pressed={pane === one} onClick={() => onPane(one)}>
            {words[one]}
          </Button>
        ))}
      </div>
    </div>
  );
}
