import { RadioGroup } from "radix-ui";
import { type ReactNode, useId } from "react";
import { cx } from "./cx";
import { Told, toldBy } from "./field";

interface Props<T extends string> {
  label: ReactNode;
  value: T;
  onChange: (value: T) => void;
  items: { value: T; label: ReactNode; hint?: ReactNode; disabled?: boolean }[];
  problem?: string;
}

/** One of a few, each with what it means. */
export function Choice<T extends string>({ label, value, onChange, items, problem }: Props<T>) {
  const id = useId();
  return (
    <div className="min-w-0">
      <p id={id} className="mb-1 text-sm font-medium">
        {label}
      </p>
      <RadioGroup.Root aria-labelledby={id} aria-describedby={toldBy({ id, problem })} value={value} onValueChange={(now) => onChange(now as T)} className="grid gap-1.5">
        {items.map((item) => (
          <div key={item.value} className="flex items-start gap-2">
            <RadioGroup.Item
              id={`${id}-${item.value}`}
              value={item.value}
              disabled={item.disabled}
              aria-describedby={item.hint ? `${id}-${item.value}-hint` : undefined}
              className="mt-1 grid size-4 shrink-0 place-items-center rounded-full border border-soft bg-surface disabled:border-line data-[state=checked]:border-accent"
            >
              <RadioGroup.Indicator className="size-2 rounded-full bg-accent" />
            </RadioGroup.Item>
            <div className="min-w-0">
              <label htmlFor={`${id}-${item.value}`} className={cx(item.disabled && "text-soft")}>
                {item.label}
              </label>
              {item.hint && (
                <p id={`${id}-${item.value}-hint`} className="text-sm text-soft">
                  {item.hint}
                </p>
              )}
            </div>
          </div>
        ))}
      </RadioGroup.Root>
      <Told id={id} problem={problem} />
    </div>
  );
}
