"use client";

import { TriangleAlert } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import type { Answer, Exchange } from "@/api/client";
import { text } from "@/text";
import { changedLines } from "@/ui/changed-lines";
import { cx } from "@/ui/cx";
import { laidOut } from "../data/value";

const words = text.api;
const MARGIN = 60;

/** What was answered now, beside what was recorded where that is known. */
export function Answers({ answer, recorded }: { answer: Answer | null; recorded: Exchange | null }) {
  const ours = answer && laidOut(answer.body);
  const theirs = recorded && laidOut(recorded.answer);
  const same = answer && recorded && ours === theirs && answer.status === recorded.status;
  return (
    <div className="grid gap-2">
      {answer && recorded && <p className="text-sm text-soft">{same ? words.same : words.marked}</p>}
      <div className={cx("grid gap-3", answer && recorded && "lg:grid-cols-2")}>
        {recorded && theirs !== null && (
          <Pane title={words.recordedAnswer} told={`${words.status} ${recorded.status}`} status={recorded.status} other={answer?.status} body={theirs} beside={ours} />
        )}
        {answer && ours !== null && (
          <Pane
            title={words.ourAnswer}
            told={`${words.status} ${answer.status} · ${words.time} ${answer.milliseconds} ms`}
            status={answer.status}
            other={recorded?.status}
            body={ours}
            beside={theirs}
          >
            <details className="border-t border-line px-3 py-2 text-sm">
              <summary className="w-fit text-soft hover:text-ink">
                {words.headers} ({answer.headers.length})
              </summary>
              <dl className="mt-1 grid gap-x-3 font-mono text-[13px] sm:grid-cols-[auto_1fr]">
                {answer.headers.map(([name, value], n) => (
                  <div key={n} className="contents">
                    <dt className="text-soft">{name}</dt>
                    <dd className="min-w-0 break-all">{value}</dd>
                  </div>
                ))}
              </dl>
            </details>
            {answer.cut && <p className="border-t border-line px-3 py-2 text-sm text-warn">{words.cut}</p>}
          </Pane>
        )}
      </div>
    </div>
  );
}

interface PaneProps {
  title: string;
  told: string;
  status: number;
  other: number | undefined;
  body: string;
  beside: string | null;
  children?: ReactNode;
}

function Pane({ title, told, status, other, body, beside, children }: PaneProps) {
  const marked = new Set(beside === null ? [] : changedLines(beside, body));
  const place = useRef<HTMLPreElement>(null);
  useEffect(() => {
    // What differs is seen first, however long the answer is.
    const first = place.current?.querySelector("mark");
    if (place.current && first) place.current.scrollTop = first.offsetTop - place.current.offsetTop - MARGIN;
  }, [body, beside]);
  const differs = other !== undefined && other !== status;
  return (
    <section aria-label={title} className="min-w-0 overflow-hidden rounded-lg border border-line bg-surface">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3 border-b border-line px-3 py-1.5 text-sm">
        <h3 className="font-semibold">{title}</h3>
        <p className={cx("tabular-nums", status >= 400 ? "text-bad" : "text-good", differs && "font-semibold")}>
          {differs && <TriangleAlert aria-hidden className="mr-1 inline size-4" />}
          {told}
        </p>
      </div>
      {body ? (
        <pre ref={place} tabIndex={0} aria-label={title} className="max-h-96 overflow-auto py-2 font-mono text-[13px] leading-snug">
          {body.split("\n").map((line, n) =>
            marked.has(n + 1) ? (
              <mark key={n} className="block bg-warn-wash px-3 text-ink shadow-[inset_3px_0_var(--warn)]">
                {line}
              </mark>
            ) : (
              <span key={n} className="block px-3">
                {line || " "}
              </span>
            ),
          )}
        </pre>
      ) : (
        <p className="px-3 py-2 text-sm text-soft">{words.emptyBody}</p>
      )}
      {children}
    </section>
  );
}
