import type { ComponentProps } from "react";
import { cx } from "./cx";

const kinds = {
  primary: "bg-accent text-accent-ink hover:brightness-110 border-transparent",
  plain: "bg-surface text-ink hover:bg-raised border-line",
  quiet: "bg-transparent text-ink hover:bg-raised border-transparent",
  danger: "bg-surface text-bad hover:bg-bad-wash border-line",
};

interface Props extends ComponentProps<"button"> {
  kind?: keyof typeof kinds;
  small?: boolean;
}

export function Button({ kind = "plain", small, className, type = "button", ...rest }: Props) {
  return (
    <button
      type={type}
      className={cx(
        "inline-flex items-center justify-center gap-2 rounded-md border font-medium whitespace-nowrap transition-colors disabled:opacity-55",
        small ? "h-8 px-2.5 text-sm" : "h-10 px-4",
        kinds[kind],
        className,
      )}
      {...rest}
    />
  );
}
