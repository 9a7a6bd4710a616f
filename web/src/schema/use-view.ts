"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useMemo, useSyncExternalStore } from "react";
import { addressOf, type View, viewOf } from "./view";

const listeners = new Set<() => void>();

function subscribe(listener: () => void) {
  listeners.add(listener);
  window.addEventListener("popstate", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("popstate", listener);
  };
}

const read = () => window.location.search;

/** The view as the address has it, at once, and what changes the address. */
export function useView(id: string): [View, (more: Partial<View>) => void] {
  useSearchParams(); // Also where a link of the page changes the address.
  const search = useSyncExternalStore(subscribe, read, () => "");
  const view = useMemo(() => viewOf(new URLSearchParams(search)), [search]);
  const show = useCallback(
    (more: Partial<View>) => {
      const now = viewOf(new URLSearchParams(read()));
      window.history.replaceState(null, "", addressOf(id, { ...now, ...more }));
      for (const listener of listeners) listener();
    },
    [id],
  );
  return [view, show];
}
