import { clsx, type ClassValue } from "clsx";
import { twMerge } from "tailwind-merge";

/** Class names joined; of two that contradict, the later one counts. */
export const cx = (...names: ClassValue[]) => twMerge(clsx(names));
