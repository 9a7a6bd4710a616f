"use client";

import { Lock } from "lucide-react";
import { useEffect, useState } from "react";
import { api, type Endpoint, type Job, type Trouble as Told } from "@/api/client";
import { text } from "@/text";
import { cx } from "@/ui/cx";
import { percent } from "@/ui/format";
import { Trouble, troubleOf } from "@/ui/trouble";

const words = text.api;
const colours: Record<string, string> = { GET: "text-number", POST: "text-good", PUT: "text-warn", PATCH: "text-warn", DELETE: "text-bad" };

export function ApiView({ job }: { job: Job }) {
  const [endpoints, setEndpoints] = useState<Endpoint[]>([]);
  const [trouble, setTrouble] = useState<Told | null>(null);
  useEffect(() => {
    api.endpoints(job.id).then(setEndpoints, (error: unknown) => setTrouble(troubleOf(error)));
  }, [job.id, job.backend_url]);
  return (
    <div className="mx-auto w-full max-w-5xl p-4 sm:p-6">
      {trouble && <Trouble told={trouble} />}
      <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface">
        {endpoints.map((endpoint) => (
          <li key={endpoint.name}>
            <details className="group">
              <summary className="flex items-center gap-3 px-4 py-2.5 hover:bg-raised">
                <span className={cx("w-16 shrink-0 font-mono text-sm font-semibold", colours[endpoint.method])}>{endpoint.method}</span>
                <span className="min-w-0 flex-1 font-mono text-sm break-all">{endpoint.path}</span>
                {endpoint.authenticated && <Lock aria-label={words.login} className="size-4 shrink-0 text-soft" />}
                <Measure endpoint={endpoint} />
              </summary>
              <Details endpoint={endpoint} backend={job.backend_url ?? ""} />
            </details>
          </li>
        ))}
      </ul>
    </div>
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

function Details({ endpoint, backend }: { endpoint: Endpoint; backend: string }) {
  const path = endpoint.path;
  return (
    <div className="grid gap-4 border-t border-line bg-ground px-4 py-4 text-sm">
      {endpoint.description && <p>{endpoint.description}</p>}
      {endpoint.unexplained && <p className="text-warn">{words.unexplained}</p>}
      {endpoint.parameters.length > 0 && (
        <section>
          <h2 className="mb-1 font-semibold">{words.parameters}</h2>
          <ul className="grid gap-1">
            {endpoint.parameters.map((parameter) => (
              <li key={parameter.name} className="flex flex-wrap gap-x-3">
                <code className="font-semibold">{parameter.key || parameter.name}</code>
                <span className="text-soft">
                  {parameter.place}, {parameter.type}
                  {parameter.required ? `, ${text.schema.required.toLowerCase()}` : ""}
                </span>
                <span>{parameter.meaning}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h2 className="mb-1 font-semibold">{words.differences}</h2>
        {!endpoint.scores && <p className="text-soft">{words.unmeasured}</p>}
        {endpoint.scores && endpoint.deviations.length === 0 && <p className="text-soft">{words.exactAll}</p>}
        {endpoint.deviations.slice(0, 12).map((one) => (
          <div key={`${one.pointer}${one.kind}`} className="mb-2 overflow-hidden rounded-lg border border-line bg-surface">
            <p className="border-b border-line px-3 py-1.5">
              <code className="font-semibold">{one.pointer || "/"}</code> <span className="text-soft">{one.kind}, {one.count}×</span>
            </p>
            <div className="grid sm:grid-cols-2 sm:divide-x sm:divide-line">
              <p className="min-w-0 px-3 py-1.5">
                <span className="block text-soft">{words.recorded}</span>
                <code className="break-all">{one.recorded || "–"}</code>
              </p>
              <p className="min-w-0 px-3 py-1.5">
                <span className="block text-soft">{words.answered}</span>
                <code className="break-all">{one.actual || "–"}</code>
              </p>
            </div>
          </div>
        ))}
      </section>
      {backend && (
        <section>
          <h2 className="mb-1 font-semibold">{words.snippet}</h2>
          <pre tabIndex={0} className="overflow-x-auto rounded-lg border border-line bg-surface p-3 font-mono text-[13px]">
            curl -s {endpoint.method === "GET" ? "" : `-X ${endpoint.method} `}&apos;{backend}
            {path}&apos;
          </pre>
        </section>
      )}
    </div>
  );
}
