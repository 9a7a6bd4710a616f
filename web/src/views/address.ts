import { text } from "@/text";

/** What is wrong with the address of an app, in words; "" where nothing is. */
export function addressProblem(address: string): string {
  if (!address) return text.start.emptyUrl;
  const full = address.includes("://") ? address : `https://${address}`;
  const parsed = URL.parse(full);
  const fits = parsed && ["http:", "https:"].includes(parsed.protocol) && parsed.hostname && !/\s/.test(address);
  return fits ? "" : text.start.notUrl;
}
