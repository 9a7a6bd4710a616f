"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useSyncExternalStore } from "react";
import { text } from "@/text";
import { cx } from "./cx";

const KEY = "theme";
const choices = { light: Sun, dark: Moon, system: Monitor } as const;
type Choice = keyof typeof choices;

/** Runs before the first paint, so that a dark page never flashes white. */
export const themeScript = `(function(){try{var t=localStorage.getItem("${KEY}")||"system";var d=t==="dark"||(t==="system"&&matchMedia("(prefers-color-scheme: dark)").matches);document.documentElement.dataset.theme=d?"dark":"light"}catch(e){}})()`;

const listeners = new Set<() => void>();

function read(): Choice {
  const kept = localStorage.getItem(KEY);
  return kept === "light" || kept === "dark" ? kept : "system";
}

function show(choice: Choice) {
  const dark = choice === "dark" || (choice === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
}

function subscribe(listener: () => void) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    show(read());
    listener();
  };
  listeners.add(listener);
  system.addEventListener("change", follow);
  return () => {
    listeners.delete(listener);
    system.removeEventListener("change", follow);
  };
}

export function ThemeSwitch() {
  const chosen = useSyncExternalStore(subscribe, read, () => "system" as Choice);
  const choose = (choice: Choice) => {
    localStorage.setItem(KEY, choice);
    show(choice);
    listeners.forEach((listener) => listener());
  };
  return (
    <div role="radiogroup" aria-label={text.theme.label} className="flex rounded-md border border-line bg-surface p-0.5">
      {(Object.keys(choices) as Choice[]).map((choice) => {
        const Icon = choices[choice];
        return (
          <button
            key={choice}
            type="button"
            role="radio"
            aria-checked={chosen === choice}
            title={text.theme[choice]}
            onClick={() => choose(choice)}
            className={cx("grid size-7 place-items-center rounded text-soft hover:text-ink", chosen === choice && "bg-raised text-ink")}
          >
            <Icon aria-hidden className="size-4" />
            <span className="sr-only">{text.theme[choice]}</span>
          </button>
        );
      })}
    </div>
  );
}
