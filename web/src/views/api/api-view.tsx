"use client";

import { Lock } from "lucide-react";
import { Fragment, useEffect, useState } from "react";
import { api, type Endpoint, type Job, type Trouble as Told } from "@/api/client";
import { text } from "@/text";
import { cx } from "@/ui/cx";
import { Field } from "@/ui/field";
import { percent } from "@/ui/format";
import { Trouble, troubleOf } from "@/ui/trouble";
import { EndpointDetails } from "./endpoint-details";

const words = text.api;
const colours: Record<string, string> = { GET: "text-number", POST: "text-good", PUT: "text-warn", PATCH: "text-warn", DELETE: "text-bad" };

/** Every captured endpoint: what it takes, how faithful it is, and a try. */
export function ApiView({ job }: { job: Job }) {
  const [endpoints, setEndpoints] = useState<Endpoint[]>([]);
  const [trouble, setTrouble] = useState<Told | null>(null);
  const [search, setSearch] = useState("");
  useEffect(() => {
    api.endpoints(job.id).then(setEndpoints, (error: unknown) => setTrouble(troubleOf(error)));
  }, [job.id, job.backend_url]);
  const wanted = search.trim().toLowerCase();
  const found = endpoints.filter((one) => `${one.method} ${one.path} ${one.name}`.toLowerCase().includes(wanted));
  return (
    <div className="mx-auto w-full max-w-5xl p-4 sm:p-6">
      {trouble && <Trouble told={trouble} />}
      <div className="mb-4 max-w-sm">
        <Field label={words.filter} type="search" value={search} onChange={(event) => setSearch(event.target.value)} />
      </div>
      {endpoints.length > 0 && found.length === 0 && <p className="text-soft">{words.noMatch}</p>}
      <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface empty:hidden">
        {found.map((endpoint) => (
          <Row key={endpoint.name} job={job} endpoint={endpoint} />
        ))}
      </ul>
    </div>
  );
}

function Row({ job, endpoint }: { job: Job; endpoint: Endpoint }) {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="flex items-center gap-3 px-4 py-2.5 hover:bg-raised">
          <span className={cx("w-16 shrink-0 font-mono text-sm font-semibold", colours[endpoint.method])}>{endpoint.method}</span>
          <Path>{endpoint.path}</Path>
          {endpoint.authenticated && <Lock aria-label={words.login} className="size-4 shrink-0 text-soft" />}
          <Measure endpoint={endpoint} />
        </summary>
        {open && <EndpointDetails job={job} endpoint={endpoint} />}
      </details>
    </li>
  );
}

function Measure({ endpoint }: { endpoint: Endpoint }) {
  if (!endpoint.scores) return <span className="w-24 text-right text-sm text-soft">–</span>;
  const exact = endpoint.scores.exact;
  return (
    <span className={cx("w-24 shrink-0 text-right text-sm tabular-nums", exact === 1 ? "text-good" : exact >= 0.8 ? "text-ink" : "text-warn")}>
      {percent(exact)} {words.exact}
    </span>
  );
}

/** A path, which is broken before its slashes where it is too long. */
function Path({ children }: { children: string }) {
  return (
    <span className="min-w-0 flex-1 font-mono text-sm wrap-anywhere">
      {children.split(/(?=\/)/).map((part, n) => (
        <Fragment key={n}>
          {n > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </span>
  );
}
