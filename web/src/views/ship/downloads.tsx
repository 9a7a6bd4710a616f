import { Download } from "lucide-react";
import { fileOf, type Job } from "@/api/client";
import { text } from "@/text";

const words = text.ship;
type Kind = keyof typeof words.items;

const paths: Record<Kind, { path: string; ending: string }> = {
  zip: { path: "/project.zip", ending: ".zip" },
  sql: { path: "/backend.sql", ending: ".sql" },
  openapi: { path: "/files/openapi.json", ending: ".openapi.json" },
  typescript: { path: "/diagrams/typescript", ending: ".database.ts" },
  dbml: { path: "/diagrams/dbml", ending: ".dbml" },
  mermaid: { path: "/diagrams/mermaid", ending: ".mmd" },
  blueprint: { path: "/files/blueprint.json", ending: ".blueprint.json" },
  report: { path: "/files/report.md", ending: ".report.md" },
};

/** Files to take the project elsewhere. */
export function Downloads({ job }: { job: Job }) {
  return (
    <section>
      <h2 className="mb-2 text-lg font-semibold">{words.downloads}</h2>
      <ul className="grid gap-2 sm:grid-cols-2">
        {(Object.keys(paths) as Kind[]).map((kind) => (
          <li key={kind}>
            <a
              href={fileOf(job.id, paths[kind].path)}
              download={`${job.name}${paths[kind].ending}`}
              className="flex h-full items-center gap-3 rounded-lg border border-line bg-surface px-4 py-2.5 hover:bg-raised"
            >
              <Download aria-hidden className="size-5 shrink-0 text-accent" />
              <span>
                <span className="block font-medium">{words.items[kind]}</span>
                <span className="block text-sm text-soft">{words.forWhom[kind]}</span>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
