"use client";

import { ArrowRight, ExternalLink } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { api, type Job, type Trouble as Told } from "@/api/client";
import type { Live } from "@/live/use-job";
import { text } from "@/text";
import { Button } from "@/ui/button";
import { percent } from "@/ui/format";
import { Trouble, troubleOf } from "@/ui/trouble";
import { Feed } from "./feed";
import { frontOf } from "./front";
import { Growing } from "./growing";
import { Picture } from "./picture";
import { Stages } from "./stages";

const words = text.progress;

export function ProgressView({ live }: { live: Live }) {
  const { job, events, setJob } = live;
  const [trouble, setTrouble] = useState<Told | null>(null);
  const [busy, setBusy] = useState(false);
  if (!job) return null;

  async function act(action: () => Promise<Job | boolean>) {
    setBusy(true);
    setTrouble(null);
    try {
      const done = await action();
      if (typeof done === "object") setJob(done);
    } catch (error) {
      setTrouble(troubleOf(error));
    } finally {
      setBusy(false);
    }
  }

  const running = job.status === "running" || job.status === "queued";
  const capturing = running && job.progress?.stages?.at(-1)?.stage === "capture";
  const growing = capturing || (job.status !== "done" && Boolean(job.sketch));
  return (
    <div className="mx-auto grid w-full max-w-7xl gap-5 p-4 sm:p-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.25fr)]">
      <div className="flex min-w-0 flex-col gap-5">
        <p className="min-w-0 text-soft">
          <a href={/^https?:/.test(job.url) ? job.url : undefined} target="_blank" rel="noreferrer" className="break-all underline-offset-2 hover:underline">
            {job.url}
          </a>
        </p>
        {job.error && <Trouble title={words.failed} told={job.error} />}
        {trouble && <Trouble told={trouble} />}
        {job.status === "done" && <Outcome job={job} busy={busy} act={act} />}
        <div className="flex flex-wrap gap-2 empty:hidden">
          {capturing && (
            <Button disabled={busy} onClick={() => void act(() => api.finish(job.id))}>
              {words.finish}
            </Button>
          )}
          {running && (
            <Button kind="danger" disabled={busy} onClick={() => void act(() => api.cancel(job.id))}>
              {words.cancel}
            </Button>
          )}
          {!running && job.status !== "done" && (
            <Button kind="primary" disabled={busy} onClick={() => void act(() => api.resume(job.id, false))}>
              {words.resume}
            </Button>
          )}
          {!running && /^https?:/.test(job.url) && (
            <Button disabled={busy} onClick={() => void act(() => api.resume(job.id, true))}>
              {words.more}
            </Button>
          )}
        </div>
        <Stages job={job} />
        {capturing && <Picture id={job.id} />}
      </div>
      <div className="flex min-w-0 flex-col gap-5">
        {growing && <Growing sketch={job.sketch} />}
        <Feed events={events} short={growing} />
      </div>
    </div>
  );
}

function Outcome({ job, busy, act }: { job: Job; busy: boolean; act: (action: () => Promise<Job>) => Promise<void> }) {
  const scores = job.fidelity;
  return (
    <section className="rounded-xl border border-line bg-surface p-4 shadow-sm sm:p-5">
      {scores && (
        <>
          <p className="flex items-baseline gap-3">
            <span className="text-4xl font-semibold whitespace-nowrap tabular-nums">{percent(scores.exact)}</span>
            <span className="text-soft">{words.exact}</span>
          </p>
          <dl className="mt-3 flex flex-wrap gap-x-6 gap-y-1 text-sm">
            {([["value", words.value], ["shape", words.shape], ["status", words.statusCode]] as const).map(([key, label]) => (
              <div key={key} className="flex gap-1.5">
                <dt className="text-soft">{label}</dt>
                <dd className="font-medium tabular-nums">{percent(scores[key])}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <div className="mt-4 flex flex-wrap items-center gap-3">
        <Link
          href={`/job?id=${job.id}&view=schema`}
          className="inline-flex h-10 items-center gap-2 rounded-md bg-accent px-4 font-medium text-accent-ink hover:brightness-110"
        >
          {words.toSchema} <ArrowRight aria-hidden className="size-4" />
        </Link>
        <Button disabled={busy} onClick={() => void act(() => (job.backend_url ? api.stopBackend(job.id) : api.startBackend(job.id)))}>
          {job.backend_url ? words.stopBackend : words.startBackend}
        </Button>
      </div>
      {job.backend_url && (
        <p className="mt-3 text-sm">
          {words.backend}{" "}
          <a href={job.backend_url} target="_blank" rel="noreferrer" className="inline-flex items-center gap-1 font-mono break-all text-accent underline">
            {job.backend_url} <ExternalLink aria-hidden className="size-3.5" />
          </a>
          {job.options?.frontend && (
            <a href={frontOf(job.backend_url, job.url)} target="_blank" rel="noreferrer" className="mt-2 flex w-fit items-center gap-1 font-medium text-accent underline">
              {words.frontend} <ExternalLink aria-hidden className="size-3.5" />
            </a>
          )}
        </p>
      )}
    </section>
  );
}
