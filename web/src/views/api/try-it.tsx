"use client";

import { type FormEvent, useEffect, useRef, useState } from "react";
import { api, type Account, type Answer, type Endpoint, type Exchange, type Job, type Trouble as Told } from "@/api/client";
import { text } from "@/text";
import { Button } from "@/ui/button";
import { cx } from "@/ui/cx";
import { control, Field } from "@/ui/field";
import { Trouble, troubleOf } from "@/ui/trouble";
import { laidOut } from "../data/value";
import { Answers } from "./answers";
import { FormFields } from "./form-fields";
import { blank, bodyFrom, bodyProblem, isSafe, type Kind, KINDS, takesBody, trialOf, typedFrom, type Typed, variables } from "./request";
import { Snippets } from "./snippets-view";

const words = text.api;

interface Props {
  job: Job;
  endpoint: Endpoint;
  /** The recorded exchange to begin with; null is none. */
  taken: number | null;
  onTake: (index: number | null) => void;
}

/** A request to the running backend, and its answer beside the recorded one. */
export function TryIt({ job, endpoint, taken, onTake }: Props) {
  const [typed, setTyped] = useState<Typed>(blank);
  const [account, setAccount] = useState("");
  const [recorded, setRecorded] = useState<Exchange | null>(null);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [trouble, setTrouble] = useState<Told | null>(null);
  const [empty, setEmpty] = useState(false);
  const [busy, setBusy] = useState(false);
  const problem = takesBody(endpoint) && typed.kind === "json" ? bodyProblem(typed.body) : "";
  const running = Boolean(job.backend_url);
  const names = variables(endpoint.path);
  const shown = names.length ? endpoint.parameters.filter((one) => one.place === "path") : [];
  const about = new Map(shown.map((one) => [one.key || one.name, one]));
  const others = endpoint.parameters.filter((one) => (one.place === "query" || one.place === "header") && !one.array && one.key);

  useEffect(() => {
    if (taken === null) return;
    let current = true;
    api
      .exchange(job.id, taken)
      .then(async (exchange) => {
        if (!current) return;
        const from = typedFrom(endpoint, exchange);
        setTyped({ ...from, body: laidOut(from.body) });
        setRecorded(exchange);
        setAnswer(null);
        setTrouble(null);
        if (!running || !isSafe(endpoint)) return;
        const now = await api.attempt(job.id, await trialOf(endpoint, from, ""));
        if (current) setAnswer(now);
      })
      .catch((error: unknown) => current && setTrouble(troubleOf(error)));
    return () => {
      current = false;
    };
  }, [job.id, running, endpoint, taken]);

  const sample = takesBody(endpoint) && taken === null ? endpoint.evidence.exchanges[0] : undefined;
  useEffect(() => {
    if (sample === undefined) return;
    let current = true;
    api.exchange(job.id, sample).then(
      (exchange) => {
        // What a form is made of is known; its values are the user's to type.
        const { kind, fields } = bodyFrom(exchange);
        const empty = fields.map(({ name }) => ({ name, value: "", file: null }));
        if (current && kind !== "json") setTyped((now) => (now.fields.length || now.body ? now : { ...now, kind, fields: empty }));
      },
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [job.id, sample]);

  async function send(event: FormEvent) {
    event.preventDefault();
    const missing = names.some((name) => !typed.path[name]);
    setEmpty(missing);
    if (missing || problem) return;
    setBusy(true);
    setTrouble(null);
    try {
      setAnswer(await api.attempt(job.id, await trialOf(endpoint, typed, account)));
    } catch (error) {
      setAnswer(null);
      setTrouble(troubleOf(error));
    } finally {
      setBusy(false);
    }
  }

  const known = [...new Set([...endpoint.deviations.map((one) => one.exchange), ...endpoint.evidence.exchanges])].slice(0, 30);
  const change = (part: "path" | "query" | "headers", name: string, value: string) => setTyped((now) => ({ ...now, [part]: { ...now[part], [name]: value } }));
  return (
    <section aria-label={words.tryIt} className="grid gap-4">
      <h2 className="font-semibold">{words.tryIt}</h2>
      {!running && <p className="text-warn">{words.stopped}</p>}
      <form onSubmit={(event) => void send(event)} noValidate className="grid gap-3 sm:grid-cols-2">
        {known.length > 0 && (
          <label className="min-w-0 text-sm font-medium">
            {words.take}
            <select
              className={cx(control, "mt-1")}
              value={taken ?? ""}
              onChange={(event) => {
                setRecorded(null);
                onTake(event.target.value === "" ? null : Number(event.target.value));
              }}
            >
              <option value="">{words.nothingTaken}</option>
              {known.map((index) => (
                <option key={index} value={index}>
                  #{index}
                </option>
              ))}
            </select>
          </label>
        )}
        {endpoint.carriers.length > 0 && <Accounts job={job} account={account} onChange={setAccount} />}
        {names.map((name) => (
          <Field
            key={name}
            label={name}
            hint={about.get(name)?.meaning}
            value={typed.path[name] ?? ""}
            problem={empty && !typed.path[name] ? text.api.emptyPart : undefined}
            onChange={(event) => change("path", name, event.target.value)}
          />
        ))}
        {others.map((one) => {
          const part = one.place === "query" ? "query" : "headers";
          return (
            <Field
              key={`${part} ${one.key}`}
              label={one.key}
              hint={[one.type, one.meaning].filter(Boolean).join(": ")}
              list={one.values.length ? `${endpoint.name}-${one.key}` : undefined}
              value={typed[part][one.key] ?? ""}
              onChange={(event) => change(part, one.key, event.target.value)}
            />
          );
        })}
        {others
          .filter((one) => one.values.length)
          .map((one) => (
            <datalist key={one.key} id={`${endpoint.name}-${one.key}`}>
              {one.values.map((value) => (
                <option key={value} value={value} />
              ))}
            </datalist>
          ))}
        <div className="sm:col-span-2">
          <Field label={words.more} hint={words.moreHint} value={typed.more} onChange={(event) => setTyped({ ...typed, more: event.target.value })} />
        </div>
        {takesBody(endpoint) && (
          <div className="grid gap-3 sm:col-span-2">
            <label className="w-fit text-sm font-medium">
              {words.kind}
              <select className={cx(control, "mt-1")} value={typed.kind} onChange={(event) => setTyped({ ...typed, kind: event.target.value as Kind })}>
                {KINDS.map((kind) => (
                  <option key={kind} value={kind}>
                    {words.kinds[kind]}
                  </option>
                ))}
              </select>
            </label>
            {typed.kind === "json" ? (
              <div>
                <label className="text-sm font-medium">
                  {words.body}
                  <textarea
                    className={cx(control, "mt-1 field-sizing-content h-auto max-h-96 min-h-28 py-1.5 font-mono text-[13px] font-normal")}
                    spellCheck={false}
                    aria-invalid={problem ? true : undefined}
                    aria-describedby={problem ? `${endpoint.name}-body` : undefined}
                    value={typed.body}
                    onChange={(event) => setTyped({ ...typed, body: event.target.value })}
                  />
                </label>
                {problem && (
                  <p id={`${endpoint.name}-body`} role="alert" className="mt-1 text-sm break-words text-bad">
                    {words.noJson}: {problem}
                  </p>
                )}
              </div>
            ) : (
              <FormFields fields={typed.fields} files={typed.kind === "multipart"} onChange={(fields) => setTyped({ ...typed, fields })} />
            )}
          </div>
        )}
        <div className="flex flex-wrap items-center gap-3 sm:col-span-2">
          <Button type="submit" kind="primary" disabled={busy || !running}>
            {busy ? words.sending : words.send}
          </Button>
          {!isSafe(endpoint) && <span className="text-soft">{words.writes}</span>}
        </div>
      </form>
      {trouble && <Trouble told={trouble} />}
      <div aria-live="polite">{(answer || recorded) && <Answers answer={answer} recorded={recorded} />}</div>
      <Snippets endpoint={endpoint} typed={typed} backend={job.backend_url ?? "http://127.0.0.1:8000"} asAccount={account !== ""} />
    </section>
  );
}

/** Whoever asks: of many accounts, those that are looked for. */
function Accounts({ job, account, onChange }: { job: Job; account: string; onChange: (key: string) => void }) {
  const [accounts, setAccounts] = useState<Account[]>([]);
  const [search, setSearch] = useState("");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (!job.backend_url) return;
    let current = true;
    const look = () => api.accounts(job.id, search).then((found) => current && setAccounts(found), () => current && setAccounts([]));
    timer.current = setTimeout(() => void look(), search ? 250 : 0);
    return () => {
      current = false;
      clearTimeout(timer.current);
    };
  }, [job.id, job.backend_url, search]);
  return (
    <div className="grid min-w-0 grid-cols-2 items-end gap-2">
      <Field label={words.findAccount} type="search" value={search} onChange={(event) => setSearch(event.target.value)} />
      <label className="min-w-0 text-sm font-medium">
        {words.askAs}
        <select className={cx(control, "mt-1")} value={account} onChange={(event) => onChange(event.target.value)}>
          <option value="">{words.nobody}</option>
          {account && !accounts.some((one) => one.key === account) && <option>{account}</option>}
          {accounts.map((one) => (
            <option key={one.key} value={one.key}>
              {one.name}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
