import { ApiError } from "../api.js";

export async function missing() {
  throw new ApiError(404, { code: "not_found", message: "There is no such page." });
}
