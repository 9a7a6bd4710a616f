"use client";

import { CircleCheck, CircleDashed, LoaderCircle } from "lucide-react";
import { useEffect, useState } from "react";
import type { Job } from "@/api/client";
import { text } from "@/text";
import { cx } from "@/ui/cx";
import { duration } from "@/ui/format";

const ORDER = ["capture", "infer", "build", "database", "verify"];

/** The stages of a job with their time and what they counted. */
export function Stages({ job }: { job: Job }) {
  const known = new Map((job.progress?.stages ?? []).map((stage) => [stage.stage, stage]));
  const running = job.status === "running";
  const [, tick] = useState(0);
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => tick((n) => n + 1), 1000);
    return () => clearInterval(timer);
  }, [running]);

  return (
    <section aria-labelledby="stages">
      <h2 id="stages" className="mb-2 font-semibold">
        {text.progress.stages}
      </h2>
      <ol className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface">
        {ORDER.map((name) => {
          const stage = known.get(name);
          const active = running && stage && !stage.finished;
          const Icon = !stage ? CircleDashed : active ? LoaderCircle : CircleCheck;
          return (
            <li key={name} className={cx("flex gap-3 px-4 py-2.5", !stage && "text-soft")}>
              <Icon aria-hidden className={cx("mt-0.5 size-5 shrink-0", active && "animate-spin text-accent", stage && !active && "text-good")} />
              <div className="min-w-0 flex-1">
                <p className="flex justify-between gap-3 font-medium">
                  {text.stages[name]}
                  {stage && <span className="text-sm font-normal text-soft tabular-nums">{duration(stage.started, stage.finished ?? (active ? null : job.finished_at))}</span>}
                </p>
                {stage && (
                  <p className="text-sm break-words text-soft" aria-live={active ? "polite" : undefined}>
                    {active ? job.progress?.text : stage.text}
                  </p>
                )}
                {stage && Object.keys(stage.counts ?? {}).length > 0 && (
                  <ul className="mt-1 flex flex-wrap gap-x-4 text-sm tabular-nums">
                    {Object.entries(stage.counts ?? {}).map(([what, count]) => (
                      <li key={what}>
                        <strong className="font-semibold">{count}</strong> {what}
                      </li>
                    ))}
                  </ul>
                )}
              </div>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
