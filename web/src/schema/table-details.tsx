"use client";

import { ArrowRight, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import type { ColumnView, Edit, TableView } from "@/api/client";
import { text } from "@/text";
import { Button } from "@/ui/button";
import { control } from "@/ui/field";
import { cx } from "@/ui/cx";
import { NAMED, readDefault, shownDefault } from "./default-choice";
import { NameField } from "./name-field";
import { TableActions } from "./table-actions";
import { Marks } from "./table-node";
import { TypeChoice } from "./type-choice";
import { Why } from "./why";

const words = text.schema;
type Change = (edits: Edit[]) => Promise<boolean>;

interface Props {
  id: string;
  table: TableView;
  tables: TableView[];
  edit: Change;
  onSelect: (table: string) => void;
}

interface DetailsProps extends Props {
  hidden: ReadonlySet<string>;
  onHide: (names: string[], away: boolean) => void;
  onMerge?: () => void;
  onRenamed: (from: string, to: string) => void;
  /** Whether its name is to be changed now. */
  renaming: boolean;
  onNamed: (name: string) => void;
}

/** A table and all that can be changed in it. */
export function TableDetails({ id, table, tables, edit, onSelect, hidden, onHide, onMerge, onRenamed, renaming, onNamed }: DetailsProps) {
  async function rename(to: string) {
    const done = await edit([{ edit: "rename_table", table: table.name, to }]);
    if (done) onRenamed(table.name, to);
    return done;
  }
  return (
    <article className="grid gap-5 p-4" aria-label={table.name}>
      <header className="grid gap-2">
        <NameField label={words.tableName} value={table.name} onCommit={rename} wanted={renaming} onDone={onNamed} className="h-10 text-lg font-semibold" />
        <p className="text-sm text-soft">
          {table.rows} {words.rows}
        </p>
        <label className="grid gap-1 text-sm">
          {words.description}
          <NameField
            label={`${words.description}: ${table.name}`}
            value={table.description}
            onCommit={(description) => edit([{ edit: "describe_table", table: table.name, description }])}
            className="h-8 text-sm"
          />
        </label>
        <Why evidence={table.evidence} id={id} of={table.name} />
        <TableActions tables={[table]} hidden={hidden} edit={edit} onHide={onHide} onMerge={onMerge} />
      </header>
      <section aria-label={words.columns}>
        <h3 className="mb-2 font-semibold">{words.columns}</h3>
        <ul className="grid gap-2">
          {table.columns.map((column) => (
            <ColumnRow key={column.name} id={id} table={table} column={column} edit={edit} />
          ))}
        </ul>
        <NewColumn table={table} edit={edit} />
      </section>
      <Relations id={id} table={table} tables={tables} edit={edit} onSelect={onSelect} />
      <datalist id="defaults">
        {NAMED.filter((name) => name !== "none").map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </article>
  );
}

const typeOf = (column: ColumnView) => `${column.type}${column.array ? "[]" : ""}`;

/** A key with a column taken into it, or out of it. */
const toggled = (key: string[], column: string) => (key.includes(column) ? key.filter((one) => one !== column) : [...key, column]);

/** The values that a text lists. */
const listed = (written: string) =>
  written
    .split(/[,|]/)
    .map((one) => one.trim())
    .filter(Boolean);

function ColumnRow({ id, table, column, edit }: { id: string; table: TableView; column: ColumnView; edit: Change }) {
  const at = { table: table.name, column: column.name };
  const place = `${table.name}.${column.name}`;
  return (
    <li className="rounded-lg border border-line bg-surface p-2">
      <div className="flex items-center gap-2">
        <span className="flex w-12 shrink-0 justify-end text-soft">
          <Marks column={column} table={table} />
        </span>
        <NameField label={`${words.column} ${place}`} value={column.name} onCommit={(to) => edit([{ edit: "rename_column", ...at, to }])} className="h-8 font-medium" />
        <TypeChoice
          label={`${words.type}: ${place}`}
          value={typeOf(column)}
          className="h-8 w-36 shrink-0"
          onChange={(event) => {
            const chosen = event.target.value;
            void edit([{ edit: "set_type", ...at, type: chosen.replace("[]", "") as ColumnView["type"], array: chosen.endsWith("[]") }]);
          }}
        />
        <button
          type="button"
          aria-label={`${words.dropColumn} ${place}`}
          title={words.dropColumn}
          onClick={() => void edit([{ edit: "drop_column", ...at }])}
          className="grid size-8 shrink-0 place-items-center rounded-md text-soft hover:bg-bad-wash hover:text-bad"
        >
          <Trash2 aria-hidden className="size-4" />
        </button>
      </div>
      <div className="mt-1.5 flex flex-wrap items-center gap-x-4 gap-y-1.5 pl-14 text-sm">
        <label className="flex items-center gap-1.5">
          <input
            type="checkbox"
            className="size-4 accent-(--accent)"
            aria-label={`${words.required}: ${place}`}
            checked={column.required}
            onChange={() => void edit([{ edit: "set_required", ...at, required: !column.required }])}
          />
          {words.required}
        </label>
        <label className="flex items-center gap-1.5">
          <input
            type="checkbox"
            className="size-4 accent-(--accent)"
            aria-label={`${words.unique}: ${place}`}
            checked={column.unique}
            onChange={() => void edit([{ edit: "set_unique", ...at, unique: !column.unique }])}
          />
          {words.unique}
        </label>
        <label className="flex items-center gap-1.5">
          <input
            type="checkbox"
            className="size-4 accent-(--accent)"
            aria-label={`${words.partOfKey}: ${place}`}
            checked={table.primary_key.includes(column.name)}
            onChange={() => void edit([{ edit: "set_primary_key", table: table.name, columns: toggled(table.primary_key, column.name) }])}
          />
          {words.partOfKey}
        </label>
        <label className="flex min-w-0 items-center gap-1.5">
          {words.default}
          <NameField
            label={`${words.default}: ${place}`}
            value={shownDefault(column)}
            placeholder={words.noDefault}
            list="defaults"
            onCommit={(written) => {
              const read = readDefault(written, column.type);
              return edit([{ edit: "set_default", ...at, default: read.default, value: read.value as never }]);
            }}
            className="h-7 w-28 text-sm"
          />
        </label>
        {column.values.length > 0 && <span className="text-soft">{column.values.join(" | ")}</span>}
      </div>
      <details className="mt-1.5 pl-14 text-sm">
        <summary className="w-fit text-soft hover:text-ink">{words.more}</summary>
        <div className="mt-1.5 grid gap-1.5">
          <label className="grid gap-1">
            {words.values}
            <NameField
              label={`${words.values}: ${place}`}
              value={column.values.join(", ")}
              placeholder={words.noValues}
              onCommit={(written) => edit([{ edit: "set_values", ...at, values: listed(written) }])}
              className="h-8 text-sm"
            />
          </label>
          <label className="grid gap-1">
            {words.description}
            <NameField
              label={`${words.description}: ${place}`}
              value={column.description}
              onCommit={(description) => edit([{ edit: "describe_column", ...at, description }])}
              className="h-8 text-sm"
            />
          </label>
        </div>
      </details>
      <div className="mt-1 pl-14">
        <Why evidence={column.evidence} id={id} of={place} />
      </div>
    </li>
  );
}

function NewColumn({ table, edit }: { table: TableView; edit: Change }) {
  const [name, setName] = useState("");
  const [type, setType] = useState("text");
  async function add() {
    if (!name.trim()) return;
    const column = { name: name.trim(), type: type.replace("[]", "") as ColumnView["type"], array: type.endsWith("[]") };
    if (await edit([{ edit: "add_column", table: table.name, column }])) setName("");
  }
  return (
    <form
      className="mt-2 flex gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <input aria-label={words.addColumn} placeholder={words.addColumn} className={cx(control, "h-8")} value={name} onChange={(event) => setName(event.target.value)} />
      <TypeChoice label={`${words.type}: ${words.addColumn}`} value={type} className="h-8 w-36 shrink-0" onChange={(event) => setType(event.target.value)} />
      <Button small type="submit" aria-label={words.addColumn}>
        <Plus aria-hidden className="size-4" />
      </Button>
    </form>
  );
}

function Relations({ id, table, tables, edit, onSelect }: Props) {
  const referring = tables.filter((other) => other.relations.some((relation) => relation.table === table.name));
  return (
    <section aria-label={words.relations}>
      <h3 className="mb-2 font-semibold">{words.relations}</h3>
      <ul className="grid gap-2">
        {table.relations.map((relation) => (
          <li key={`${relation.columns.join()}${relation.table}`} className="rounded-lg border border-line bg-surface p-2">
            <div className="flex items-center gap-2 text-sm">
              <span className="min-w-0 flex-1 break-words">
                {table.name}.{relation.columns.join(", ")} <ArrowRight aria-label="→" className="inline size-3.5" />{" "}
                <button type="button" className="text-accent underline" onClick={() => onSelect(relation.table)}>
                  {relation.table}
                </button>
                .{relation.references.join(", ")}
                {!relation.enforced && <span className="block text-soft">{words.notEnforced}</span>}
              </span>
              <button
                type="button"
                aria-label={`${words.dropColumn} ${table.name}.${relation.columns.join(", ")} → ${relation.table}`}
                onClick={() => void edit([{ edit: "drop_relation", table: table.name, columns: relation.columns, to: relation.table }])}
                className="grid size-8 shrink-0 place-items-center rounded-md text-soft hover:bg-bad-wash hover:text-bad"
              >
                <Trash2 aria-hidden className="size-4" />
              </button>
            </div>
            <Why evidence={relation.evidence} id={id} of={`${table.name} → ${relation.table}`} />
          </li>
        ))}
      </ul>
      <NewRelation key={table.name} table={table} tables={tables} edit={edit} />
      {referring.length > 0 && (
        <p className="mt-3 text-sm">
          <span className="text-soft">{words.referredBy}: </span>
          {referring.map((other, n) => (
            <span key={other.name}>
              {n > 0 && ", "}
              <button type="button" className="text-accent underline" onClick={() => onSelect(other.name)}>
                {other.name}
              </button>
            </span>
          ))}
        </p>
      )}
    </section>
  );
}

function NewRelation({ table, tables, edit }: { table: TableView; tables: TableView[]; edit: Change }) {
  const [column, setColumn] = useState("");
  const [to, setTo] = useState("");
  const [onDelete, setOnDelete] = useState("restrict");
  return (
    <details className="mt-2 text-sm">
      <summary className="w-fit font-medium text-soft hover:text-ink">{words.addRelation}</summary>
      <form
        className="mt-2 grid gap-2 rounded-lg border border-line bg-surface p-3"
        onSubmit={(event) => {
          event.preventDefault();
          void edit([{ edit: "add_relation", table: table.name, columns: [column], to, references: [], on_delete: onDelete as "restrict" }]);
        }}
      >
        <label>
          {words.relationColumn}
          <select required className={cx(control, "mt-1")} value={column} onChange={(event) => setColumn(event.target.value)}>
            <option value="" />
            {table.columns.map((one) => (
              <option key={one.name}>{one.name}</option>
            ))}
          </select>
        </label>
        <label>
          {words.relationTo}
          <select required className={cx(control, "mt-1")} value={to} onChange={(event) => setTo(event.target.value)}>
            <option value="" />
            {tables.map((one) => (
              <option key={one.name}>{one.name}</option>
            ))}
          </select>
        </label>
        <label>
          {words.onDelete}
          <select className={cx(control, "mt-1")} value={onDelete} onChange={(event) => setOnDelete(event.target.value)}>
            {Object.entries(words.onDeletes).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
        {column && to && (
          <p className="font-medium">
            {table.name}.{column} → {to}.{tables.find((one) => one.name === to)?.primary_key.join(", ")}
          </p>
        )}
        <Button small type="submit" kind="primary" className="justify-self-start">
          {words.addRelation}
        </Button>
      </form>
    </details>
  );
}
