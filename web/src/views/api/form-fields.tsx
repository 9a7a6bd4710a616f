"use client";

import { Plus, X } from "lucide-react";
import { text } from "@/text";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { FileField } from "@/ui/file-field";
import type { TypedField } from "./request";

const words = text.api;

interface Props {
  fields: TypedField[];
  /** Whether a field can be a file. */
  files: boolean;
  onChange: (fields: TypedField[]) => void;
}

/** The fields of a form, each with its name. */
export function FormFields({ fields, files, onChange }: Props) {
  const change = (at: number, part: Partial<TypedField>) => onChange(fields.map((field, n) => (n === at ? { ...field, ...part } : field)));
  return (
    <div className="grid gap-3">
      {fields.map((field, n) => (
        <div key={n} className="grid grid-cols-[minmax(0,1fr)_auto] items-end gap-2 sm:grid-cols-[minmax(0,1fr)_minmax(0,2fr)_auto]">
          <Field label={words.fieldName(n + 1)} value={field.name} spellCheck={false} onChange={(event) => change(n, { name: event.target.value })} />
          <Button kind="quiet" aria-label={words.removeField(n + 1)} className="h-9 px-2 sm:order-last" onClick={() => onChange(fields.filter((_, at) => at !== n))}>
            <X aria-hidden className="size-4" />
          </Button>
          <div className="col-span-2 flex min-w-0 flex-wrap items-end gap-2 sm:col-span-1">
            {!field.file && (
              <div className="min-w-40 flex-1">
                <Field label={words.fieldValue(n + 1)} value={field.value} onChange={(event) => change(n, { value: event.target.value })} />
              </div>
            )}
            {files && <FileField label={words.fieldFile(n + 1)} accept="" file={field.file} onChange={(file) => change(n, { file })} />}
          </div>
        </div>
      ))}
      <Button small className="w-fit" onClick={() => onChange([...fields, { name: "", value: "", file: null }])}>
        <Plus aria-hidden className="size-4" /> {words.addField}
      </Button>
    </div>
  );
}
