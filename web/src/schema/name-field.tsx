"use client";

import { useState } from "react";
import { control } from "@/ui/field";
import { cx } from "@/ui/cx";

interface Props {
  label: string;
  value: string;
  onCommit: (value: string) => Promise<boolean> | void;
  className?: string;
  placeholder?: string;
  list?: string;
}

/** A text that is changed by Enter or by leaving it, and left as it was by Escape or when refused. */
export function NameField({ label, value, onCommit, className, placeholder, list }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  async function commit() {
    if (typed !== null && typed !== value) await onCommit(typed);
    setTyped(null);
  }
  return (
    <input
      aria-label={label}
      className={cx(control, className)}
      value={typed ?? value}
      placeholder={placeholder}
      list={list}
      spellCheck={false}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => void commit()}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") {
          event.stopPropagation();
          setTyped(null);
        }
      }}
    />
  );
}
