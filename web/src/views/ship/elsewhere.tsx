"use client";

import { Check as Tick, Info } from "lucide-react";
import { type FormEvent, useState } from "react";
import { api, type Job, type Shipment, type Trouble as Told } from "@/api/client";
import { text } from "@/text";
import { Button } from "@/ui/button";
import { Check, control, Field } from "@/ui/field";
import { Sql } from "@/ui/sql";
import { Trouble, troubleOf } from "@/ui/trouble";
import { Losses } from "./losses";

const words = text.ship;

/** Another Postgres: tried there first, then done. The URL stays in this field and nowhere else. */
export function Elsewhere({ job }: { job: Job }) {
  const [url, setUrl] = useState("");
  const [plan, setPlan] = useState<Shipment | null>(null);
  const [done, setDone] = useState<Shipment | null>(null);
  const [problem, setProblem] = useState("");
  const [trouble, setTrouble] = useState<Told | null>(null);
  const [busy, setBusy] = useState<"" | "rehearse" | "ship">("");
  const [understood, setUnderstood] = useState(false);

  async function act(what: "rehearse" | "ship", action: () => Promise<void>) {
    setBusy(what);
    setProblem("");
    setTrouble(null);
    try {
      await action();
    } catch (error) {
      const told = troubleOf(error);
      setPlan(null);
      if (told.fields?.url) setProblem(told.fields.url);
      else setTrouble(told);
    } finally {
      setBusy("");
    }
  }

  function rehearse(event: FormEvent) {
    event.preventDefault();
    setDone(null);
    setUnderstood(false);
    if (!url.trim()) {
      setProblem(words.emptyUrl);
      return;
    }
    void act("rehearse", async () => setPlan(await api.rehearse(job.id, url)));
  }

  function ship(shown: Shipment) {
    void act("ship", async () => {
      setDone(await api.ship(job.id, url, shown.fingerprint));
      setPlan(null);
    });
  }

  const blocked = Boolean(busy) || Boolean(plan?.losses.length && !understood);
  return (
    <section className="min-w-0 rounded-xl border border-line bg-surface p-4 sm:p-5">
      <h2 className="text-lg font-semibold">{words.elsewhere}</h2>
      <p className="mt-1 text-soft">{words.elsewhereHint}</p>
      <form onSubmit={rehearse} noValidate className="mt-3 grid items-start gap-3 sm:grid-cols-[1fr_auto]">
        <Field
          label={words.url}
          value={url}
          placeholder={words.urlPlaceholder}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          className="font-mono text-sm"
          problem={problem}
          onChange={(event) => {
            setUrl(event.target.value);
            setPlan(null);
            setDone(null);
            setProblem("");
          }}
        />
        <Button type="submit" kind={plan ? "plain" : "primary"} className="h-9 sm:mt-6" disabled={Boolean(busy)}>
          {busy === "rehearse" ? words.rehearsing : words.rehearse}
        </Button>
      </form>
      {trouble && (
        <div className="mt-4">
          <Trouble told={trouble} />
        </div>
      )}
      {plan && (
        <div className="mt-4" role="status">
          <p>
            <strong className="font-mono font-semibold break-all">{plan.where}</strong> – {words.kinds[plan.kind]}
          </p>
          {plan.kind !== "same" && (
            <p className="mt-1 text-soft">
              {words.rehearsed} {plan.losses.length === 0 && words.lossless}
            </p>
          )}
        </div>
      )}
      {plan && plan.kind !== "same" && (
        <>
          <Losses losses={plan.losses} />
          <Notes notes={plan.notes} />
          <Scripts plan={plan} />
          <div className="mt-4 flex flex-wrap items-center gap-4">
            <Button kind="primary" disabled={blocked} onClick={() => ship(plan)}>
              {busy === "ship" ? words.shipping : words.ship}
            </Button>
            {plan.losses.length > 0 && <Check label={words.understood} checked={understood} onChange={(event) => setUnderstood(event.target.checked)} />}
          </div>
        </>
      )}
      {done && (
        <div className="mt-4" role="status">
          <p className="flex items-center gap-2 text-good">
            <Tick aria-hidden className="size-5 shrink-0" /> {words.shipped}
          </p>
          <Notes notes={done.notes} />
          <p className="mt-2">{words.serveIt}</p>
          <pre tabIndex={0} aria-label={words.serveIt} className="mt-1 overflow-x-auto rounded-lg border border-line bg-ground p-3 font-mono text-[13px]">
            wirebase serve {job.name} --database &quot;$DATABASE_URL&quot;
          </pre>
        </div>
      )}
    </section>
  );
}

function Notes({ notes }: { notes: string[] }) {
  return (
    <ul className="mt-3 grid gap-1 empty:hidden">
      {notes.map((one) => (
        <li key={one} className="flex gap-2">
          <Info aria-hidden className="mt-0.5 size-5 shrink-0 text-number" /> {one}
        </li>
      ))}
    </ul>
  );
}

function Scripts({ plan }: { plan: Shipment }) {
  const [name, setName] = useState("");
  const script = plan.scripts.find((one) => one.name === name) ?? plan.scripts[0];
  if (!script) return null;
  return (
    <div className="mt-4">
      <div className="mb-2 flex flex-wrap items-end justify-between gap-2">
        <h3 className="font-semibold">{words.sql}</h3>
        <label className="flex items-center gap-2 text-sm">
          {words.script}
          <select className={`${control} w-auto`} value={script.name} onChange={(event) => setName(event.target.value)}>
            {plan.scripts.map((one) => (
              <option key={one.name}>{one.name}</option>
            ))}
          </select>
        </label>
      </div>
      <div className="h-80 overflow-hidden rounded-lg border border-line">
        <Sql label={`${words.sql}: ${script.name}`}>{script.sql}</Sql>
      </div>
      {script.length > script.sql.length && <p className="mt-1 text-sm text-warn">{words.shownPart}</p>}
    </div>
  );
}
