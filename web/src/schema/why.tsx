"use client";

import { useState } from "react";
import { api, type EvidenceView } from "@/api/client";
import { text } from "@/text";

type Exchange = Awaited<ReturnType<typeof api.exchange>>;

/** Why something was decided: counts, other readings, and the exchanges that show it. */
export function Why({ evidence, id, of }: { evidence: EvidenceView; id: string; of: string }) {
  const seen = (evidence.support ?? 0) + (evidence.against ?? 0);
  if (!evidence.claim && !seen && !evidence.exchanges?.length) return null;
  return (
    <details className="text-sm">
      <summary className="w-fit text-soft hover:text-ink">
        {text.schema.evidence}
        <span className="sr-only"> {of}</span>
      </summary>
      <div className="mt-1 rounded-lg bg-ground p-3">
        <p>
          {evidence.claim}
          {seen > 0 && (
            <span className="ml-2 whitespace-nowrap tabular-nums text-soft">
              {evidence.support}/{seen}
            </span>
          )}
        </p>
        {evidence.parts.length > 0 && (
          <ul className="mt-2 list-disc pl-5">
            {evidence.parts.map((part) => (
              <li key={part.claim}>
                {part.claim}
                {part.support + part.against > 0 && (
                  <span className="ml-2 whitespace-nowrap tabular-nums text-soft">
                    {part.support}/{part.support + part.against}
                  </span>
                )}
                {part.alternatives.map((one) => (
                  <span key={one.claim} className="ml-2 text-soft">
                    {text.schema.or} {one.claim}
                  </span>
                ))}
              </li>
            ))}
          </ul>
        )}
        {Boolean(evidence.alternatives?.length) && (
          <>
            <p className="mt-2 font-medium">{text.schema.alternatives}</p>
            <ul className="list-disc pl-5">
              {evidence.alternatives?.map((one) => (
                <li key={one.claim}>
                  {one.claim} <span className="text-soft tabular-nums">{Math.round(one.score * 100) / 100}</span>
                </li>
              ))}
            </ul>
          </>
        )}
        {Boolean(evidence.exchanges?.length) && (
          <div className="mt-2">
            <p className="font-medium">{text.schema.exchanges}</p>
            {evidence.exchanges?.slice(0, 5).map((index) => (
              <Seen key={index} id={id} index={index} />
            ))}
          </div>
        )}
      </div>
    </details>
  );
}

function Seen({ id, index }: { id: string; index: number }) {
  const [exchange, setExchange] = useState<Exchange | null>(null);
  return (
    <details
      className="mt-1"
      onToggle={(event) => {
        if (event.currentTarget.open && !exchange) api.exchange(id, index).then(setExchange, () => undefined);
      }}
    >
      <summary className="font-mono text-[13px] break-all">
        #{index} {exchange ? `${exchange.method} ${exchange.url} ${exchange.status}` : ""}
      </summary>
      {exchange && (
        <pre tabIndex={0} className="mt-1 max-h-60 overflow-auto rounded border border-line bg-surface p-2 font-mono text-xs whitespace-pre-wrap">
          {[exchange.request, pretty(exchange.answer)].filter(Boolean).join("\n\n")}
        </pre>
      )}
    </details>
  );
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 1);
  } catch {
    return body;
  }
}
