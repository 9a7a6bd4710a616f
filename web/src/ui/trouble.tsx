import { TriangleAlert } from "lucide-react";
import { ApiError, type Trouble as Told } from "@/api/client";
import { text } from "@/text";

/** What went wrong, where, and what to do. */
export function Trouble({ told, title = text.trouble }: { told: Pick<Told, "what" | "where" | "next">; title?: string }) {
  return (
    <div role="alert" className="flex gap-3 rounded-lg border border-bad/40 bg-bad-wash p-4 text-ink">
      <TriangleAlert aria-hidden className="mt-0.5 size-5 shrink-0 text-bad" />
      <div className="min-w-0">
        <p className="font-semibold">{title}</p>
        <p className="break-words">{told.what}</p>
        {told.where && <p className="font-mono text-sm break-all text-soft">{told.where}</p>}
        {told.next && <p className="mt-1">{told.next}</p>}
      </div>
    </div>
  );
}

/** The same of whatever was thrown. */
export function troubleOf(error: unknown): Told {
  return error instanceof ApiError ? error.trouble : { what: String(error) };
}
