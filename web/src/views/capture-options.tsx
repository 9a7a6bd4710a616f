"use client";

import type { Options, StudioView } from "@/api/client";
import { text } from "@/text";
import { Choice } from "@/ui/choice";
import { Check, Field } from "@/ui/field";
import { FileField } from "@/ui/file-field";

const words = text.start;

/** How an app is captured, as it is typed: what is no number is not yet one. */
export interface Chosen {
  writes: boolean;
  steps: NonNullable<Options["steps"]>;
  time: string;
  pages: string;
  insecure: boolean;
  privateHosts: boolean;
  frontend: boolean;
  script: File | null;
  storage: File | null;
}

export const usual: Chosen = {
  writes: false,
  steps: "explore",
  time: "300",
  pages: "60",
  insecure: false,
  privateHosts: false,
  frontend: false,
  script: null,
  storage: null,
};

interface Props {
  chosen: Chosen;
  onChange: (part: Partial<Chosen>) => void;
  problems: Record<string, string>;
  studio: StudioView | null;
}

/** The options that are folded away. */
export function CaptureOptions({ chosen, onChange, problems, studio }: Props) {
  const explores = chosen.steps === "explore";
  const off = { hand: studio?.windows === false, script: studio?.scripts === false, explore: false };
  const why = { hand: words.noWindow, script: words.noScripts, explore: "" };
  return (
    <div className="mt-3 grid gap-5">
      <Choice
        label={words.stepsTitle}
        value={chosen.steps}
        onChange={(steps) => onChange({ steps })}
        problem={problems["options/steps"]}
        items={(["explore", "hand", "script"] as const).map((value) => ({
          value,
          label: words.steps[value],
          hint: off[value] ? why[value] : words.stepsHint[value],
          disabled: off[value],
        }))}
      />
      {chosen.steps === "script" && (
        <FileField label={words.script} accept=".py" file={chosen.script} onChange={(script) => onChange({ script })} problem={problems.script} />
      )}
      {explores && (
        <Choice
          label={words.writesTitle}
          value={chosen.writes ? "write" : "read"}
          onChange={(value) => onChange({ writes: value === "write" })}
          items={[
            { value: "read", label: words.readOnly, hint: words.readOnlyHint },
            { value: "write", label: words.allowWrites, hint: words.allowWritesHint },
          ]}
        />
      )}
      {explores && (
        <fieldset>
          <legend className="sr-only">{words.limits}</legend>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label={words.maxTime} inputMode="numeric" value={chosen.time} onChange={(event) => onChange({ time: event.target.value })} problem={problems["options/max_time"]} />
            <Field label={words.maxPages} inputMode="numeric" value={chosen.pages} onChange={(event) => onChange({ pages: event.target.value })} problem={problems["options/max_pages"]} />
          </div>
        </fieldset>
      )}
      <Check label={words.frontend} hint={words.frontendHint} checked={chosen.frontend} onChange={(event) => onChange({ frontend: event.target.checked })} />
      <fieldset>
        <legend className="sr-only">{words.access}</legend>
        <div className="grid gap-4">
          <FileField label={words.storage} hint={words.storageHint} accept=".json" file={chosen.storage} onChange={(storage) => onChange({ storage })} problem={problems.storage} />
          {studio?.private_hosts !== false && (
            <Check label={words.privateHosts} hint={words.privateHostsHint} checked={chosen.privateHosts} onChange={(event) => onChange({ privateHosts: event.target.checked })} />
          )}
          <Check label={words.insecure} checked={chosen.insecure} onChange={(event) => onChange({ insecure: event.target.checked })} />
        </div>
      </fieldset>
    </div>
  );
}
