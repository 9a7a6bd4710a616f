/** The numbers, from 1, of the lines that the text before did not have as often. */
export function changedLines(before: string, after: string): number[] {
  const left = new Map<string, number>();
  for (const line of before.split("\n")) left.set(line, (left.get(line) ?? 0) + 1);
  const changed: number[] = [];
  after.split("\n").forEach((line, n) => {
    const count = left.get(line) ?? 0;
    if (count > 0) left.set(line, count - 1);
    else if (line.trim()) changed.push(n + 1);
  });
  return changed;
}
