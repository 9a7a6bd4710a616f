"use client";

import { FileUp, X } from "lucide-react";
import { useId, useRef } from "react";
import { text } from "@/text";
import { Button } from "./button";
import { Told, toldBy } from "./field";

interface Props {
  label: string;
  hint?: string;
  accept: string;
  file: File | null;
  onChange: (file: File | null) => void;
  problem?: string;
}

/** A file to choose, with its label, a hint, and what is wrong with it. */
export function FileField({ label, hint, accept, file, onChange, problem }: Props) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className="min-w-0">
      <p id={`${id}-label`} className="mb-1 text-sm font-medium">
        {label}
      </p>
      <div className="flex flex-wrap items-center gap-2">
        <Button small id={id} aria-labelledby={`${id}-label ${id}`} aria-describedby={toldBy({ id, hint, problem })} onClick={() => input.current?.click()}>
          <FileUp aria-hidden className="size-4" /> {file ? file.name : text.start.chooseFile}
        </Button>
        {file && (
          <Button small kind="quiet" aria-label={`${text.start.removeFile}: ${file.name}`} onClick={() => onChange(null)}>
            <X aria-hidden className="size-4" />
          </Button>
        )}
      </div>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        accept={accept}
        onChange={(event) => {
          onChange(event.target.files?.[0] ?? null);
          event.target.value = "";
        }}
      />
      <Told id={id} hint={hint} problem={problem} />
    </div>
  );
}
