"use client";

import { FileUp, FlaskConical } from "lucide-react";
import { useRouter } from "next/navigation";
import { type DragEvent, type FormEvent, useEffect, useRef, useState } from "react";
import { api, ApiError, type Job, type StudioView, type Trouble as Told } from "@/api/client";
import { text } from "@/text";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { Shell } from "@/ui/shell";
import { Trouble, troubleOf } from "@/ui/trouble";
import { Recent } from "./recent";
import { CaptureOptions, type Chosen, usual } from "./capture-options";
import { problemsOf } from "./problems";

const words = text.start;

export function Start() {
  const router = useRouter();
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [trouble, setTrouble] = useState<Told | null>(null);
  const [busy, setBusy] = useState("");
  const [dragging, setDragging] = useState(false);
  const [studio, setStudio] = useState<StudioView | null>(null);
  const [chosen, setChosen] = useState<Chosen>(usual);
  const [unfolded, setUnfolded] = useState(false);
  const file = useRef<HTMLInputElement>(null);

  useEffect(() => {
    api.studio().then(setStudio, (error: unknown) => setTrouble(troubleOf(error)));
  }, []);

  async function begin(what: string, start: () => Promise<Job>) {
    setBusy(what);
    setTrouble(null);
    setProblems({});
    try {
      router.push(`/job?id=${(await start()).id}`);
    } catch (error) {
      const told = troubleOf(error);
      if (error instanceof ApiError && error.status === 400 && what === "url") setProblems({ url: `${told.what}. ${told.next ?? ""}` });
      else if (told.fields && Object.keys(told.fields).length) {
        setProblems(told.fields);
        setUnfolded(true);
      }
      else setTrouble(told);
      setBusy("");
    }
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const url = String(new FormData(event.currentTarget).get("url") ?? "").trim();
    const found = problemsOf(url, chosen);
    setProblems(found);
    if (Object.keys(found).some((name) => name !== "url")) setUnfolded(true);
    if (Object.keys(found).length) return;
    void begin("url", async () => {
      const { script, storage, steps, ...rest } = chosen;
      const options = {
        steps,
        allow_writes: steps === "explore" && rest.writes,
        insecure: rest.insecure,
        private_hosts: rest.privateHosts,
        frontend: rest.frontend,
        ...(steps === "explore" ? { max_time: Number(rest.time), max_pages: Number(rest.pages) } : {}),
      };
      return api.create(url, options, {
        script: steps === "script" ? await script?.text() : undefined,
        storage: await storage?.text(),
      });
    });
  }

  function drop(event: DragEvent) {
    event.preventDefault();
    setDragging(false);
    const dropped = event.dataTransfer.files[0];
    if (dropped) void begin("file", () => api.upload(dropped));
  }

  return (
    <Shell>
      <div
        className="relative flex-1"
        onDragOver={(event) => {
          event.preventDefault();
          setDragging(true);
        }}
        onDragLeave={(event) => event.currentTarget.contains(event.relatedTarget as Node) || setDragging(false)}
        onDrop={drop}
      >
        {dragging && (
          <div className="pointer-events-none absolute inset-3 z-10 grid place-items-center rounded-2xl border-2 border-dashed border-accent bg-accent-wash/95 p-6 text-center text-lg font-medium">
            {words.dropped}
          </div>
        )}
        <div className="mx-auto max-w-3xl px-4 py-10 sm:py-16">
          <h1 className="text-3xl font-semibold tracking-tight text-balance sm:text-4xl">{words.title}</h1>
          <p className="mt-3 max-w-2xl text-lg text-soft">{words.lead}</p>

          <form noValidate onSubmit={submit} className="mt-8 rounded-xl border border-line bg-surface p-4 shadow-sm sm:p-5">
            <div className="flex flex-col gap-3 sm:flex-row sm:items-start">
              <div className="flex-1">
                <Field
                  label={words.url}
                  name="url"
                  type="url"
                  inputMode="url"
                  autoComplete="url"
                  spellCheck={false}
                  placeholder={words.placeholder}
                  problem={problems.url}
                  onChange={() => problems.url && setProblems({})}
                  className="h-11 text-base"
                />
              </div>
              <Button kind="primary" type="submit" disabled={Boolean(busy)} className="h-11 sm:mt-6">
                {busy === "url" ? words.starting : words.submit}
              </Button>
            </div>
            <details className="mt-4" open={unfolded} onToggle={(event) => setUnfolded(event.currentTarget.open)}>
              <summary className="w-fit text-sm font-medium text-soft hover:text-ink">{words.options}</summary>
              <CaptureOptions
                chosen={chosen}
                studio={studio}
                problems={problems}
                onChange={(part) => {
                  setChosen((now) => ({ ...now, ...part }));
                  setProblems({});
                }}
              />
            </details>
          </form>

          {trouble && (
            <div className="mt-4">
              <Trouble told={trouble} />
            </div>
          )}

          <div className="mt-5 flex flex-wrap items-center gap-x-4 gap-y-3">
            {studio?.demo && (
              <Button disabled={Boolean(busy)} onClick={() => void begin("demo", api.demo)} title={words.demoHint}>
                <FlaskConical aria-hidden className="size-4" />
                {busy === "demo" ? words.starting : words.demo}
              </Button>
            )}
            <Button disabled={Boolean(busy)} onClick={() => file.current?.click()}>
              <FileUp aria-hidden className="size-4" />
              {busy === "file" ? words.uploading : words.file}
            </Button>
            <input
              ref={file}
              type="file"
              className="hidden"
              aria-label={words.file}
              accept=".har,.json,.jsonl,.flow,.mitm,.zst,.gz"
              onChange={(event) => {
                const chosen = event.target.files?.[0];
                if (chosen) void begin("file", () => api.upload(chosen));
              }}
            />
            <span className="text-sm text-soft">{words.fileHint}</span>
          </div>

          <Recent />
        </div>
      </div>
    </Shell>
  );
}
