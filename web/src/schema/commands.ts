import { text } from "@/text";
import type { DiagramHandle } from "./diagram";
import type { Command } from "./keys";
import type { Item } from "./palette-items";
import type { View } from "./view";
import { MODES } from "./visible";

const words = text.schema;

interface Known {
  view: View;
  chosen: number;
  hidden: number;
  /** What keys do now, by which the palette does it too. */
  actions: Partial<Record<Command, () => void>>;
  diagram: DiagramHandle | null;
  show: (more: Partial<View>) => void;
  onAdd: () => void;
  onMerge?: () => void;
  onList: () => void;
}

/** What the palette can do as things stand. */
export function commandsOf({ view, chosen, hidden, actions, diagram, show, onAdd, onMerge, onList }: Known): Item[] {
  const listed: [string, string, (() => void) | undefined][] = [
    [words.newTable, "", onAdd],
    [words.undo, "⌘Z", actions.undo],
    [words.redo, "⇧⌘Z", actions.redo],
    [words.toApply, "⌘S", actions.apply],
    [words.palette.rename, "Enter", actions.rename],
    [words.palette.drop(chosen), "Del", actions.drop],
    [words.palette.merge, "", onMerge],
    [words.palette.hide, "H", actions.hide],
    [words.unhideAll(hidden), "", hidden > 0 ? () => show({ hidden: [] }) : undefined],
    [words.palette.all, "⌘A", actions.all],
    [words.leave, "Esc", actions.leave],
    [words.palette.find, "⌘F", actions.find],
    [words.palette.list, "", onList],
    [words.tidy, "", diagram?.tidy],
    [words.palette.fit, "⌘0", diagram?.fit],
    [view.areas ? words.palette.areasOff : words.palette.areasOn, "", () => show({ areas: !view.areas })],
    ...MODES.map((mode): [string, string, () => void] => [`${words.mode}: ${words.modes[mode]}`, "", () => show({ mode })]),
    [words.palette.link, "", () => void navigator.clipboard?.writeText(window.location.href)],
    [words.picture("SVG"), "", diagram ? () => diagram.draw("SVG") : undefined],
    [words.picture("PNG"), "", diagram ? () => diagram.draw("PNG") : undefined],
    [words.keys.title, "?", actions.help],
  ];
  return listed.flatMap(([label, hint, run]) => (run ? [{ key: label, kind: "command" as const, label, hint, run }] : []));
}
