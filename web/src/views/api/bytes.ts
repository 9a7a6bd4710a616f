const CHUNK = 0x8000;

/** Bytes as base64, in pieces, as a call takes only so many arguments. */
export function bytesOf(buffer: ArrayBuffer): string {
  const bytes = new Uint8Array(buffer);
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}
