"use client";

import { Check } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { api, type Job, type SchemaView, type Trouble as Told } from "@/api/client";
import { text } from "@/text";
import { Button } from "@/ui/button";
import { Sql } from "@/ui/sql";
import { Trouble, troubleOf } from "@/ui/trouble";
import { Losses } from "./losses";

const words = text.ship;

/** The edits that the folder and its own database do not have yet. */
export function Pending({ job }: { job: Job }) {
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
      <Losses losses={losses} />
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
  );
}
