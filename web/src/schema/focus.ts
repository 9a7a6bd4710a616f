const FRAMES = 90;

/** Focuses what the selector names as soon as it is there, within a second or two. */
export function focusSoon(selector: string, left = FRAMES) {
  const found = document.querySelector<HTMLElement>(selector);
  if (found) found.focus();
  else if (left > 0) requestAnimationFrame(() => focusSoon(selector, left - 1));
}

/** The row of a table in the list, and its place in the diagram. */
export const placeOf = {
  list: (name: string) => `[role=treeitem][data-key="${CSS.escape(`table ${name}`)}"]`,
  diagram: (name: string) => `.react-flow__node[data-id="${CSS.escape(name)}"]`,
};
export type Place = keyof typeof placeOf;
