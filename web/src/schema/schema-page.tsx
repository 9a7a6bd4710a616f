"use client";

import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import type { Job } from "@/api/client";
import { text } from "@/text";
import { cx } from "@/ui/cx";
import { Trouble } from "@/ui/trouble";
import { Against } from "./against";
import { areasOf } from "./areas";
import { commandsOf } from "./commands";
import { Diagram, type DiagramHandle } from "./diagram";
import { focusSoon, type Place, placeOf } from "./focus";
import { dropping } from "./group-edits";
import { KeysDialog } from "./keys-dialog";
import { MergeDialog } from "./merge-dialog";
import { NewTable } from "./new-table";
import { Palette } from "./palette";
import { placesOf } from "./palette-items";
import { SelectionDetails } from "./selection-details";
import { SqlPane } from "./sql-pane";
import { TableDetails } from "./table-details";
import { TableList } from "./table-list";
import { Toolbar } from "./toolbar";
import { useKeys } from "./use-keys";
import { useSchema } from "./use-schema";
import { useView } from "./use-view";
import { renamed } from "./view";
import { found } from "./visible";

const words = text.schema;

export function SchemaPage({ job }: { job: Job }) {
  const router = useRouter();
  const state = useSchema(job);
  const [view, show] = useView(job.id);
  const { schema, busy, trouble, edit } = state;
  const [search, setSearch] = useState("");
  const [opened, setOpened] = useState<"new" | "merge" | "palette" | "keys" | null>(null);
  const [pane, setPane] = useState<"diagram" | "list">("diagram");
  const [listed, setListed] = useState(true);
  /** The table whose name is being changed, and where the focus goes afterwards. */
  const [renaming, setRenaming] = useState<{ name: string; back: Place } | null>(null);
  const [diagram, setDiagram] = useState<DiagramHandle | null>(null);

  const tables = useMemo(() => schema?.tables ?? [], [schema]);
  const matching = useMemo(() => found(tables, search), [tables, search]);
  const names = useMemo(() => new Set(matching.map((table) => table.name)), [matching]);
  const hidden = useMemo(() => new Set(view.hidden.filter((name) => tables.some((table) => table.name === name))), [view.hidden, tables]);
  const visible = useMemo(() => tables.filter((table) => !hidden.has(table.name)), [tables, hidden]);
  const areas = useMemo(() => (view.areas ? areasOf(tables) : []), [tables, view.areas]);
  const chosen = useMemo(() => view.chosen.flatMap((name) => tables.find((table) => table.name === name) ?? []), [view.chosen, tables]);
  const chosenNames = useMemo(() => chosen.map((table) => table.name), [chosen]);

  const choose = (those: string[]) => show({ chosen: those });
  const hide = (those: string[], away: boolean) => {
    const others = [...hidden].filter((name) => !those.includes(name));
    show({ hidden: away ? [...others, ...those] : others });
  };
  const toggleHidden = () => hide(chosenNames, !chosenNames.every((name) => hidden.has(name)));
  const rename = (name: string, back: Place) => {
    choose([name]);
    setRenaming({ name, back });
  };
  const drop = () => {
    const made = dropping(chosen);
    if (made) void edit([made]);
  };
  const focused = (): Place => (document.activeElement?.closest("[role=tree]") ? "list" : "diagram");

  const undo = schema?.pending.length && !busy ? () => void state.undo() : undefined;
  const redo = schema?.redoable && !busy ? () => void state.redo() : undefined;
  const apply = () => router.push(`/job?id=${job.id}&view=ship`);
  const toList = () => {
    setListed(true);
    setPane("list");
    focusSoon("[role=tree] [tabindex='0']");
  };

  const merge = tables.length > 1 && (chosen.length === 1 || chosen.length === 2) ? () => setOpened("merge") : undefined;

  const actions = {
    palette: () => setOpened("palette"),
    find: () => document.getElementById("search")?.focus(),
    undo,
    redo,
    apply: schema?.pending.length ? apply : undefined,
    list: () => setListed(!listed),
    fit: diagram?.fit,
    help: () => setOpened("keys"),
    drop: chosen.length ? drop : undefined,
    hide: chosen.length ? toggleHidden : undefined,
    rename: chosen.length === 1 ? () => rename(chosenNames[0]!, focused()) : undefined,
    all: () => choose(matching.map((table) => table.name)),
    leave: chosen.length ? () => choose([]) : undefined,
  };
  useKeys(actions);

  if (!schema) return <div className="p-6 text-soft">{trouble ? <Trouble told={trouble} /> : text.loading}</div>;

  const places = placesOf(tables, areas, choose);
  const commands = commandsOf({ view, chosen: chosen.length, hidden: hidden.size, actions, diagram, show, onAdd: () => setOpened("new"), onMerge: merge, onList: toList });
  const [only] = chosen;

  return (
    <div className="flex min-h-0 flex-1 flex-col lg:h-[calc(100dvh-6.5rem)] lg:flex-none">
      <Toolbar
        id={job.id}
        schema={schema}
        view={view}
        hidden={hidden.size}
        search={search}
        onSearch={setSearch}
        show={show}
        undo={undo}
        redo={redo}
        onAdd={() => setOpened("new")}
        onPalette={() => setOpened("palette")}
        onKeys={() => setOpened("keys")}
        pane={pane}
        onPane={setPane}
      />
      {trouble && (
        <div className="p-3">
          <Trouble told={trouble} />
        </div>
      )}
      <p role="status" className="sr-only">
        {chosen.length > 1 ? words.chosen(chosen.length) : ""}
      </p>
      <div className={cx("grid min-h-0 flex-1", listed ? "lg:grid-cols-[15rem_minmax(0,1fr)_27rem]" : "lg:grid-cols-[minmax(0,1fr)_27rem]")}>
        <div className={cx("min-h-0 flex-col border-r border-line bg-surface", listed && "lg:flex", !listed && "lg:hidden", pane === "list" ? "flex" : "hidden")}>
          <TableList tables={matching} areas={areas} chosen={chosenNames} hidden={hidden} onChoose={choose} onRename={(name) => rename(name, "list")} />
          <Legend />
        </div>
        <div className={cx("min-h-0 min-w-0 lg:flex", pane === "diagram" ? "flex" : "hidden")}>
          <div className="h-[55dvh] w-full lg:h-full">
            <Diagram
              id={job.id}
              tables={visible}
              areas={areas}
              mode={view.mode}
              chosen={chosenNames}
              matching={names}
              onChoose={choose}
              onRename={(name) => rename(name, "diagram")}
              handle={setDiagram}
            />
          </div>
        </div>
        <div className="flex min-h-0 flex-col border-l border-line">
          <div className="min-h-0 flex-[3] overflow-y-auto bg-ground">
            {!only ? (
              <Open schema={schema} />
            ) : chosen.length > 1 ? (
              <SelectionDetails tables={chosen} hidden={hidden} edit={edit} onHide={hide} onMerge={merge} onChoose={choose} />
            ) : (
              <TableDetails
                key={only.name}
                id={job.id}
                table={only}
                tables={tables}
                edit={(edits) => edit(edits)}
                onSelect={(name) => choose(name ? [name] : [])}
                hidden={hidden}
                onHide={hide}
                onMerge={merge}
                onRenamed={(from, to) => {
                  diagram?.stay(from, to);
                  show(renamed(view, from, to));
                }}
                renaming={renaming?.name === only.name}
                onNamed={(name) => {
                  if (renaming) focusSoon(placeOf[renaming.back](name));
                  setRenaming(null);
                }}
              />
            )}
          </div>
          <div className="h-64 min-h-0 border-t border-line lg:h-auto lg:flex-[2]">
            <SqlPane id={job.id} schema={schema} table={chosen.length === 1 ? only!.name : ""} />
          </div>
        </div>
      </div>
      <NewTable
        id={job.id}
        open={opened === "new"}
        onClose={() => setOpened(null)}
        onCreate={async (made) => {
          const done = await edit([made], true);
          if (done && made.edit === "create_table") choose([made.table]);
          return done;
        }}
      />
      <MergeDialog
        id={job.id}
        open={opened === "merge"}
        tables={tables}
        chosen={chosen}
        onClose={() => setOpened(null)}
        onMerge={async (made, into) => {
          const done = await edit([made], true);
          if (done) choose([into]);
          return done;
        }}
      />
      <Palette open={opened === "palette"} items={[...commands, ...places]} onClose={() => setOpened(null)} />
      <KeysDialog open={opened === "keys"} onClose={() => setOpened(null)} />
      <Against schema={state} />
    </div>
  );
}

function Open({ schema }: { schema: NonNullable<ReturnType<typeof useSchema>["schema"]> }) {
  return (
    <div className="p-4">
      <p className="text-soft">{words.choose}</p>
      {schema.questions.length > 0 && (
        <>
          <h2 className="mt-4 font-semibold">{words.questions}</h2>
          <ul className="mt-1 grid gap-2 text-sm">
            {schema.questions.map((one) => (
              <li key={one.about + one.text}>
                <strong>{one.about}</strong>: {one.text} {one.settle && <span className="text-soft">{one.settle}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function Legend() {
  return (
    <details className="border-t border-line p-3 text-sm text-soft">
      <summary>{words.key}</summary>
      <ul className="mt-1 grid gap-0.5">
        {Object.entries(words.legend).map(([name, told]) => (
          <li key={name}>
            {symbols[name]} {told}
          </li>
        ))}
      </ul>
    </details>
  );
}

const symbols: Record<string, string> = { key: "🔑", reference: "🔗", unique: "◉", required: "◆", optional: "◇", secret: "🔒" };
