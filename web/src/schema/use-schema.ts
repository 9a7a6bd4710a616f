"use client";

import { useCallback, useEffect, useState } from "react";
import { api, ApiError, type Edit, type Job, type Objection, type SchemaView, type Trouble } from "@/api/client";
import { text } from "@/text";
import { troubleOf } from "@/ui/trouble";

/** An edit that something speaks against, and that can be made all the same. */
export interface Contested {
  edits: Edit[];
  objections: Objection[];
}

export interface Schema {
  schema: SchemaView | null;
  busy: boolean;
  trouble: Trouble | null;
  contested: Contested | null;
  edit: (edits: Edit[], force?: boolean) => Promise<boolean>;
  undo: () => Promise<void>;
  redo: () => Promise<void>;
  dismiss: () => void;
}

/** The blueprint of a job and the ways to change it. */
export function useSchema(job: Job): Schema {
  const [schema, setSchema] = useState<SchemaView | null>(null);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [contested, setContested] = useState<Contested | null>(null);
  const id = job.id;

  const load = useCallback(async () => {
    try {
      setSchema(await api.schema(id));
    } catch (error) {
      setTrouble(troubleOf(error));
    }
  }, [id]);
  // The row of the job changes with each edit, also with those of other tabs.
  useEffect(() => {
    // eslint-disable-next-line react-hooks/set-state-in-effect -- it sets what the server said
    void load();
  }, [load, job.updated_at]);

  const attempt = useCallback(
    async (work: () => Promise<SchemaView>, edits: Edit[] = []): Promise<boolean> => {
      setBusy(true);
      setTrouble(null);
      setContested(null);
      try {
        setSchema(await work());
        return true;
      } catch (error) {
        const told = troubleOf(error);
        const objections = told.objections ?? [];
        if (objections.length && objections.every((one) => !one.final)) setContested({ edits, objections });
        else if (error instanceof ApiError && error.status === 409) {
          setTrouble({ what: text.schema.stale });
          await load();
        } else setTrouble(told);
        return false;
      } finally {
        setBusy(false);
      }
    },
    [load],
  );

  const revision = schema?.revision ?? 0;
  return {
    schema,
    busy,
    trouble,
    contested,
    edit: (edits, force = false) => attempt(() => api.edit(id, revision, edits, force), edits),
    undo: async () => void (await attempt(() => api.undo(id, revision))),
    redo: async () => void (await attempt(() => api.redo(id, revision))),
    dismiss: () => {
      setContested(null);
      setTrouble(null);
    },
  };
}
