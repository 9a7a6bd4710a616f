"use client";

import { useEffect, useState } from "react";
import { fileOf } from "@/api/client";
import { text } from "@/text";

const PAUSE = 1500;

/** What the browser of the job shows, looked at again and again. */
export function Picture({ id }: { id: string }) {
  const [source, setSource] = useState("");
  useEffect(() => {
    let url = "";
    let timer: ReturnType<typeof setTimeout>;
    let ended = false;
    async function look() {
      try {
        const answer = await fetch(fileOf(id, "/picture"));
        if (answer.status === 200 && !ended) {
          const next = URL.createObjectURL(await answer.blob());
          URL.revokeObjectURL(url);
          url = next;
          setSource(next);
        }
      } catch {
        // The next look may find it.
      }
      if (!ended) timer = setTimeout(look, PAUSE);
    }
    void look();
    return () => {
      ended = true;
      clearTimeout(timer);
      URL.revokeObjectURL(url);
    };
  }, [id]);
  return (
    <section aria-labelledby="picture">
      <h2 id="picture" className="mb-2 font-semibold">
        {text.progress.page}
      </h2>
      <div className="aspect-[16/10] overflow-hidden rounded-xl border border-line bg-raised">
        {source ? (
          // eslint-disable-next-line @next/next/no-img-element -- what changes every moment gains nothing from Next's own
          <img src={source} alt={text.progress.page} className="size-full object-cover object-top" />
        ) : (
          <p className="grid size-full place-items-center text-soft">{text.progress.noPage}</p>
        )}
      </div>
    </section>
  );
}
