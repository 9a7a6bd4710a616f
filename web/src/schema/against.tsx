import { TriangleAlert } from "lucide-react";
import { text } from "@/text";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import type { Schema } from "./use-schema";

/** What speaks against an edit, and the choice to make it all the same. */
export function Against({ schema }: { schema: Schema }) {
  const { contested, edit, dismiss } = schema;
  return (
    <Dialog open={contested !== null} onClose={dismiss} title={text.schema.against}>
      <ul className="grid gap-2">
        {contested?.objections.map((one) => (
          <li key={one.text} className="flex gap-2.5">
            <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
            <span className="min-w-0 break-words">{one.text}</span>
          </li>
        ))}
      </ul>
      <div className="mt-5 flex flex-wrap justify-end gap-2">
        <Button onClick={dismiss}>{text.schema.back}</Button>
        <Button kind="danger" onClick={() => contested && void edit(contested.edits, true)}>
          {text.schema.force}
        </Button>
      </div>
    </Dialog>
  );
}
