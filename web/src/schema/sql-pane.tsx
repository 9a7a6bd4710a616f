"use client";

import { useEffect, useState } from "react";
import { api, type SchemaView } from "@/api/client";
import { text } from "@/text";
import { cx } from "@/ui/cx";
import { Sql } from "@/ui/sql";

const words = text.schema;

/** The SQL of the chosen table, and that of the edits that wait. */
export function SqlPane({ id, schema, table }: { id: string; schema: SchemaView; table: string }) {
  const [tab, setTab] = useState<"table" | "migration">("table");
  const [shown, setShown] = useState({ of: "", sql: "", before: undefined as string | undefined });
  const exists = schema.tables.some((one) => one.name === table);
  const open = exists ? tab : "migration";
  const which = open === "table" ? `table ${table}` : "migration";

  useEffect(() => {
    let current = true;
    const asked = which === "migration" ? api.migration(id) : api.sql(id, table);
    asked.then(
      ({ sql }) => {
        if (current) setShown((known) => ({ of: which, sql, before: known.of === which && which !== "migration" ? known.sql : undefined }));
      },
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [id, table, which, schema.revision]);

  return (
    <section aria-label={words.sql} className="flex h-full min-h-0 flex-col bg-surface">
      <div role="tablist" aria-label={words.sql} className="flex border-b border-line px-2">
        {(exists ? (["table", "migration"] as const) : (["migration"] as const)).map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            aria-selected={open === one}
            onClick={() => setTab(one)}
            className={cx("border-b-2 px-3 py-1.5 text-sm font-medium", open === one ? "border-accent text-ink" : "border-transparent text-soft hover:text-ink")}
          >
            {one === "table" ? words.sqlTable : words.sqlMigration}
            {one === "migration" && schema.pending.length > 0 && (
              <span className="ml-1.5 rounded-full bg-warn-wash px-1.5 text-xs text-warn">{schema.pending.length}</span>
            )}
          </button>
        ))}
      </div>
      <div role="tabpanel" className="min-h-0 flex-1">
        <Sql label={words.sql} before={shown.before}>
          {shown.sql || words.noPending}
        </Sql>
      </div>
    </section>
  );
}
