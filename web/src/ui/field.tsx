import { type ComponentProps, type ReactNode, useId } from "react";
import { cx } from "./cx";

export const control =
  "h-9 w-full min-w-0 rounded-md border border-line bg-surface px-2.5 text-ink placeholder:text-soft aria-[invalid=true]:border-bad";

interface Props extends ComponentProps<"input"> {
  label: ReactNode;
  hint?: ReactNode;
  problem?: string;
  hideLabel?: boolean;
}

/** An input with its label, a hint, and what is wrong with it. */
export function Field({ label, hint, problem, hideLabel, className, ...rest }: Props) {
  const id = useId();
  return (
    <div className="min-w-0">
      <label htmlFor={id} className={hideLabel ? "sr-only" : "mb-1 block text-sm font-medium"}>
        {label}
      </label>
      <input
        id={id}
        className={cx(control, className)}
        aria-invalid={problem ? true : undefined}
        aria-describedby={toldBy({ id, hint, problem })}
        {...rest}
      />
      <Told id={id} hint={hint} problem={problem} />
    </div>
  );
}

interface ToldProps {
  id: string;
  hint?: ReactNode;
  problem?: string;
}

/** What stands below an input: a hint, and what is wrong with it. */
export function Told({ id, hint, problem }: ToldProps) {
  return (
    <>
      {hint && (
        <p id={`${id}-hint`} className="mt-1 text-sm text-soft">
          {hint}
        </p>
      )}
      {problem && (
        <p id={`${id}-problem`} role="alert" className="mt-1 text-sm break-words text-bad">
          {problem}
        </p>
      )}
    </>
  );
}

/** The same for `aria-describedby`. */
export const toldBy = ({ id, hint, problem }: ToldProps) =>
  [hint ? `${id}-hint` : "", problem ? `${id}-problem` : ""].filter(Boolean).join(" ") || undefined;

interface CheckProps extends Omit<ComponentProps<"input">, "type"> {
  label: ReactNode;
  hint?: ReactNode;
  hideLabel?: boolean;
}

export function Check({ label, hint, hideLabel, className, ...rest }: CheckProps) {
  return (
    <label className={cx("flex items-start gap-2", className)}>
      <input type="checkbox" className="mt-1 size-4 shrink-0 accent-(--accent)" {...rest} />
      <span className={hideLabel ? "sr-only" : ""}>
        {label}
        {hint && <span className="block text-sm text-soft">{hint}</span>}
      </span>
    </label>
  );
}
