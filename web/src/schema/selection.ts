/** The names with one more, or without it where it was among them. */
export function toggled(chosen: readonly string[], name: string): string[] {
  return chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name];
}

/** All of some names put in, or taken out where all are in. */
export function toggledAll(chosen: readonly string[], names: readonly string[]): string[] {
  const others = chosen.filter((one) => !names.includes(one));
  return names.every((name) => chosen.includes(name)) ? others : [...others, ...names];
}

/** What stands from one name to another, both included, in the given order. */
export function span(order: readonly string[], from: string, to: string): string[] {
  const ends = [order.indexOf(from), order.indexOf(to)].filter((at) => at >= 0);
  if (ends.length === 0) return [];
  return order.slice(Math.min(...ends), Math.max(...ends) + 1);
}

interface Keys {
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
}

/** What a click in a list chooses: one, one more or less, or all from the last one that was clicked. */
export function clicked(chosen: readonly string[], order: readonly string[], anchor: string, name: string, keys: Keys): string[] {
  if (keys.shiftKey) {
    const all = span(order, anchor || name, name);
    return keys.ctrlKey || keys.metaKey ? [...new Set([...chosen, ...all])] : all;
  }
  return keys.ctrlKey || keys.metaKey ? toggled(chosen, name) : [name];
}

interface Change {
  id: string;
  selected: boolean;
}

/** The names after some were chosen or left, as the diagram tells it. */
export function changed(chosen: readonly string[], changes: readonly Change[]): string[] {
  const gone = new Set(changes.filter((one) => !one.selected).map((one) => one.id));
  const come = changes.filter((one) => one.selected).map((one) => one.id);
  return [...new Set([...chosen.filter((name) => !gone.has(name)), ...come])];
}

export const sameNames = (one: readonly string[], two: readonly string[]) => one.length === two.length && one.every((name) => two.includes(name));
