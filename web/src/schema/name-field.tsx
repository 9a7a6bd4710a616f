"use client";

import { useEffect, useRef, useState } from "react";
import { control } from "@/ui/field";
import { cx } from "@/ui/cx";

interface Props {
  label: string;
  value: string;
  onCommit: (value: string) => Promise<boolean> | void;
  className?: string;
  placeholder?: string;
  list?: string;
  /** Whether it is to be changed now. */
  wanted?: boolean;
  /** After Enter or Escape, with the value that holds then: where the focus goes. */
  onDone?: (value: string) => void;
}

/** A text that is changed by Enter or by leaving it, and left as it was by Escape or when refused. */
export function NameField({ label, value, onCommit, className, placeholder, list, wanted, onDone }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const leaving = useRef(false);
  useEffect(() => {
    if (!wanted) return;
    field.current?.focus();
    field.current?.select();
  }, [wanted]);
  async function commit() {
    const done = typed !== null && typed !== value && (await onCommit(typed)) !== false;
    setTyped(null);
    if (leaving.current) onDone?.(done ? typed : value);
    leaving.current = false;
  }
  return (
    <input
      ref={field}
      aria-label={label}
      className={cx(control, className)}
      value={typed ?? value}
      placeholder={placeholder}
      list={list}
      spellCheck={false}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => void commit()}
      onKeyDown={(event) => {
        if (event.key === "Enter") {
          leaving.current = true;
          event.currentTarget.blur();
        }
        if (event.key === "Escape") {
          event.stopPropagation();
          setTyped(null);
          onDone?.(value);
        }
      }}
    />
  );
}
