"use client";

import type { Job } from "@/api/client";
import { Downloads } from "./downloads";
import { Elsewhere } from "./elsewhere";
import { Pending } from "./pending";

/** Where the backend goes: its own database, another one, files. */
export function ShipView({ job }: { job: Job }) {
  return (
    <div className="mx-auto grid w-full max-w-5xl gap-6 p-4 sm:p-6">
      <Pending job={job} />
      <Elsewhere job={job} />
      <Downloads job={job} />
    </div>
  );
}
