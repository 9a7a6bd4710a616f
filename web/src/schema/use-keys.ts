"use client";

import { useEffect } from "react";
import { type Command, commandOf, whereIs } from "./keys";

/** Does what keys mean; a command without an action stays the browser's. */
export function useKeys(actions: Partial<Record<Command, () => void>>) {
  useEffect(() => {
    function press(event: KeyboardEvent) {
      const where = whereIs(event.target);
      const command = where && commandOf(event, where);
      const action = command && actions[command];
      if (!action) return;
      event.preventDefault();
      action();
    }
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  });
}
