import { TriangleAlert } from "lucide-react";
import { text } from "@/text";

/** What would be lost; nothing where nothing would. */
export function Losses({ losses }: { losses: string[] }) {
  if (!losses.length) return null;
  return (
    <div className="mt-3 flex gap-3 rounded-lg bg-warn-wash p-3">
      <TriangleAlert aria-hidden className="size-5 shrink-0 text-warn" />
      <div className="min-w-0">
        <p className="font-semibold">{text.ship.losses}</p>
        <ul>
          {losses.map((one) => (
            <li key={one} className="break-words">
              {one}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
