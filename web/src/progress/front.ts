/** Where the backend shows the page that was captured first. */
export function frontOf(backend: string, captured: string): string {
  if (!URL.canParse(captured)) return backend;
  const { pathname, search, hash } = new URL(captured);
  return `${new URL(backend).origin}${pathname}${search}${hash}`;
}
