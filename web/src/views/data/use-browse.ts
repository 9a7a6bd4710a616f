"use client";

import { useSearchParams } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { addressOf, type Browse, read } from "./browse";

/** What is looked at, kept in the address; `visit` leaves a step to come back to. */
export function useBrowse(id: string): [Browse, (change: Partial<Browse>, visit?: boolean) => void] {
  const query = useSearchParams().toString();
  const [browse, setBrowse] = useState(() => read(new URLSearchParams(query)));
  // The address follows what is typed a moment later: what was written here is not read back.
  const written = useRef<string[]>([]);

  useEffect(() => {
    const at = written.current.indexOf(query);
    if (at >= 0) written.current = written.current.slice(at + 1);
    // Somebody went to another address.
    else setBrowse(read(new URLSearchParams(query)));
  }, [query]);

  function go(change: Partial<Browse>, visit = false) {
    const next = { ...browse, offset: 0, ...change };
    const address = addressOf(id, next);
    setBrowse(next);
    written.current.push(new URL(address, window.location.href).searchParams.toString());
    window.history[visit ? "pushState" : "replaceState"](null, "", address);
  }
  return [browse, go];
}
