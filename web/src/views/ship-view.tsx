"use client";

import { Check, Download, TriangleAlert } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { api, fileOf, type Job, type SchemaView, type Trouble as Told } from "@/api/client";
import { text } from "@/text";
import { Button } from "@/ui/button";
import { Sql } from "@/ui/sql";
import { Trouble, troubleOf } from "@/ui/trouble";

const words = text.ship;

export function ShipView({ job }: { job: Job }) {
  const [schema, setSchema] = useState<SchemaView | null>(null);
  const [sql, setSql] = useState("");
  const [losses, setLosses] = useState<string[]>([]);
  const [state, setState] = useState<"" | "applying" | "applied">("");
  const [trouble, setTrouble] = useState<Told | null>(null);

  const load = useCallback(async () => {
    try {
      const now = await api.schema(job.id);
      setSchema(now);
      const made = now.pending.length ? await api.migration(job.id) : { sql: "", losses: [] };
      setSql(made.sql);
      setLosses(made.losses);
    } catch (error) {
      setTrouble(troubleOf(error));
    }
  }, [job.id]);
  useEffect(() => {
    // eslint-disable-next-line react-hooks/set-state-in-effect -- it sets what the server said
    void load();
  }, [load]);

  async function apply() {
    if (!schema) return;
    setState("applying");
    setTrouble(null);
    try {
      await api.apply(job.id, schema.revision);
      setState("applied");
    } catch (error) {
      setState("");
      setTrouble(troubleOf(error));
    }
    await load();
  }

  return (
    <div className="mx-auto grid w-full max-w-5xl gap-6 p-4 sm:p-6">
      <section className="rounded-xl border border-line bg-surface p-4 sm:p-5">
        <h2 className="text-lg font-semibold">{words.pending}</h2>
        {state === "applied" && (
          <p role="status" className="mt-2 flex items-center gap-2 text-good">
            <Check aria-hidden className="size-5" /> {words.applied}
          </p>
        )}
        {schema?.pending.length === 0 && state !== "applied" && <p className="mt-1 text-soft">{words.nothing}</p>}
        <ol className="mt-2 list-decimal pl-6 empty:hidden">
          {schema?.pending.map((one, n) => (
            <li key={n}>{one}</li>
          ))}
        </ol>
        {losses.length > 0 && (
          <div className="mt-3 flex gap-3 rounded-lg bg-warn-wash p-3">
            <TriangleAlert aria-hidden className="size-5 shrink-0 text-warn" />
            <div>
              <p className="font-semibold">{words.losses}</p>
              <ul>
                {losses.map((one) => (
                  <li key={one}>{one}</li>
                ))}
              </ul>
            </div>
          </div>
        )}
        {sql && (
          <>
            <h3 className="mt-4 mb-1 font-semibold">{words.sql}</h3>
            <div className="h-80 overflow-hidden rounded-lg border border-line">
              <Sql label={words.sql}>{sql}</Sql>
            </div>
          </>
        )}
        {trouble && (
          <div className="mt-4">
            <Trouble told={trouble} />
          </div>
        )}
        {Boolean(schema?.pending.length) && (
          <Button kind="primary" className="mt-4" disabled={state === "applying"} onClick={() => void apply()}>
            {state === "applying" ? words.applying : words.apply}
          </Button>
        )}
      </section>
      <section>
        <h2 className="mb-2 text-lg font-semibold">{words.downloads}</h2>
        <ul className="flex flex-wrap gap-2">
          <Item href={fileOf(job.id, "/project.zip")} label={words.zip} name={`${job.name}.zip`} />
          {Object.entries(words.diagrams).map(([kind, label]) => (
            <Item key={kind} href={fileOf(job.id, `/diagrams/${kind}`)} label={label} name={`${job.name}.${kind}`} />
          ))}
          {Object.entries(words.files).map(([path, label]) => (
            <Item key={path} href={fileOf(job.id, `/files/${path}`)} label={label} name={path.split("/").at(-1) ?? path} />
          ))}
        </ul>
      </section>
    </div>
  );
}

function Item({ href, label, name }: { href: string; label: string; name: string }) {
  return (
    <li>
      <a href={href} download={name} className="inline-flex h-10 items-center gap-2 rounded-md border border-line bg-surface px-4 font-medium hover:bg-raised">
        <Download aria-hidden className="size-4" />
        {label}
      </a>
    </li>
  );
}
