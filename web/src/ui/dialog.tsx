"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useRef } from "react";
import { text } from "@/text";
import { cx } from "./cx";

interface Props {
  open: boolean;
  onClose: () => void;
  /** After it is gone, and the focus is back where it was. */
  onClosed?: () => void;
  title: string;
  children: ReactNode;
  wide?: boolean;
}

export function Dialog({ open, onClose, onClosed, title, children, wide }: Props) {
  const before = useRef<Element>(null);
  return (
    <Radix.Root open={open} onOpenChange={(now) => !now && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/50" />
        <Radix.Content
          aria-describedby={undefined}
          onOpenAutoFocus={() => {
            before.current = document.activeElement;
          }}
          onCloseAutoFocus={(event) => {
            // Back to where one came from, which Radix knows of its own triggers alone.
            event.preventDefault();
            if (before.current instanceof HTMLElement) before.current.focus();
            onClosed?.();
          }}
          className={cx(
            "fixed top-1/2 left-1/2 z-50 flex max-h-[92dvh] w-[calc(100vw-1.5rem)] -translate-1/2 flex-col overflow-hidden rounded-xl border border-line bg-surface shadow-2xl",
            wide ? "max-w-5xl" : "max-w-lg",
          )}
        >
          <div className="flex items-center justify-between gap-4 border-b border-line px-5 py-3">
            <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
            <Radix.Close className="grid size-8 place-items-center rounded-md hover:bg-raised" aria-label={text.close}>
              <X aria-hidden className="size-5" />
            </Radix.Close>
          </div>
          <div className="min-h-0 overflow-y-auto p-5">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
