/** What a key does on the page of the schema. */
export type Command = "palette" | "find" | "undo" | "redo" | "apply" | "list" | "fit" | "help" | "drop" | "hide" | "rename" | "all" | "leave";

interface Pressed {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

export interface Where {
  /** Whether text is being written. */
  typing: boolean;
  /** Whether the focus is on the list or the diagram, or nowhere. */
  tables: boolean;
}

/** What the key means there; null where it is none of ours. */
export function commandOf(event: Pressed, { typing, tables }: Where): Command | null {
  if (event.altKey) return null;
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) {
    if (key === "k") return "palette";
    if (key === "s") return "apply";
    if (typing) return null;
    if (key === "z") return event.shiftKey ? "redo" : "undo";
    if (key === "y") return "redo";
    if (key === "f") return "find";
    if (key === "b") return "list";
    if (key === "0" && tables) return "fit";
    return key === "a" && tables ? "all" : null;
  }
  if (typing) return null;
  if (event.key === "?") return "help";
  if (!tables) return null;
  const known: Record<string, Command> = { delete: "drop", backspace: "drop", h: "hide", f2: "rename", escape: "leave" };
  return known[key] ?? null;
}

/** Where the focus is, for `commandOf`; null where a dialog has the keys for itself. */
export function whereIs(target: EventTarget | null): Where | null {
  if (!(target instanceof HTMLElement)) return { typing: false, tables: true };
  if (target.closest("[role=dialog]")) return null;
  return {
    typing: target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]") !== null,
    tables: target === document.body || target.id === "content" || target.closest("[data-tables]") !== null,
  };
}
