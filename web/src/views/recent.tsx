"use client";

import Link from "next/link";
import { useJobs } from "@/live/use-jobs";
import { text } from "@/text";
import { age, percent } from "@/ui/format";
import { Status } from "@/ui/status";

/** The projects, newest first. */
export function Recent() {
  const jobs = useJobs();
  return (
    <section className="mt-12" aria-labelledby="recent">
      <h2 id="recent" className="text-lg font-semibold">
        {text.start.recent}
      </h2>
      {jobs?.length === 0 && <p className="mt-2 text-soft">{text.start.none}</p>}
      <ul className="mt-3 divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface empty:hidden">
        {jobs?.map((job) => (
          <li key={job.id}>
            <Link
              href={`/job?id=${job.id}`}
              className="grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-1 px-4 py-3 hover:bg-raised sm:grid-cols-[1fr_8rem_6rem_7rem]"
            >
              <span className="min-w-0">
                <span className="block truncate font-medium">{job.name}</span>
                <span className="block truncate text-sm text-soft">{job.url}</span>
              </span>
              <span className="justify-self-end sm:justify-self-start">
                <Status status={job.status} />
              </span>
              <span className="text-sm tabular-nums">{job.fidelity ? `${percent(job.fidelity.exact)} ${text.api.exact}` : ""}</span>
              <span className="justify-self-end text-sm text-soft">{age(job.created_at)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
