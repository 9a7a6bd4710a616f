import { text } from "@/text";
import { Dialog } from "@/ui/dialog";

const words = text.schema.keys;

/** The list of all keys. */
export function KeysDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title={words.title}>
      <div tabIndex={0} role="group" aria-label={words.title}>
        {words.groups.map((group) => (
          <section key={group.name} className="mb-4">
            <h3 className="mb-1 font-semibold">{group.name}</h3>
            <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
              {group.keys.map(([keys, told]) => (
                <div key={keys} className="contents">
                  <dt className="font-mono text-[13px] whitespace-nowrap">{keys}</dt>
                  <dd className="text-soft">{told}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
