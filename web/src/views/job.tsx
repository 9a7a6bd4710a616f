"use client";

import { CloudOff } from "lucide-react";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useEffect } from "react";
import { useJob } from "@/live/use-job";
import { ProgressView } from "@/progress/progress-view";
import { SchemaPage } from "@/schema/schema-page";
import { text } from "@/text";
import { cx } from "@/ui/cx";
import { Shell } from "@/ui/shell";
import { Status } from "@/ui/status";
import { ApiView } from "./api/api-view";
import { DataView } from "./data/data-view";
import { ShipView } from "./ship/ship-view";

const views = ["progress", "schema", "data", "api", "ship"] as const;

export function JobView() {
  const query = useSearchParams();
  const id = query.get("id") ?? "";
  const view = views.find((one) => one === query.get("view")) ?? "progress";
  const live = useJob(id);
  const { job, connected, missing } = live;

  useEffect(() => {
    document.title = job ? `${job.name} · ${text.views[view]} · ${text.name}` : text.name;
  }, [job, view]);

  if (missing || !id)
    return (
      <Shell>
        <div className="p-6">
          <h1 className="text-xl font-semibold">{text.noJob}</h1>
          <Link className="mt-2 inline-block text-accent underline" href="/">
            {text.home}
          </Link>
        </div>
      </Shell>
    );

  const made = Boolean(job && (job.fidelity || job.status === "done"));
  return (
    <Shell
      middle={
        <div className="flex min-w-0 items-center gap-3">
          <h1 className="truncate font-semibold">{job?.name ?? text.loading}</h1>
          {job && <Status status={job.status} />}
        </div>
      }
    >
      <nav aria-label={job?.name} className="overflow-x-auto border-b border-line bg-surface px-2 sm:px-4">
        <ul className="flex">
          {views.map((one) => {
            const off = one !== "progress" && !made;
            const look = cx(
              "block border-b-2 px-3 py-2.5 text-sm font-medium whitespace-nowrap",
              one === view ? "border-accent text-ink" : "border-transparent text-soft",
              off ? "opacity-60" : "hover:text-ink",
            );
            return (
              <li key={one}>
                {off ? (
                  <span aria-disabled="true" className={look}>
                    {text.views[one]}
                  </span>
                ) : (
                  <Link href={`/job?id=${id}&view=${one}`} aria-current={one === view ? "page" : undefined} className={look}>
                    {text.views[one]}
                  </Link>
                )}
              </li>
            );
          })}
        </ul>
      </nav>
      {job && !connected && (
        <p role="status" className="flex items-center gap-2 bg-warn-wash px-4 py-1.5 text-sm text-warn">
          <CloudOff aria-hidden className="size-4" /> {text.progress.connection}
        </p>
      )}
      {job && view === "progress" && <ProgressView live={live} />}
      {job && made && view === "schema" && <SchemaPage job={job} />}
      {job && made && view === "data" && <DataView job={job} setJob={live.setJob} />}
      {job && made && view === "api" && <ApiView job={job} />}
      {job && made && view === "ship" && <ShipView job={job} />}
    </Shell>
  );
}
