"use client";

import { Columns2 } from "lucide-react";
import { useState } from "react";
import type { Endpoint, Job } from "@/api/client";
import { text } from "@/text";
import { Button } from "@/ui/button";
import { TryIt } from "./try-it";

const words = text.api;
const SHOWN = 12;

/** All of one endpoint. */
export function EndpointDetails({ job, endpoint }: { job: Job; endpoint: Endpoint }) {
  const [taken, setTaken] = useState<number | null>(null);
  return (
    <div className="grid gap-5 border-t border-line bg-ground px-4 py-4 text-sm">
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
                  {parameter.array ? "[]" : ""}
                  {parameter.required ? `, ${text.schema.required.toLowerCase()}` : ""}
                </span>
                <span>{parameter.meaning}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-label={words.differences}>
        <h2 className="mb-1 font-semibold">{words.differences}</h2>
        {!endpoint.scores && <p className="text-soft">{words.unmeasured}</p>}
        {endpoint.scores && endpoint.deviations.length === 0 && <p className="text-soft">{words.exactAll}</p>}
        {endpoint.deviations.slice(0, SHOWN).map((one) => (
          <div key={`${one.pointer}${one.kind}`} className="mb-2 overflow-hidden rounded-lg border border-line bg-surface">
            <div className="flex flex-wrap items-center justify-between gap-x-3 border-b border-line px-3 py-1">
              <p className="min-w-0">
                <code className="font-semibold break-all">{one.pointer || "/"}</code>{" "}
                <span className="text-soft">
                  {one.kind}, {one.count}×
                </span>
              </p>
              <Button small kind="quiet" aria-label={`${words.beside}: #${one.exchange} ${one.pointer || "/"}`} onClick={() => setTaken(one.exchange)}>
                <Columns2 aria-hidden className="size-4" /> {words.beside}
              </Button>
            </div>
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
      <TryIt job={job} endpoint={endpoint} taken={taken} onTake={setTaken} />
    </div>
  );
}
