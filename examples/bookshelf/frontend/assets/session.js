// Who is logged in: the token lives in localStorage, the user beside it.

const KEY = "bookshelf.session";
const listeners = new Set();
let session = stored();

export function user() {
  return session?.user ?? null;
}

export function token() {
  return session?.token ?? null;
}

/** Begins a session, or ends it with null, and tells everybody who watches. */
export function change(next) {
  session = next;
  if (next) localStorage.setItem(KEY, JSON.stringify(next));
  else localStorage.removeItem(KEY);
  for (const listener of listeners) listener();
}

export function watch(listener) {
  listeners.add(listener);
}

function stored() {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch {
    return null;
  }
}
