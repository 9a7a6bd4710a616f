"use client";

import { Columns3, Command, Group, Table2 } from "lucide-react";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { text } from "@/text";
import { Dialog } from "@/ui/dialog";
import { control } from "@/ui/field";
import { cx } from "@/ui/cx";
import { type Item, matching } from "./palette-items";

const words = text.schema.palette;
const icons = { command: Command, table: Table2, column: Columns3, area: Group };

interface Props {
  open: boolean;
  items: Item[];
  onClose: () => void;
}

/** One place for all that one can go to or do, by its name. */
export function Palette({ open, items, onClose }: Props) {
  const chosen = useRef<Item | null>(null);
  function run(item: Item) {
    chosen.current = item;
    onClose();
  }
  function closed() {
    // Only now, as the focus that the action sets would be taken back.
    chosen.current?.run();
    chosen.current = null;
  }
  return (
    <Dialog open={open} onClose={onClose} onClosed={closed} title={words.title}>
      <Search items={items} onRun={run} />
    </Dialog>
  );
}

function Search({ items, onRun }: { items: Item[]; onRun: (item: Item) => void }) {
  const [search, setSearch] = useState("");
  const [at, setAt] = useState(0);
  const found = useMemo(() => matching(items, search), [items, search]);
  const current = found[Math.min(at, found.length - 1)];

  function press(event: KeyboardEvent) {
    const last = found.length - 1;
    const moves: Record<string, number> = { ArrowDown: at >= last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1, PageDown: Math.min(at + 8, last), PageUp: Math.max(at - 8, 0) };
    const next = moves[event.key];
    if (next !== undefined) {
      event.preventDefault();
      setAt(next);
      document.getElementById(`found-${next}`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && current) {
      event.preventDefault();
      onRun(current);
    }
  }

  return (
    <div className="grid gap-3">
      <input
        role="combobox"
        aria-label={words.title}
        aria-expanded="true"
        aria-controls="found"
        aria-autocomplete="list"
        aria-activedescendant={current ? `found-${found.indexOf(current)}` : undefined}
        placeholder={words.placeholder}
        autoFocus
        spellCheck={false}
        className={control}
        value={search}
        onChange={(event) => {
          setSearch(event.target.value);
          setAt(0);
        }}
        onKeyDown={press}
      />
      <div id="found" role="listbox" aria-label={words.found} className="max-h-[50dvh] overflow-y-auto">
        {found.map((item, place) => (
          <Found key={item.key} id={`found-${place}`} item={item} current={item === current} onRun={onRun} />
        ))}
      </div>
      <p role="status" className={cx("text-sm text-soft", found.length > 0 && "sr-only")}>
        {found.length > 0 ? words.count(found.length) : words.nothing}
      </p>
    </div>
  );
}

function Found({ id, item, current, onRun }: { id: string; item: Item; current: boolean; onRun: (item: Item) => void }) {
  const Icon = icons[item.kind];
  return (
    <div
      id={id}
      role="option"
      aria-selected={current}
      onClick={() => onRun(item)}
      className={cx("flex cursor-pointer items-center gap-2.5 rounded-md px-2.5 py-1.5", current ? "bg-accent-wash text-accent" : "hover:bg-raised")}
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      <span className="min-w-0 flex-1 truncate">
        <span className="sr-only">{words.kinds[item.kind]} </span>
        {item.label}
      </span>
      {item.hint && <span className={cx("text-sm", current ? "text-accent" : "text-soft")}>{item.hint}</span>}
    </div>
  );
}
