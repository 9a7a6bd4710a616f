// The JSON API.

import * as session from "./session.js";

/** An answer other than 2xx, or none at all (status 0). */
export class ApiError extends Error {
  constructor(status, { code = "unknown", message = "Something went wrong.", fields = {} } = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.fields = fields;
  }
}

export const get = (path, query = {}, signal = undefined) =>
  send("GET", `${path}${encoded(query)}`, undefined, signal);
export const post = (path, body) => send("POST", path, body);
export const patch = (path, body) => send("PATCH", path, body);
export const remove = (path) => send("DELETE", path);

async function send(method, path, body, signal) {
  const answer = await reach(`/api${path}`, { method, signal, ...payload(body) });
  if (answer.ok) return answer.status === 204 ? null : answer.json();
  const { error } = await answer.json().catch(() => ({}));
  if (answer.status === 401 && session.token()) {
    session.change(null);
    if (method === "GET") return send(method, path, body, signal);
  }
  throw new ApiError(answer.status, error);
}

function payload(body) {
  const headers = { Accept: "application/json" };
  const token = session.token();
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body === undefined) return { headers };
  headers["Content-Type"] = "application/json";
  return { headers, body: JSON.stringify(body) };
}

async function reach(url, options) {
  try {
    return await fetch(url, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(0, { code: "offline", message: "The server cannot be reached." });
  }
}

function encoded(query) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  return given.length ? `?${new URLSearchParams(given)}` : "";
}
