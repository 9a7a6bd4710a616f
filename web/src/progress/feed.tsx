"use client";

import { CircleCheck, CircleX, Lightbulb, Play, TriangleAlert } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { JobEvent } from "@/api/client";
import { text } from "@/text";
import { cx } from "@/ui/cx";

const kinds = ["all", "exchange", "finding", "warning"] as const;
const icons = {
  finding: { icon: Lightbulb, look: "text-accent" },
  warning: { icon: TriangleAlert, look: "text-warn" },
  finished: { icon: CircleCheck, look: "text-good" },
  failed: { icon: CircleX, look: "text-bad" },
  started: { icon: Play, look: "text-soft" },
} as Record<string, { icon: typeof Play; look: string }>;

/** What was told of a job, newest at the end; it stays there unless one scrolls up. */
export function Feed({ events, short }: { events: JobEvent[]; short: boolean }) {
  const [kind, setKind] = useState<(typeof kinds)[number]>("all");
  const place = useRef<HTMLOListElement>(null);
  const following = useRef(true);
  const shown = kind === "all" ? events : events.filter((event) => event.what === kind);

  useEffect(() => {
    if (following.current && place.current) place.current.scrollTop = place.current.scrollHeight;
  }, [shown.length]);

  return (
    <section aria-labelledby="feed" className="flex min-h-0 min-w-0 flex-col">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <h2 id="feed" className="font-semibold">
          {text.progress.feed}
        </h2>
        <div role="group" aria-labelledby="feed" className="flex gap-1">
          {kinds.map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={kind === one}
              onClick={() => setKind(one)}
              className={cx("rounded-md px-2 py-1 text-sm", kind === one ? "bg-accent-wash font-medium text-accent" : "text-soft hover:bg-raised")}
            >
              {text.progress[one]}
            </button>
          ))}
        </div>
      </div>
      <ol
        ref={place}
        tabIndex={0}
        aria-labelledby="feed"
        onScroll={(event) => {
          const list = event.currentTarget;
          following.current = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
        }}
        className={cx("h-[26rem] overflow-y-auto rounded-xl border border-line bg-surface py-1 text-sm", !short && "lg:h-[calc(100dvh-13rem)]")}
      >
        {shown.length === 0 && <li className="px-4 py-3 text-soft">{text.progress.nothing}</li>}
        {shown.map((event) => (
          <Line key={event.id} event={event} />
        ))}
      </ol>
    </section>
  );
}

function Line({ event }: { event: JobEvent }) {
  if (event.what === "exchange") {
    const [method = "", path = "", status = ""] = event.text.split(" ");
    return (
      <li className="flex gap-3 px-4 py-0.5 font-mono text-[13px]">
        <span className="w-14 shrink-0 text-soft">{method}</span>
        <span className="min-w-0 flex-1 truncate" title={path}>
          {path}
        </span>
        <span className={cx("tabular-nums", Number(status) >= 400 ? "text-bad" : "text-good")}>{status}</span>
      </li>
    );
  }
  const { icon: Icon, look } = icons[event.what] ?? icons.started!;
  return (
    <li className="flex gap-2.5 px-4 py-1">
      <Icon aria-hidden className={cx("mt-0.5 size-4 shrink-0", look)} />
      <span className="min-w-0 break-words">{event.text}</span>
    </li>
  );
}
