import { Waypoints } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { text } from "@/text";
import { ThemeSwitch } from "./theme";

/** The frame of every view. */
export function Shell({ children, middle }: { children: ReactNode; middle?: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#content"
        className="sr-only z-50 rounded bg-accent px-3 py-2 text-accent-ink focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      >
        {text.skip}
      </a>
      <header className="flex min-h-14 items-center gap-3 border-b border-line bg-surface px-3 sm:px-5">
        <Link href="/" className="flex shrink-0 items-center gap-2 font-semibold" aria-label={`${text.name}: ${text.home}`}>
          <Waypoints aria-hidden className="size-5 text-accent" />
          <span className={middle ? "hidden sm:inline" : ""}>{text.name}</span>
        </Link>
        <div className="min-w-0 flex-1">{middle}</div>
        <ThemeSwitch />
      </header>
      <main id="content" tabIndex={-1} className="flex min-h-0 flex-1 flex-col outline-none">
        {children}
      </main>
    </div>
  );
}
