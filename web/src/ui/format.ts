/** A share as people read it: 100 % only when it is all. */
export function percent(share: number): string {
  const value = share * 100;
  if (value > 0 && value < 1) return "<1 %";
  return `${value < 100 ? Math.min(99.9, Math.round(value * 10) / 10) : 100} %`;
}

/** How long something took, or has taken so far. */
export function duration(from: string, to?: string | null): string {
  const seconds = Math.max(0, Math.round((new Date(to ?? Date.now()).getTime() - new Date(from).getTime()) / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** How long ago something was. */
export function age(at: string, now = Date.now()): string {
  const minutes = Math.round((now - new Date(at).getTime()) / 60000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 48 * 60) return `${Math.round(minutes / 60)} h ago`;
  return `${Math.round(minutes / 1440)} days ago`;
}
