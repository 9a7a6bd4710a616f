"use client";

import { PostgreSQL, sql } from "@codemirror/lang-sql";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "react";
import { changedLines } from "./changed-lines";

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: "var(--accent)", fontWeight: "600" },
  { tag: tags.string, color: "var(--time)" },
  { tag: [tags.typeName, tags.standard(tags.name)], color: "var(--text)" },
  { tag: tags.number, color: "var(--number)" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
]);

const look = EditorView.theme({
  "&": { backgroundColor: "transparent", color: "var(--ink)", fontSize: "13px", height: "100%" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "1.55" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--soft)", border: "none" },
  ".cm-changed": { backgroundColor: "var(--good-wash)", boxShadow: "inset 3px 0 var(--good)" },
});

const mark = StateEffect.define<number[]>();
const marks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(known, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(mark)) {
        const line = Decoration.line({ class: "cm-changed" });
        return Decoration.set(effect.value.map((n) => line.range(transaction.state.doc.line(n).from)));
      }
    }
    return known.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** SQL to read; lines that the text before did not have are marked. */
export function Sql({ children, label, before }: { children: string; label: string; before?: string }) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);

  useEffect(() => {
    if (!place.current) return;
    view.current = new EditorView({
      parent: place.current,
      state: EditorState.create({
        extensions: [
          lineNumbers(),
          sql({ dialect: PostgreSQL }),
          syntaxHighlighting(colours),
          look,
          marks,
          EditorView.lineWrapping,
          EditorState.readOnly.of(true),
          EditorView.contentAttributes.of({ "aria-label": label, "aria-readonly": "true", tabindex: "0" }),
        ],
      }),
    });
    return () => view.current?.destroy();
  }, [label]);

  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: children },
      effects: mark.of(before === undefined ? [] : changedLines(before, children)),
    });
    editor.requestMeasure();
  }, [children, before, label]);

  return <div ref={place} className="h-full min-h-0 overflow-auto" data-testid="sql" />;
}
