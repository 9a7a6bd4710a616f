"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import type { Endpoint } from "@/api/client";
import { text } from "@/text";
import { Button } from "@/ui/button";
import { cx } from "@/ui/cx";
import type { Typed } from "./request";
import { type Language, languages, snippet } from "./snippets";

const words = text.api;

/** The request as it is typed, to be taken elsewhere. */
export function Snippets({ endpoint, typed, backend, asAccount }: { endpoint: Endpoint; typed: Typed; backend: string; asAccount: boolean }) {
  const [language, setLanguage] = useState<Language>("curl");
  const [copied, setCopied] = useState("");
  const code = snippet(language, endpoint, typed, backend, asAccount);
  return (
    <section aria-label={words.snippets} className="min-w-0">
      <div className="mb-1 flex flex-wrap items-center gap-1">
        <h2 className="mr-2 font-semibold">{words.snippets}</h2>
        {languages.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={language === one}
            onClick={() => setLanguage(one)}
            className={cx("rounded-md px-2 py-1 text-sm", language === one ? "bg-accent-wash font-medium text-accent" : "text-soft hover:bg-raised")}
          >
            {one}
          </button>
        ))}
        <Button small kind="quiet" className="ml-auto" onClick={() => void navigator.clipboard.writeText(code).then(() => setCopied(code))}>
          {copied === code ? <Check aria-hidden className="size-4" /> : <Copy aria-hidden className="size-4" />}
          {copied === code ? words.copied : words.copy}
        </Button>
      </div>
      <pre tabIndex={0} aria-label={`${words.snippets}: ${language}`} className="overflow-x-auto rounded-lg border border-line bg-surface p-3 font-mono text-[13px]">
        {code}
      </pre>
      {asAccount && <p className="mt-1 text-sm text-soft">{words.tokenHint}</p>}
    </section>
  );
}
