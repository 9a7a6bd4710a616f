"use client";

import { Plus, Trash2 } from "lucide-react";
import { useEffect, useState } from "react";
import { api, type Edit, type Preview } from "@/api/client";
import { text } from "@/text";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Check, control, Field as TextField } from "@/ui/field";
import { Sql } from "@/ui/sql";
import { cx } from "@/ui/cx";
import { type Drafted, editOf, emptyField, type Field } from "./drafted";
import { TypeChoice } from "./type-choice";

const words = text.schema;

interface Props {
  id: string;
  open: boolean;
  onClose: () => void;
  onCreate: (edit: Edit) => Promise<boolean>;
}

/** The builder of a table: its form, and beside it the very text that will run. */
export function NewTable({ id, open, onClose, onCreate }: Props) {
  return (
    <Dialog open={open} onClose={onClose} title={words.newTitle} wide>
      <Builder id={id} onClose={onClose} onCreate={onCreate} />
    </Dialog>
  );
}

function Builder({ id, onClose, onCreate }: Omit<Props, "open">) {
  const [drafted, setDrafted] = useState<Drafted>({ name: "", standard: true, fields: [emptyField(0)] });
  const [preview, setPreview] = useState<Preview | null>(null);
  const [shown, setShown] = useState({ sql: "", before: "" });
  const [next, setNext] = useState(1);
  const named = drafted.name.trim().length > 0;

  useEffect(() => {
    if (!named) return;
    const asked = new AbortController();
    api.preview(id, [editOf(drafted)], asked.signal).then(
      (made) => {
        setPreview(made);
        // What cannot be made leaves the last text that could.
        setShown((known) => (made.sql ? { sql: made.sql, before: known.sql } : known));
      },
      () => undefined,
    );
    return () => asked.abort();
  }, [id, drafted, named]);

  const objections = named ? (preview?.objections ?? []) : [];
  const about = (field: string) => objections.filter((one) => one.field === field || one.field?.startsWith(`${field}/`)).map((one) => one.text).join(". ");
  const refused = !named || objections.some((one) => one.final);
  const change = (key: number, more: Partial<Field>) =>
    setDrafted((known) => ({ ...known, fields: known.fields.map((field) => (field.key === key ? { ...field, ...more } : field)) }));

  return (
    <form
      className="grid gap-5 lg:grid-cols-[1.2fr_1fr]"
      onSubmit={(event) => {
        event.preventDefault();
        if (!refused) void onCreate(editOf(drafted)).then((done) => done && onClose());
      }}
    >
      <div className="grid content-start gap-4">
        <TextField
          label={words.tableName}
          value={drafted.name}
          autoFocus
          spellCheck={false}
          problem={about("table") || undefined}
          onChange={(event) => setDrafted({ ...drafted, name: event.target.value })}
        />
        <Check label={words.standard} checked={drafted.standard} onChange={(event) => setDrafted({ ...drafted, standard: event.target.checked })} />
        <ul className="grid gap-3">
          {drafted.fields.map((field) => {
            const place = drafted.fields.filter((one) => one.name.trim()).indexOf(field);
            const problem = place < 0 ? "" : about(`columns/${place}`);
            const told = `${words.field} ${field.name || field.key + 1}`;
            return (
              <li key={field.key} className="rounded-lg border border-line p-2">
                <div className="flex gap-2">
                  <input
                    aria-label={`${words.column}: ${told}`}
                    aria-invalid={problem ? true : undefined}
                    className={cx(control, "h-8")}
                    value={field.name}
                    placeholder={words.field}
                    spellCheck={false}
                    onChange={(event) => change(field.key, { name: event.target.value })}
                  />
                  <TypeChoice label={`${words.type}: ${told}`} value={field.type} className="h-8 w-36 shrink-0" onChange={(event) => change(field.key, { type: event.target.value })} />
                  <button
                    type="button"
                    aria-label={`${words.removeField}: ${told}`}
                    onClick={() => setDrafted({ ...drafted, fields: drafted.fields.filter((one) => one.key !== field.key) })}
                    className="grid size-8 shrink-0 place-items-center rounded-md text-soft hover:bg-bad-wash hover:text-bad"
                  >
                    <Trash2 aria-hidden className="size-4" />
                  </button>
                </div>
                <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
                  <label className="flex items-center gap-1.5">
                    <input type="checkbox" className="size-4 accent-(--accent)" checked={field.required} onChange={(event) => change(field.key, { required: event.target.checked })} />
                    {words.required}
                  </label>
                  <label className="flex items-center gap-1.5">
                    <input type="checkbox" className="size-4 accent-(--accent)" checked={field.unique} onChange={(event) => change(field.key, { unique: event.target.checked })} />
                    {words.unique}
                  </label>
                  <label className="flex items-center gap-1.5">
                    {words.default}
                    <input className={cx(control, "h-7 w-28 text-sm")} value={field.default} placeholder={words.noDefault} onChange={(event) => change(field.key, { default: event.target.value })} />
                  </label>
                </div>
                {problem && (
                  <p role="alert" className="mt-1 text-sm text-bad">
                    {problem}
                  </p>
                )}
              </li>
            );
          })}
        </ul>
        <div className="flex flex-wrap gap-2">
          <Button small 
            onClick={() => {
              setDrafted({ ...drafted, fields: [...drafted.fields, emptyField(next)] });
              setNext(next + 1);
            }}
          >
            <Plus aria-hidden className="size-4" /> {words.addField}
          </Button>
          <Button small kind="primary" type="submit" disabled={refused}>
            {words.create}
          </Button>
        </div>
      </div>
      <div className="flex min-h-64 min-w-0 flex-col">
        <h3 className="mb-1 text-sm font-medium">{words.preview}</h3>
        <div className="min-h-0 flex-1 overflow-hidden rounded-lg border border-line bg-ground">
          <Sql label={words.preview} before={shown.before}>
            {named ? shown.sql : ""}
          </Sql>
        </div>
      </div>
    </form>
  );
}
