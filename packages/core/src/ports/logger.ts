import type { JsonObject } from "../json.js";

/** Silent by default. Fields are ids, codes and counts; personal data MUST NOT reach a logger. */
export interface Logger {
  log(level: "debug" | "info" | "warn" | "error", message: string, fields?: JsonObject): void;
}
